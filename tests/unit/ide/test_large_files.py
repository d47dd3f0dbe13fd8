"""How much an answer holds, and what it costs: counted by what is done, not by the clock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import editor
from floe_lsp.compilation.diagnostics import Edit, Location, apply_edits
from floe_lsp.ide import graph
from floe_lsp.ide.call_hierarchy import outgoing_calls
from floe_lsp.ide.code_actions import code_actions
from floe_lsp.ide.code_lenses import code_lenses
from floe_lsp.ide.completion import complete
from floe_lsp.ide.fixes.rounds import EditedText
from floe_lsp.ide.formatting import format_document, why_not
from floe_lsp.ide.graph import transform_graph
from floe_lsp.ide.limits import LONGEST_DRAWN, MOST_ENTRIES, MOST_FINDINGS, MOST_TO_FORMAT
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.ide.symbols.document import DocumentSymbol, document_symbols
from floe_lsp.syntax import SourceText, Span
from floe_lsp.syntax.tolerant import block_structure

pytestmark = pytest.mark.requirement("robustness")

HEAD = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
"""


def snapshot_of(folder: Path, text: str) -> Snapshot:
    (folder / "floe.yaml").write_text(text, encoding="utf-8")
    return editor.snapshot_of(folder, "floe.yaml")


def test_an_outline_ends_after_so_many_entries(tmp_path: Path) -> None:
    transforms = "".join(f"- {{name: m{n}, tags: [a]}}\n" for n in range(MOST_ENTRIES + 50))
    found = document_symbols(snapshot_of(tmp_path, f"{HEAD}transforms:\n{transforms}"))
    assert sum(map(_size, found)) == MOST_ENTRIES


def test_what_an_outline_leaves_out_does_not_count(tmp_path: Path) -> None:
    transforms = "".join(f"- {{name: m{n}, tags: [a], dependsOn: [b]}}\n" for n in range(5_000))
    found = document_symbols(snapshot_of(tmp_path, f"{HEAD}transforms:\n{transforms}"))
    assert len(found[-1].children) == 5_000


def _size(symbol: DocumentSymbol) -> int:
    return 1 + sum(map(_size, symbol.children))


def test_places_of_repeated_names_are_listed_once_each(tmp_path: Path) -> None:
    same = "- name: a\n" * 300
    users = "".join(f"- {{name: m{n}, dependsOn: [a]}}\n" for n in range(300))
    snapshot = snapshot_of(tmp_path, f"{HEAD}transforms:\n{same}{users}")
    lenses = code_lenses(snapshot)
    assert sum(len(lens.locations) for lens in lenses) <= MOST_ENTRIES
    assert {lens.title for lens in lenses[3:303]} == {"300 references"}


def test_a_call_hierarchy_reads_a_list_of_dependencies_once(tmp_path: Path) -> None:
    names = [f"m{n}" for n in range(500)]
    transforms = "".join(f"- name: {name}\n" for name in names)
    text = f"{HEAD}transforms:\n{transforms}- {{name: end, dependsOn: [{', '.join(names)}, m0]}}\n"
    found = outgoing_calls(snapshot_of(tmp_path, text), "end")
    assert [call.item.name for call in found] == names
    assert [len(call.spans) for call in found] == [2] + [1] * 499


def test_a_request_gets_fixes_for_the_first_findings_of_its_range(tmp_path: Path) -> None:
    wrong = "".join(f"- {{name: m{n}, teir: gold}}\n" for n in range(MOST_FINDINGS + 50))
    snapshot = snapshot_of(tmp_path, f"{HEAD}transforms:\n{wrong}")
    everything = Span(0, len(snapshot.document.text))
    actions = code_actions(snapshot, everything, ("quickfix",))
    fixed = {each.diagnostics for each in actions if len(each.diagnostics) == 1}
    assert len(fixed) == MOST_FINDINGS


