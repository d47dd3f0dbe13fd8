"""What a comment silences, and what it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus
from floe_lsp.compilation import Sources, analyze, compile_pipeline
from floe_lsp.compilation.suppressions import can_silence, suppression_edit, suppressions
from floe_lsp.syntax import SourceText

HEAD = corpus.DEFAULT_FILES["floe.yaml"]


def _write(folder: Path, text: str) -> Path:
    for name, content in {**corpus.DEFAULT_FILES, "floe.yaml": text}.items():
        (folder / name).write_text(content, encoding="utf-8", newline="")
    return folder / "floe.yaml"


@pytest.mark.requirement("E118")
def test_a_compilation_goes_on_when_a_warning_is_silenced(tmp_path: Path) -> None:
    path = _write(tmp_path, f"{HEAD}  - name: Stg_orders  # floe: ignore[E118]\n")
    done = compile_pipeline(path, dry_run=True)
    assert done.diagnostics == ()
    assert done.artifacts is not None
    assert [found.code for found in done.analysis.silenced] == ["E118"]


@pytest.mark.requirement("E110")
@pytest.mark.parametrize(
    ("line", "code"), [("dependsOn: [by_hand]", "E110"), ("tier: platinum", "E111")]
)
def test_no_comment_silences_an_error(tmp_path: Path, line: str, code: str) -> None:
    path = _write(tmp_path, f"{HEAD}    {line}  # floe: ignore[{code}]\n")
    checked, compiled = analyze(path), compile_pipeline(path)
    assert (compiled.artifacts, compiled.written) == (None, ())
    assert checked.exit_code == compiled.exit_code == 1
    assert [each.message for each in checked.diagnostics] == [
        each.message for each in compiled.diagnostics
    ]
    assert [found.code for found in checked.diagnostics] == [code, "E132"]


@pytest.mark.requirement("E131")
@pytest.mark.parametrize("brk", ["\n", "\r\n", "\r"])
def test_comments_are_found_with_every_line_break(tmp_path: Path, brk: str) -> None:
    text = f"# 🚲\n{HEAD}    # floe: ignore[E116]\n    dependsOn: [a, a]\n  - name: a\n"
    path = _write(tmp_path, text.replace("\n", brk))
    assert analyze(path).diagnostics == ()


@pytest.mark.requirement("E131")
def test_nothing_is_looked_for_in_a_file_without_the_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = Sources()
    path = Path("/somewhere/floe.yaml")
    sources.open(path, SourceText(HEAD + "# ignore[E110]\n" * 3))
    document = sources.document(path)
    monkeypatch.setattr("floe_lsp.compilation.suppressions._COMMENT", None)
    assert suppressions(document).comments == ()


@pytest.mark.requirement("E132")
@pytest.mark.parametrize(
    ("code", "can"),
    [
        *((code, True) for code in ("E110", "FLOE-E201", "E201", "E126")),
        *((code, False) for code in ("E006", "E404", "E501", "E131", "E132", "E133", "E999")),
    ],
)
def test_which_codes_can_be_silenced(code: str, can: bool) -> None:
    assert can_silence(code) is can


@pytest.mark.requirement("E131")
def test_an_edit_for_a_text_without_an_end_of_line() -> None:
    sources = Sources()
    path = Path("/somewhere/floe.yaml")
    text = "a: 1\nb: 2"
    sources.open(path, SourceText(text))
    edit = suppression_edit(sources.document(path), text.index("b"), "E108")
    assert (edit.span, edit.text) == ((9, 9), "  # floe: ignore[E108]")
