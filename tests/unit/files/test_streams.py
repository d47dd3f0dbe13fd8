"""Names that stand for the streams of the process."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.files.streams import is_standard_output, is_stream

pytestmark = pytest.mark.requirement("security")


@pytest.mark.parametrize(
    ("name", "is_one", "is_output"),
    [
        ("/dev/stdout", True, True),
        ("/dev/fd/1", True, True),
        ("/dev/stderr", True, False),
        ("/dev/fd/63", True, False),
        ("/dev/null", True, False),
        ("/dev/stdout.json", False, False),
        ("stdout", False, False),
    ],
)
def test_which_names_are_streams(name: str, *, is_one: bool, is_output: bool) -> None:
    assert is_stream(Path(name)) is is_one
    assert is_standard_output(Path(name)) is is_output
