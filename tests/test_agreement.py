"""``floe check``, ``--validate-only``, ``floe compile`` and its dry run report the same.

Every annotated document goes through all. What only writing finds (GENERATE) is a compilation's
alone, and a dry run does not fail at policies; whatever else one refuses, all refuse, at the same
place and with the same exit code. The editor runs the same analysis (``tests/lsp/test_parity.py``).
"""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterable
from pathlib import Path

import pytest

import corpus
from floe_lsp.cli import main
from floe_lsp.compilation import Diagnostic, Stage, analyze, compile_pipeline, default_output
from floe_lsp.compilation.results import exit_code

pytestmark = pytest.mark.requirement("check, validate-only and compile agree")

ROOT = Path(__file__).parent


def _cases() -> Generator[corpus.Case]:
    pages = (ROOT.parent / "docs" / "codes").glob("*.md")
    for path in (*sorted((ROOT / "corpus").rglob("*.md")), *sorted(pages)):
        for case in corpus.read(path):
            # A folder is looked through by ``check`` alone, a file of ours fails in its stage, and
            # a registry only for who asks it.
            if not {"folder", "fails", "registry"} & case.options.keys():
                yield case


def _said(found: Iterable[Diagnostic], *, but_errors: bool = False) -> list[tuple[object, ...]]:
    """What is told of findings that do not come from writing files."""
    return [
        (each.code, each.severity, each.location.path.name, each.location.span, each.message)
        for each in found
        if each.info.stage is not Stage.GENERATE and not (but_errors and each.is_error)
    ]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in _cases()])
def test_all_report_the_same(case: corpus.Case, tmp_path: Path) -> None:
    folder = tmp_path / "product"
    case.write(folder)
    spec = next((name for name in case.files if Path(name).name == "floe.yaml"), "floe.yaml")
    path = folder / case.options.get("spec", spec)
    manifest = folder / case.options["manifest"] if "manifest" in case.options else None
    output = default_output(path, tmp_path / "elsewhere" / "compiled_artifacts.json")
    with corpus.installed(folder / corpus.SITE):
        checked = analyze(path, manifest, caller=case.caller).diagnostics
        previewed = compile_pipeline(
            path, manifest, output=output, dry_run=True, caller=case.caller
        ).diagnostics
        compiled = compile_pipeline(path, manifest, output=output, caller=case.caller).diagnostics
    assert _said(checked) == _said(compiled) == _said(previewed)
    writing = [each for each in compiled if each.info.stage is Stage.GENERATE and each.is_error]
    if not writing:
        assert exit_code(checked) == exit_code(compiled)


GOVERNED = """\
governance:
  policy_enforcement_level: strict
  naming: {enforcement: strict, pattern: kimball}
"""
WAYS = (
    ("check", "floe.yaml"),
    ("compile", "--validate-only"),
    ("compile",),
    ("compile", "--dry-run"),
)


@pytest.mark.parametrize(
    ("files", "codes", "exits"),
    [
        ({}, (), (0, 0, 0, 0)),
        ({"manifest.yaml": GOVERNED}, ("FLOE-E201",), (2, 2, 2, 0)),
        ({"floe.yaml": "    tier: platinum  # floe: ignore[E111]\n"}, ("E111", "E132"), (1,) * 4),
        (
            {"manifest.yaml": GOVERNED, "floe.yaml": "  - name: raw  # floe: ignore[FLOE-E201]\n"},
            ("FLOE-E201", "E132"),
            (2, 2, 2, 0),
        ),
        ({"dbt_project.yml": 'profile: "open\n'}, ("E406",), (2,) * 4),
        ({"manifest.yaml": GOVERNED, "dbt_project.yml": "a: [\n"}, ("FLOE-E201", "E406"), (2,) * 4),
        (
            {
                "floe.yaml": "destinations:\n  - {name: crm, sink_type: s3, "
                "connection_secret_ref: s, config: {password: Summer2024!x}}\n"
            },
            ("E122",),
            (1,) * 4,
        ),
        (
            {
                "floe.yaml": "destinations:\n  - {name: crm, sink_type: s3, "
                "connection_secret_ref: s, config: {ratio: .inf}}\n"
            },
            ("E113",),
            (1,) * 4,
        ),
    ],
    ids=["good", "policy", "comment", "comment on a policy", "dbt", "both", "credential", "number"],
)
def test_the_commands_agree(
    files: dict[str, str],
    codes: tuple[str, ...],
    exits: tuple[int, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for way, expected in zip(WAYS, exits, strict=True):
        folder = tmp_path / "-".join(way)
        folder.mkdir()
        for name, text in corpus.DEFAULT_FILES.items():
            (folder / name).write_text(text + files.get(name, ""), encoding="utf-8")
        if "dbt_project.yml" in files:
            (folder / "dbt_project.yml").write_text(files["dbt_project.yml"], encoding="utf-8")
        monkeypatch.chdir(folder)
        assert main.main(list(way)) == expected, way
        said = capsys.readouterr().err
        for code in codes:
            assert f"[{code}]" in said, way
        if expected or codes:
            assert not (folder / "target").exists()
        shutil.rmtree(folder)
