"""Every correct document, typed key by key: what is only not written yet is not called wrong.

Left out, since nobody types them: what stands in ``site-packages``, and cases about a ``folder``,
an ``output``, a ``spec`` that is missing or a floe that ``fails``.
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from typed_documents import LONGEST, ROOT, all_cases
from typist import Typist, keys_of

import corpus
from floe_lsp.compilation.codes import Severity
from floe_lsp.files.names import SPEC_NAMES
from floe_lsp.lsp.state.settings import Settings

pytestmark = pytest.mark.requirement("quiet typing")

_OPTIONS = frozenset({"folder", "output", "spec", "fails", "day", "principal", "token"})
_STAGES = frozenset({"LOAD", "VALIDATE", "RESOLVE", "ENFORCE"})
_WRONG_UNTIL_THEN = {
    ("dependencies/references: A transform that comes later", "E110"),
    ("anchors-and-merges/anchors: A merged value that is overridden is not a mistake", "E111"),
}
"""What a line says that is left, until a line below makes it right."""


def _correct() -> list[corpus.Case]:
    cases = (case for case in all_cases() if case.options.keys().isdisjoint(_OPTIONS))
    return [case for case in cases if not case.codes]


def _settings(case: corpus.Case, folder: Path) -> Settings:
    stage = case.options.get("stage")
    manifest = case.options.get("manifest")
    return Settings.model_validate(
        {
            "stage": stage if stage in _STAGES else "ENFORCE",
            "manifest": None if manifest is None else str(folder / manifest),
        }
    )


def _typed(case: corpus.Case) -> list[str]:
    """The files of a case that a person types: products, or else manifests."""
    files = [name for name in case.files if not name.startswith(corpus.SITE)]
    products = [name for name in files if Path(name).name in SPEC_NAMES]
    return products or [name for name in files if name.endswith((".yaml", ".yml"))]


@pytest.mark.parametrize("part", range(4))
def test_correct_text_is_quiet_while_it_is_typed(tmp_path: Path, part: int) -> None:
    keys = 0
    shown_here: Counter[tuple[str, str]] = Counter()
    shown_elsewhere: Counter[tuple[str, str]] = Counter()
    for number, case in enumerate(_correct()[part::4]):
        folder = tmp_path / str(number)
        folder.mkdir()
        case.write(folder)
        with corpus.installed(folder / corpus.SITE):
            for file in (folder / name for name in _typed(case)):
                text = file.read_text(encoding=case.options.get("encoding", "utf-8"))
                if len(text) > LONGEST:
                    continue
                file.write_text("", encoding="utf-8")
                typist = Typist(file, settings=_settings(case, folder))
                for shown in typist.types(text):
                    for each in shown:
                        if each.severity is Severity.ERROR:
                            is_here = each.location.path == file and typist.is_here(each)
                            counts = shown_here if is_here else shown_elsewhere
                            counts[case.id, each.code] += 1
                assert typist.wait(10) == (), case.id
                file.write_text(text, encoding="utf-8")
                keys += len(keys_of(text))
    assert keys > 8_000
    assert shown_here == Counter()
    assert shown_elsewhere.keys() <= _WRONG_UNTIL_THEN, shown_elsewhere
    assert shown_elsewhere.total() / keys < 0.002


def test_an_example_is_quiet_while_it_is_typed(tmp_path: Path) -> None:
    """The other example is far longer; it is typed in Visual Studio Code."""
    examples = shutil.copytree(ROOT / "examples", tmp_path / "examples")
    typed = examples / "coffee-orders" / "floe.yaml"
    text = typed.read_text(encoding="utf-8")
    typed.write_text("", encoding="utf-8")
    typist = Typist(typed)
    for shown in typist.types(text):
        assert [each for each in shown if each.severity is Severity.ERROR] == []
    assert [each for each in typist.wait(10) if each.severity is Severity.ERROR] == []
