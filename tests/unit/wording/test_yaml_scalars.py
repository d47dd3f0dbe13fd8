"""What stays without quotes is text to readers of YAML 1.1 and 1.2."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml.main import YAML

from floe_lsp.wording.yaml_scalars import double_quoted, is_always_text

pytestmark = pytest.mark.requirement("FR-011")


def read(text: str, *, version: tuple[int, int]) -> object:
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.version = version
    return yaml.load(f"a: {text}\n")["a"]


OTHER_THAN_TEXT = (  # noqa: SIM905 - easier to read
    "~ Null TRUE no Off y N .inf -.INF .NaN = << 0 -1 +1 017 0o17 0x1F 0b11 1_000 1. .5 1_0.5 1e3 "
    "1.5E-3 12:30 190:20:30 12:30:45.5 2026-01-31 2026-1-1 2026-01-31T10:00:00Z"
).split()


@pytest.mark.parametrize("text", ["", "2026-01-31 10:00:00", *OTHER_THAN_TEXT])
def test_what_some_reader_takes_for_something_else(text: str) -> None:
    assert not is_always_text(text)


@pytest.mark.parametrize(
    "text", ["orders", "1.0.0", "1.0.0-rc.1", "0x", "1a", "yesno", "2026-01", "e3", "None", "v1"]
)
def test_what_is_text_to_all(text: str) -> None:
    assert is_always_text(text)


@settings(max_examples=300)
@given(st.text("0123456789_.:eExobnTZ+-yYaAfF", min_size=1, max_size=12))
@example("1_0")
@example("0.")
def test_readers_of_both_versions_agree(text: str) -> None:
    plain = text.strip("-:") == text and ": " not in text and text not in {"+", "."}
    if plain and is_always_text(text):
        assert read(text, version=(1, 1)) == text
        assert read(text, version=(1, 2)) == text


@settings(max_examples=200)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_quotes_keep_any_text(text: str) -> None:
    assert read(double_quoted(text), version=(1, 1)) == text
    assert read(double_quoted(text), version=(1, 2)) == text
