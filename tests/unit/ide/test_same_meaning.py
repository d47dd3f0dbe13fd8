"""Two texts mean the same when every value, name, quote and comment is the same."""

from __future__ import annotations

import pytest

from floe_lsp.ide.formatting.meaning import same_meaning
from floe_lsp.syntax import SourceText, parse

pytestmark = pytest.mark.requirement("formatting")

TEXT = "a: &x 'one'  # said\nb: [*x, !!str 2]\nc: {d: e}\n"


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "a:   &x   'one' # said\n\nb:   [ *x ,!!str 2 ]\nc:    { d: e }",
        "a: &x 'one'\n# said\nb: [*x, !!str 2]\nc: {d: e}\n",
        "a: &x 'one'  # said \t \nb: [*x, !!str 2]\nc: {d: e}\n",
    ],
)
def test_blanks_mean_nothing(text: str) -> None:
    assert same_meaning(parse(SourceText(TEXT)), text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("'one'", "'One'"),
        ("'one'", '"one"'),
        ("'one'", "one"),
        ("&x", "&y"),
        ("&x ", ""),
        ("*x", "'one'"),
        ("*x, ", ""),
        ("!!str ", ""),
        ("a:", "A:"),
        ("[*x, !!str 2]", "\n- *x\n- !!str 2"),
        ("{d: e}", "\n  d: e"),
        ("d: e", "d: e, f: g"),
        ("  # said", ""),
        ("# said", "# told"),
        ("c: {d: e}\n", "c: {d: e}\n# more\n"),
        ("]", ""),
    ],
)
def test_everything_else_means_something(old: str, new: str) -> None:
    assert TEXT.count(old) == 1
    assert not same_meaning(parse(SourceText(TEXT)), TEXT.replace(old, new))


def test_the_order_means_something() -> None:
    assert not same_meaning(parse(SourceText("a: 1\nb: 2\n")), "b: 2\na: 1\n")


def test_it_means_something_which_of_two_equal_values_is_named() -> None:
    text = "a: &x 1\nb: &y 1\nc: *x\n"
    assert not same_meaning(parse(SourceText(text)), text.replace("*x", "*y"))
