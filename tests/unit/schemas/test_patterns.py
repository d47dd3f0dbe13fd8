"""A pattern of a person is measured before it is compiled."""

from __future__ import annotations

import pytest

from floe_lsp.schemas.types import patterns
from floe_lsp.schemas.types.patterns import MOST_CHARACTERS, compiled, pattern_error, written_out
from floe_lsp.schemas.types.text_rules import RegularExpression

pytestmark = pytest.mark.requirement("robustness")


@pytest.mark.parametrize(
    ("pattern", "size"),
    [
        ("abc", 3),
        ("a{9999999}", 9_999_999 + len("{9999999}")),
        ("(ab){1000}", 4 * 1_000 + len("{1000}")),
        ("a{2,}", 2 + len("{2,}")),
        ("a{,5}", 5),
        ("a{0}", 4),
        (r"\{9999999}", 10),
        ("[{9999999}]", 11),
        ("[]{9999}]", 9),
        ("a{x}", 4),
    ],
)
def test_counted_repetitions_are_written_out(pattern: str, size: int) -> None:
    assert written_out(pattern) == size


@pytest.mark.parametrize(
    "pattern",
    [
        "a{9999999}",
        "(a{999}){999}",
        "((a{99}){99}){99}",
        "[a-z]{9999999}",
        r"\w{9999999}",
        "(?:a|b){9999999}",
        "a{9999999,}",
        "a{9999999}?",
        "a{9999999,99999999}+",
        "a{ 9999999 }",
        "(?x)(a{999}) {999}",
        "(?x)(a{999})#\n{999}",
        "(?ix:(a{999}) {999})",
        "[[:alpha:]]{9999999}",
        r"[\]]{9999999}",
        r"\p{L}{9999999}",
        ")(a{9999999}",
        "a" * 100_000,
        "|".join(f"name{number}" for number in range(50_000)),
        f"[{'a' * 100_000}]",
        "a{" + "9" * 5_000 + "}",
    ],
)
def test_a_bomb_is_never_compiled(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_: str) -> None:
        raise AssertionError("it was compiled")

    monkeypatch.setattr(patterns, "compiled", never)
    complaint = RegularExpression().complaint(pattern)
    assert complaint is not None
    assert f"at most {MOST_CHARACTERS:,} are allowed" in complaint.message
    assert complaint.suggestion is not None
    assert len(complaint.message) < 300


@pytest.mark.parametrize(
    "pattern",
    [
        "^(bronze|silver|gold)_[a-z0-9_]+$",
        "^[a-z]{2,10}_[a-z]{2,20}(_[a-z0-9]{1,63}){0,10}$",
        r"^itk_[0-9a-f]{64}$",
        ".{0,65535}",
        "|".join(f"m{number}" for number in range(300)),
    ],
)
def test_a_pattern_of_the_trade_is_taken(pattern: str) -> None:
    assert RegularExpression().complaint(pattern) is None
    assert compiled(pattern) is compiled(pattern)


def test_groups_in_groups_are_refused_without_a_traceback() -> None:
    assert pattern_error("(" * 900 + "a" + ")" * 900) == "it is nested too deeply"
