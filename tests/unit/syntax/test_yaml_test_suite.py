"""The cases of the public YAML test suite: the same value, or the same refusal, as ruamel.yaml.

Where we differ from ruamel.yaml, the case is named below with the reason.
"""

from __future__ import annotations

import pytest

from floe_lsp.syntax import ProblemKind, SourceText, parse

from .reference import REFUSED, comparable, load
from .yaml_suite import suite

pytestmark = [
    pytest.mark.requirement("FR-002"),
    pytest.mark.filterwarnings("ignore::ruamel.yaml.error.ReusedAnchorWarning"),
]

DIFFERENCES = {
    "tabs that YAML 1.2 allows as white space are read; each parser refuses some": (
        "6BCT-0 6CA3-0 96NN-0 96NN-1 DC7X-0 DK95-0 DK95-3 DK95-4 DK95-5 DK95-7 HS5T-0 J3BT-0 "
        "A2M4-0 K54U-0 NB6Z-0 Q5MG-0 R4YG-0 UV7Q-0 Y79Y-1 Y79Y-10"
    ),
    "words in brackets may hold colons and question marks (section 7.3.3); libyaml refuses them": (
        "4ABK-0 58MP-0 5T43-0 DBG4-0 HM87-0 JR7V-0 UDM2-0"
    ),
    "tags outside the core schema are reported as unknown": "2XXW-0 565N-0 J7PZ-0",
    "a list or mapping as key is reported and left out of the value": (
        "6BFJ-0 6PBE-0 KK5P-0 LX3P-0 M5DY-0 RZP5-0 SBG9-0 XW4D-0"
    ),
    "anchors are named as the C parser allows, with the pure parser too": (
        "2SXE-0 8XYN-0 W5VH-0 Y2GN-0"
    ),
    "an anchor may be given again (section 7.1); the C loader refuses it": "3GZX-0",
    "'!' makes a plain scalar text (section 6.9.1)": "S4JQ-0 UKK6-2",
}
"""The cases in which we differ from ruamel.yaml with at least one of its parsers, by reason.

Sections are those of YAML 1.2.2. In none of them is a text read that the suite calls invalid.
"""

BETWEEN_PARSERS = {
    "4ABK-0": "the pure parser takes the colon of 'value:,' for a part of the word",
    "S98Z-0": "libyaml reads blank lines that are indented further than their text",
    "X4QW-0": "libyaml reads '># comment' as a block of text with a comment",
    "Y2GN-0": "libyaml reads '&an:chor' as the anchor 'an' and the text ':chor'",
}
"""The cases that the two parsers read differently, and what the odd one does."""

STRICTER_THAN_YAML = {
    ProblemKind.NON_STRING_KEY,
    ProblemKind.EMPTY_DOCUMENT,
    ProblemKind.NOT_A_MAPPING,
    ProblemKind.ONE_BROKEN_KEY,
    ProblemKind.DUPLICATE_MERGE_KEY,
}
"""What we say of a text that is fine as YAML, but not as a document of ours."""


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return suite()


def ours(text: str, *, pure: bool, tolerated: set[ProblemKind] | None = None) -> object:
    """Return what we read; a text of which we say anything but ``tolerated`` is refused."""
    tree = parse(SourceText(text), pure=pure)
    if {problem.kind for problem in tree.problems} - (tolerated or set()):
        return REFUSED
    return comparable(None if tree.root is None else tree.root.value)


def test_the_public_suite(texts: dict[str, str]) -> None:
    assert len(texts) > 350
    different: set[str] = set()
    for name, text in texts.items():
        for pure in (False, True):
            expected = load(text, pure=pure)
            tolerated = set(STRICTER_THAN_YAML)
            if expected is REFUSED:
                # ruamel.yaml reads some keys that are no text, and refuses others.
                tolerated.discard(ProblemKind.NON_STRING_KEY)
            if ours(text, pure=pure, tolerated=tolerated) != expected:
                different.add(name)
    assert different == set(" ".join(DIFFERENCES.values()).split())


def test_both_parsers_agree_on_the_suite(texts: dict[str, str]) -> None:
    different = {
        name for name, text in texts.items() if ours(text, pure=False) != ours(text, pure=True)
    }
    assert different == set(BETWEEN_PARSERS)
