"""Sets of characters in patterns (``[a-z]``) fit what git says that they fit."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from repositories import git

from floe_lsp.git.ignoring import IgnorePatterns

pytestmark = pytest.mark.requirement("secret scanning")

SIGNS = [*"aBz5-_.^!~&|[]\\ #*?:é", "\t", "ab", "éa", "日"]
SETS = (
    *("[[:lower:]]", "[[:upper:]]", "[[:digit:]x]", "[![:alpha:]]", "[[:punct:]]", "[[:space:]]"),
    *("[[:graph:]]", "[[:print:]]", "[[:cntrl:]]", "[[:blank:]]", "[[:alnum:]_]", "[[:xdigit:]]"),
    *("[[:nothing:]]", "[[:lower]", "[[:", "[:lower:]", "[[:]", "[[::]]", "[[:lower:]-z]"),
    *("[!a]", "[^a]", "[!!]", "[^^]", "[]]", "[!]]", "[]-a]", "[a-]", "[-a]", "[a", "[", "[]"),
    *(r"[\]]", r"[\\]", r"[a\-z]", r"[\a-\z]", r"[\^a]", "[^-a]", "[[a]", "[a[]", "[!-^]"),
    *("[z-a]", "[a-z-9]", "[--a]", "[&&a]", "[~~]", "[||]", "[é]", "[!é]", "[a-é]", "?", "??"),
    *("[!]", "[ ]", "[*]", "[?]", "[#]", "[!-~]", "[.-a]", "[0-9a-fA-F_]"),
)  # fmt: skip


NAMES = frozenset(f"x{sign}y" for sign in SIGNS)


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A repository with a file for each sign."""
    git(tmp_path, "init", "--quiet")
    for name in NAMES:
        (tmp_path / name).touch()
    return tmp_path


def same(top: Path, patterns: str) -> None:
    _ = (top / ".gitignore").write_bytes(patterns.encode())
    listed = git(top, "ls-files", "--others", "--exclude-standard", "-z").split("\0")
    ignored = IgnorePatterns(patterns)
    kept = {name for name in NAMES if not ignored.leaves_out(name)}
    assert kept == NAMES.intersection(listed), patterns


@pytest.mark.filterwarnings("error")
def test_each_set_and_what_takes_back_by_it(top: Path) -> None:
    for each in SETS:
        same(top, f"x{each}y\n")
        same(top, f"x*\n!x{each}y\n")


@pytest.mark.filterwarnings("error")
def test_sets_of_chance(top: Path) -> None:
    chance = Random(7)  # noqa: S311 - the same sets in every run
    for _ in range(100):
        inside = "".join(chance.choices("ab-z5]!^\\:é&", k=chance.randint(1, 6)))
        same(top, f"x[{inside}]y\n")


def test_a_set_without_a_plain_form_hides_nothing() -> None:
    assert IgnorePatterns("x[[^]y\n").ignores("x^y") is None
    assert IgnorePatterns("x*\n!x[[^]y\n").ignores("x^y") is False
