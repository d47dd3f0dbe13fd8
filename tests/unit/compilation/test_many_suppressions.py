"""What comments that silence findings cost, by counting what is done and not the time it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation import Diagnostic, Sources, Stage, analyze
from floe_lsp.compilation.diagnostics import MAX_OF_A_CODE
from floe_lsp.compilation.suppressions import MOST_CODES, MOST_COMMENTS, suppressions
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("robustness")

PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
transforms:
- name: silver_orders
"""
SAME = "- name: Silver_orders\n"
"""Another name that differs in its case alone, which is a warning (E118)."""


def found(folder: Path, text: str) -> tuple[Diagnostic, ...]:
    path = folder / "floe.yaml"
    path.write_text(text, encoding="utf-8")
    return analyze(path, through=Stage.VALIDATE).diagnostics


def lines_looked_at(text: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> int:
    """How often the table of lines is asked while the comments of a text are read."""
    count = 0
    line_span = SourceText.line_span

    def counted(source: SourceText, line: int) -> object:
        nonlocal count
        count += 1
        return line_span(source, line)

    sources = Sources()
    sources.open(folder / "floe.yaml", SourceText(text))
    document = sources.document(folder / "floe.yaml")
    with monkeypatch.context() as patched:
        patched.setattr(SourceText, "line_span", counted)
        assert suppressions(document).comments
    return count


def test_a_run_of_comments_is_walked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    comment = "# floe: ignore[E110]\n"
    some = lines_looked_at(comment * 200 + PRODUCT, monkeypatch, tmp_path)
    twice = lines_looked_at(comment * 400 + PRODUCT, monkeypatch, tmp_path)
    assert twice <= 2 * some + 10


def test_each_of_many_comments_above_a_line_counts_for_it(tmp_path: Path) -> None:
    comments = "  # floe: ignore[E118]\n# a word between\n" * 300
    assert found(tmp_path, f"{PRODUCT}{comments}{SAME}") == ()


def test_unused_comments_are_counted_and_not_all_shown(tmp_path: Path) -> None:
    more = MAX_OF_A_CODE + 500
    unused = found(tmp_path, PRODUCT + "# floe: ignore[E110]\n" * more)
    assert [each.code for each in unused] == ["E131"] * MAX_OF_A_CODE
    assert unused[-1].message.endswith("this silences nothing (and 500 more of this kind)")


def test_of_a_comment_with_a_thousand_codes_the_first_hundred_count(tmp_path: Path) -> None:
    codes = ["E110"] * (MOST_CODES - 1) + ["E118"] + ["E106"] * 900
    said = found(tmp_path, f"{PRODUCT}# floe: ignore[{', '.join(codes)}]\n{SAME}")
    assert {each.code for each in said} == {"E131", "E132"}
    (refused,) = (each for each in said if each.code == "E132")
    assert "names 1,000 codes; at most 100 are read" in refused.message
    assert sum(each.code == "E131" for each in said) == MOST_CODES - 1


def test_comments_past_the_limit_silence_nothing_and_are_counted(tmp_path: Path) -> None:
    comments = "# floe: ignore[E118]\n# a word between\n" * (MOST_COMMENTS + 3)
    last = "- name: gold_orders\n- name: SILVER_orders # floe: ignore[E118]\n"
    said = found(tmp_path, f"{PRODUCT}{comments}{last}")
    assert [each.code for each in said if each.code in ("E118", "E132")] == ["E132", "E118"]
    (refused,) = (each for each in said if each.code == "E132")
    assert "has 10,004 comments" in refused.message
    assert "at most 10,000 are read" in refused.message
    assert refused.location.text.position(refused.location.span.start).line == (
        PRODUCT.count("\n") + 2 * (MOST_COMMENTS - 1)
    )


def test_as_many_comments_as_are_read_are_no_finding(tmp_path: Path) -> None:
    comments = "# floe: ignore[E118]\n" * MOST_COMMENTS
    said = found(tmp_path, f"{PRODUCT}{comments}{SAME}")
    assert said == ()


def test_two_megabytes_of_codes_in_one_comment_make_few_findings(tmp_path: Path) -> None:
    comment = f"# floe: ignore[{'E0, ' * 450_000}]\n"
    said = found(tmp_path, comment + PRODUCT)
    assert len(said) == MOST_CODES + 1
    assert all(len(each.message) < 200 for each in said)


def test_an_open_list_of_any_length_is_said_in_a_line(tmp_path: Path) -> None:
    (said,) = found(tmp_path, f"# floe: ignore[{'E110, ' * 10_000}\n{PRODUCT}")
    assert said.code == "E133"
    assert said.suggestion is not None
    assert len(said.suggestion) < 1_000


def test_the_first_of_a_code_in_a_file_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    names = "".join(f"- {{name: a{n}, dependsOn: [b{n}]}}\n" for n in range(MAX_OF_A_CODE + 7))
    unknown = found(tmp_path, PRODUCT + names)
    assert [each.code for each in unknown] == ["E110"] * MAX_OF_A_CODE
    assert unknown[-1].message.endswith("(and 7 more of this kind)")
    assert not any("more of this kind" in each.message for each in unknown[:-1])
