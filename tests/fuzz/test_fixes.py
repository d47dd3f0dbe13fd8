"""A fix never makes it worse: every fix that is offered, in documents and with a slip in them."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from fixing import broken_promises
from fuzzing.seeds import Files, cases, without_a_manifest
from hypothesis import given, settings
from hypothesis import strategies as st
from slips import slipped

from floe_lsp.compilation import Analysis, Sources, analyze
from floe_lsp.compilation.load.file_kind import kind_of
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("code-actions")

FOLDER = Path("/floe-fixing")
"""There is no such folder: every file is a buffer."""
REGISTRY = PluginRegistry()
PARTS = 4
IS_FUZZING = settings.get_current_profile_name() == "random"
SLIPS = 20_000 if IS_FUZZING else 500
"""Documents with one slip each."""


def snapshots(files: Files, folder: Path = FOLDER) -> list[Snapshot]:
    """Each of some files with the product analysed, if it is one of floe's."""
    sources = Sources()
    for name, text in files:
        sources.open(folder / name, SourceText(text))
    product = folder / files[0][0]
    products: dict[Path, Analysis] = {product: analyze(product, sources=sources, registry=REGISTRY)}
    found: list[Snapshot] = []
    for name, _ in files:
        document = sources.document(folder / name)
        kind = kind_of(document.path, document)
        if kind is not None:
            found.append(Snapshot(document, kind, products, sources, REGISTRY, (folder,)))
    return found


def broken(files: Files, folder: Path = FOLDER) -> list[str]:
    return [
        f"{each.path.name}: {promise}\n{each.document.text.text}"
        for each in snapshots(files, folder)
        for promise in broken_promises(each)
    ]


@pytest.mark.parametrize("part", range(PARTS))
def test_in_documents(part: int) -> None:
    for files in cases()[part::PARTS]:
        assert broken(files) == []


@pytest.mark.parametrize("files", list(without_a_manifest()))
def test_without_a_manifest(files: Files, tmp_path: Path) -> None:
    # The manifests of a workspace are looked for on disk.
    (tmp_path / ".git").mkdir()
    for name, text in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert broken(files, tmp_path) == []


@settings(max_examples=SLIPS)
@given(st.integers(min_value=0, max_value=2**32))
def test_with_a_slip(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same slip for the same number
    files = chance.choice(cases())
    at = 0 if chance.random() < 0.7 else chance.randrange(len(files))
    name, text = files[at]
    slip = (name, slipped(text, chance))
    assert broken((*files[:at], slip, *files[at + 1 :])) == []
