"""The editor's own reading of positions, by the words of the specification."""

from __future__ import annotations

import pytest
from fuzzing.answers import ranges_in, tokens_in
from fuzzing.editor_text import changed, is_inside, position_of, range_of

pytestmark = pytest.mark.requirement("robustness")

DUCK = "a🦆b\r\nc\rd\n"


@pytest.mark.parametrize(("encoding", "width"), [("utf-8", 4), ("utf-16", 2), ("utf-32", 1)])
def test_characters_are_units(encoding: str, width: int) -> None:
    assert position_of(DUCK, 2, encoding) == {"line": 0, "character": 1 + width}
    assert position_of(DUCK, len(DUCK), encoding) == {"line": 3, "character": 0}
    whole = range_of(DUCK, 0, len(DUCK), encoding)
    assert is_inside(DUCK, whole, encoding)


@pytest.mark.parametrize(
    ("place", "inside"),
    [
        ([0, 0, 0, 4], True),
        ([0, 0, 0, 5], False),
        ([0, 2, 0, 3], False),
        ([2, 0, 3, 0], True),
        ([2, 0, 4, 0], False),
        ([1, 1, 1, 0], False),
        ([-1, 0, 1, 0], False),
    ],
)
def test_ranges_that_lie_in_a_text(place: list[int], inside: bool) -> None:
    start, end = ({"line": line, "character": at} for line, at in (place[:2], place[2:]))
    assert is_inside(DUCK, {"start": start, "end": end}, "utf-16") is inside


def test_halves_of_a_character_that_meet_are_one() -> None:
    half = changed("ab", 1, 1, "\ud83e")
    assert changed(half, 2, 2, "\udd86") == "a🦆b"


def test_each_range_of_an_answer_counts_in_its_own_document() -> None:
    place = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}
    answer = [
        {"range": place},
        {"uri": "b", "range": place, "children": [{"range": place}]},
        {"targetUri": "c", "targetRange": place, "originSelectionRange": place},
        {"changes": {"d": [{"range": place, "newText": "x"}]}},
        {"textDocument": {"uri": "e"}, "edits": [{"range": place}]},
        {"position": {"line": 1, "character": 2}, "label": "x"},
    ]
    found = [uri for uri, _ in ranges_in(answer, "a")]
    assert found == ["a", "b", "b", "c", "a", "d", "e", "a"]


def test_tokens_are_relative_to_one_another() -> None:
    found = list(tokens_in([0, 2, 3, 0, 0, 0, 4, 1, 0, 0, 2, 1, 5, 0, 0]))
    assert [(it["start"]["line"], it["start"]["character"]) for it in found] == [
        (0, 2), (0, 6), (2, 1),
    ]  # fmt: skip
