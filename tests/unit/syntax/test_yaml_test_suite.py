"""The cases of the public YAML test suite: the same value, or the same refusal, as ruamel.yaml.

Where we differ from ruamel.yaml, the case is named below with the reason.
"""

from __future__ import annotations

import math
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import YAMLError

from floe_lsp.syntax import ProblemKind, SourceText, parse

TABS = "tabs that YAML 1.2 allows as white space: they are read, both parsers refuse some"
WORDS = "colons inside words in brackets, which YAML 1.2 allows and libyaml refuses"
TAGS = "tags outside the core schema are reported as unknown"
KEYS = "a list or mapping as key is reported and left out of the value"
NAMES = "anchors are named as the C parser allows, with the pure parser too"
ANCHORS = "an anchor may be given again (YAML 1.2.2, section 7.1); the C loader refuses it"
NON_SPECIFIC = "'!' makes a plain scalar text (YAML 1.2.2, section 6.9.1)"

DIFFERENCES = {
    "2SXE-0": NAMES,
    "2XXW-0": TAGS,
    "3GZX-0": ANCHORS,
    "565N-0": TAGS,
    "58MP-0": WORDS,
    "5T43-0": WORDS,
    "6BCT-0": TABS,
    "6BFJ-0": KEYS,
    "6CA3-0": TABS,
    "6PBE-0": KEYS,
    "8XYN-0": NAMES,
    "DC7X-0": TABS,
    "DK95-0": TABS,
    "DK95-3": TABS,
    "DK95-4": TABS,
    "DK95-5": TABS,
    "J3BT-0": TABS,
    "J7PZ-0": TAGS,
    "KK5P-0": KEYS,
    "LX3P-0": KEYS,
    "M5DY-0": KEYS,
    "NB6Z-0": TABS,
    "Q5MG-0": TABS,
    "RZP5-0": KEYS,
    "S4JQ-0": NON_SPECIFIC,
    "SBG9-0": KEYS,
    "UKK6-2": NON_SPECIFIC,
    "UV7Q-0": TABS,
    "W5VH-0": NAMES,
    "XW4D-0": KEYS,
    "Y2GN-0": NAMES,
}
"""The cases in which we differ from ruamel.yaml with at least one of its parsers."""

STRICTER_THAN_YAML = {
    ProblemKind.NON_STRING_KEY,
    ProblemKind.EMPTY_DOCUMENT,
    ProblemKind.NOT_A_MAPPING,
    ProblemKind.DUPLICATE_MERGE_KEY,
}
"""What we say of a text that is fine as YAML, but not as a document of ours."""


class CoreSchema(SafeConstructor):
    """ruamel.yaml's own constructor, but ``2026-01-31`` is text as in YAML 1.2."""


CoreSchema.add_constructor("tag:yaml.org,2002:timestamp", CoreSchema.construct_yaml_str)

REFUSED = object()

BETWEEN_PARSERS = {
    "4ABK-0": "the pure parser takes the colon of 'value:,' for a part of the word",
    "S98Z-0": "libyaml reads blank lines that are indented further than their text",
    "X4QW-0": "libyaml reads '># comment' as a block of text with a comment",
    "Y2GN-0": "libyaml reads '&an:chor' as the anchor 'an' and the text ':chor'",
}
"""The cases that the two parsers read differently, and what the odd one does."""


def comparable(value: Any) -> object:
    if isinstance(value, dict):
        return {repr(comparable(key)): comparable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [comparable(item) for item in value]
    if isinstance(value, float) and math.isnan(value):
        return "not a number"
    return (type(value).__name__, value)


def theirs(text: str, *, pure: bool) -> object:
    yaml = YAML(typ="safe", pure=pure)
    yaml.Constructor = CoreSchema
    try:
        return comparable(yaml.load(text))
    except (YAMLError, TypeError, AssertionError):
        return REFUSED


def ours(text: str, *, pure: bool, refused: bool) -> object:
    tree = parse(SourceText(text), pure=pure)
    kinds = {problem.kind for problem in tree.problems}
    if kinds - STRICTER_THAN_YAML or (kinds and refused):
        return REFUSED
    return comparable(None if tree.root is None else tree.root.value)


@pytest.mark.filterwarnings("ignore::ruamel.yaml.error.ReusedAnchorWarning")
@pytest.mark.requirement("FR-002")
def test_the_public_suite(yaml_test_suite: list[tuple[str, str]]) -> None:
    assert len(yaml_test_suite) > 350
    different: set[str] = set()
    for name, text in yaml_test_suite:
        for pure in (False, True):
            expected = theirs(text, pure=pure)
            if ours(text, pure=pure, refused=expected is REFUSED) != expected:
                different.add(name)
    assert different == set(DIFFERENCES)


@pytest.mark.requirement("FR-002")
def test_both_parsers_agree_on_the_suite(yaml_test_suite: list[tuple[str, str]]) -> None:
    different = [
        name
        for name, text in yaml_test_suite
        if ours(text, pure=False, refused=True) != ours(text, pure=True, refused=True)
    ]
    assert different == list(BETWEEN_PARSERS)