def test_a_text_that_is_too_long_is_not_formatted_and_says_why(tmp_path: Path) -> None:
    comment = "#" * MOST_TO_FORMAT
    snapshot = snapshot_of(tmp_path, f"{HEAD}transforms:\n-   name: a\n{comment}\n")
    assert format_document(snapshot) == ()
    length = len(snapshot.document.text)
    assert why_not(snapshot) == (
        f"the file has {length:,} characters; at most 500,000 are formatted"
    )
    assert why_not(snapshot_of(tmp_path, f"{HEAD}transforms:\n-   name: a\n")) is None


def _lines_read(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> int:
    count = 0
    line_at = block_structure.line_at

    def counted(source: SourceText, number: int) -> object:
        nonlocal count
        count += 1
        return line_at(source, number)

    with monkeypatch.context() as patched:
        patched.setattr(block_structure, "line_at", counted)
        work()
    return count


@pytest.mark.parametrize("line", ["\n", "  \n", "# a comment\n", "\t# a comment\n", "\r\n"])
def test_lines_without_content_are_never_taken_apart(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(count: int) -> int:
        text = f"{HEAD}transforms:\n- name: a\n{line * count}- name: b\n"
        snapshot = snapshot_of(tmp_path, text)
        middle = text.index("- name: b") - len(line) * (count // 2)
        return _lines_read(monkeypatch, lambda: complete(snapshot, middle))

    assert read(2_000) == read(20)


def test_completion_looks_at_the_items_around_it_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(count: int) -> int:
        tags = "".join(f"  - t{n}\n" for n in range(count))
        text = f"{HEAD}transforms:\n- name: a\n  tags:\n{tags}  - \n{tags}"
        snapshot = snapshot_of(tmp_path, text)
        at = text.index("  - \n") + 4
        return _lines_read(monkeypatch, lambda: complete(snapshot, at))

    few = block_structure.MAX_BESIDE
    assert read(3 * few) == read(2 * few)


LETTERS = st.text("ab\n", max_size=12)


@given(LETTERS, st.lists(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3), LETTERS))))
def test_rounds_of_edits_are_edits_of_the_first_text(
    text: str, rounds: list[list[tuple[int, int, str]]]
) -> None:
    edited, expected = EditedText(text), text
    for given_edits in rounds:
        source = SourceText(expected)
        edits: list[Edit] = []
        done = -1
        for start, length, new in sorted(given_edits):
            if start > done and start + length <= len(expected):
                done = start + length
                edits.append(Edit(Location(Path("a"), Span(start, done), source), new))
        edited, expected = edited.apply(edits), apply_edits(expected, edits)
        assert edited.text == expected
    source = SourceText(text)
    whole = [Edit(Location(Path("a"), each.span, source), each.text) for each in edited.edits()]
    assert apply_edits(text, whole) == expected


def test_a_graph_carries_no_long_text(tmp_path: Path) -> None:
    name, text = "n" * 5_000, "x" * 5_000
    head = HEAD.replace("orders", f"'{text}'")
    items = (
        f"- {{name: {name}, compute: {text}, tier: {text}}}\n- {{name: m, dependsOn: [{name}]}}\n"
    )
    (tmp_path / "models").mkdir()
    (tmp_path / "models/m.sql").touch()
    _ = (tmp_path / "models/m.yml").write_text(f"models: [{{name: m, description: {text}}}]")
    _ = (tmp_path / "dbt_project.yml").write_text("name: x\n")
    found = transform_graph(snapshot_of(tmp_path, f"{head}transforms:\n{items}"))
    first, second = found.nodes
    drawn = (first.name, first.engine, first.tier, second.description, found.product)
    assert [len(each or "") for each in drawn] == [LONGEST_DRAWN] * len(drawn)
    assert [(each.source, each.target) for each in found.edges] == [(first.name, "m")]


def test_a_graph_draws_the_first_arrows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph, "MOST_ARROWS", 2)
    text = f"{HEAD}transforms: [{{name: a}}, {{name: b, dependsOn: [a, a, a]}}]\n"
    assert len(transform_graph(snapshot_of(tmp_path, text)).edges) == 2
