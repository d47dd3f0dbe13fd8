"""A schedule is told in English, whatever language the machine speaks."""

from __future__ import annotations

import locale

import pytest

from floe_lsp.ide.schedules import in_words

pytestmark = pytest.mark.requirement("hover")


@pytest.mark.parametrize("spoken", [("de_DE", "UTF-8"), ("en_US", "UTF-8"), (None, None)])
def test_the_locale_does_not_matter(
    spoken: tuple[str | None, str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda: spoken)
    assert in_words("30 17 * * MON-FRI") == "At 17:30, Monday through Friday"
