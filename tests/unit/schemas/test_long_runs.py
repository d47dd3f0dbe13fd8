"""Long runs of the signs that patterns look for: what reads them ends, however long they are."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.requirement("robustness")

_LIMIT = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
except ImportError:
    pass
"""

_ALL_THAT_LOOKS_FOR_SIGNS = """
from floe_lsp.compilation.generate.ownership import is_artifact
from floe_lsp.compilation.secrecy import hide_shapes
from floe_lsp.compilation.secret_spans import secret_spans
from floe_lsp.plugins.literal_credentials import replace_credentials
from floe_lsp.plugins.placeholders import expand, unknown_placeholders
from floe_lsp.plugins.templates import environment_variables, is_unclosed_template
from floe_lsp.schemas.types.secrets.doubtful import doubtful_secrets
from floe_lsp.schemas.types.secrets.shapes import find_secrets
from floe_lsp.syntax import SourceText
start, piece, rest = eval(sys.argv[1])
text = start + piece * (100_000 // len(piece)) + rest * 300_000
list(find_secrets(text))
doubtful_secrets(text)
hide_shapes(text)
# With as many names as one file may have all of it is hidden: these are fewer.
secret_spans(SourceText(text[10_000:]), None, is_sound=False)
secret_spans(SourceText(text[10_000:]), None, is_sound=True)
replace_credentials({"note": text}, "me")
expand(text, "orders")
unknown_placeholders(text)
is_unclosed_template(text)
environment_variables(text)
is_artifact(text.encode())
"""

_EVERY_ANCHOR = """
from floe_lsp.ide.definitions.written import anchor_span
from floe_lsp.syntax import SourceText, parse
from floe_lsp.syntax.walk import walk
start, piece, end = eval(sys.argv[1])
text = SourceText(start + piece * (100_000 // len(piece)) + end)
tree = parse(text)
assert tree.root is not None
named = [each for each in walk(tree.root) if each.anchor]
assert named
found = [anchor_span(text, each).start for each in named]
assert found == [text.text.index("&x"), text.text.rindex("&x")][: len(named)]
"""

_SYNTAX = """
from floe_lsp.syntax import SourceText, parse
start, piece, end = eval(sys.argv[1])
assert parse(SourceText(start + piece * (100_000 // len(piece)) + end)).problems
"""


_NAMES_WITHOUT_A_BLANK = (
    *(f"pwd={sign}" for sign in ("{", "{{", "{a", "<", "<a>", "$", "(", "`", "*", "|", "{,&")),
    *(f"pwd:{sign}" for sign in ("&", "!", "#", "{;", "a;&", "=a,&")),
    *("pwd=>{", "[pwd,{", "-u=a:", "<pwd>", "pwd={'", "pwd=a,'"),
)
"""Each sign that a value may open with, behind each joiner: every name sees all that follows."""


@pytest.mark.parametrize(
    "run",
    [
        ("http://", ":"),
        ("a://", "a:"),
        ("x=bcdefgh ", "a='"),
        ("token='", "token='"),
        ("token={{", "token={{"),
        ("password={{", "{{"),
        ("", "{{ env_var('A', "),
        ("", "{%"),
        ("", "gl"),
        ('a: "', "\\"),
        ('{"metadata":', " "),
        ("password ", " "),
        ("", "password="),
        ("", "--password "),
        ("--", "-"),
        ("", "[password,"),
        ("", "basic "),
        ("", "Bearer "),
        ("", "://a:"),
        ("x://a:b", "/"),
        ("x://a:b", " c"),
        ("x://a:b", "@"),
        ("", "ñ"),
    ],
    ids=repr,
)
def test_what_reads_a_long_run_ends(run: tuple[str, str]) -> None:
    assert_ends(_ALL_THAT_LOOKS_FOR_SIGNS, (*run, ""))


@pytest.mark.parametrize("piece", _NAMES_WITHOUT_A_BLANK)
def test_what_looks_at_each_value_of_a_long_word_ends(piece: str) -> None:
    """Each name that stands before a long word has that word looked at no further than need be."""
    assert_ends(_ALL_THAT_LOOKS_FOR_SIGNS, ("", piece, "a"))


@pytest.mark.parametrize(
    "run",
    [
        ("a: &x ", "#", "\n  1\nb: &x 2\n"),
        ("a: &x ", " ", "1\nb: &x 2\n"),
        ("a: &x\n", "\n", "  1\nb: &x 2\n"),
        ("a: &x # ", "&x ", "\n  1\n"),
        ("a: &x\n", "# &x\n", "  1\n"),
        ("a: &x !", "!", " 1\nb: &x 2\n"),
    ],
    ids=repr,
)
def test_what_looks_for_an_anchor_ends(run: tuple[str, str, str]) -> None:
    assert_ends(_EVERY_ANCHOR, run)


@pytest.mark.parametrize(
    "run",
    [
        ("a: ", "&", " x\n  b'\"\n"),
        ("a: 'b'", " ", "'\n"),
        ("a: b", " ", "c: d\n"),
    ],
    ids=repr,
)
def test_what_says_why_a_text_is_not_yaml_ends(run: tuple[str, str, str]) -> None:
    assert_ends(_SYNTAX, run)


def assert_ends(code: str, run: tuple[str, ...]) -> None:
    # Its limit is of work, not of time: 100,000 characters cost a hundredth of it, and what grows
    # with their square many times of it.
    done = subprocess.run(
        [sys.executable, "-c", _LIMIT + code, repr(run)],
        check=False,
        capture_output=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
