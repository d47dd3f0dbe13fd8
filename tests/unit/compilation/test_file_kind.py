"""What kind of file a document is: the same to ``floe check`` and to the editor."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation import Sources
from floe_lsp.compilation.load.file_kind import FileKind, kind_of
from floe_lsp.compilation.platform_analysis import is_manifest

OURS = "apiVersion: floe.dev/v1\n"
OTHERS = "apiVersion: example.com/v1\n"


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("floe.yaml", f"{OURS}kind: FloeSpec\n", FileKind.PRODUCT),
        ("orders.yaml", f"{OURS}kind: FloeSpec\n", FileKind.PRODUCT),
        ("manifest.yaml", f"{OURS}kind: FloeSpec\n", FileKind.PRODUCT),
        ("floe.yaml", f"{OURS}kind: Manifest\n", FileKind.MANIFEST),
        ("platform.yml", f"{OURS}kind: Manifest\n", FileKind.MANIFEST),
        # A kind that is missing or misspelt.
        ("platform.yml", OURS, FileKind.MANIFEST),
        ("platform.yml", f"{OURS}kind: Manfest\n", FileKind.MANIFEST),
        ("floe.yml", OURS, FileKind.PRODUCT),
        # The name alone, where the text is another program's or says nothing.
        ("floe.yaml", f"{OTHERS}kind: Manifest\n", FileKind.PRODUCT),
        ("floe.yaml", "", FileKind.PRODUCT),
        # The text alone, where it cannot be read.
        ("platform.yaml", f"{OURS}kind: [\n", FileKind.MANIFEST),
    ],
)
def test_both_go_by_what_a_file_says_and_then_by_its_name(
    tmp_path: Path, name: str, text: str, kind: FileKind
) -> None:
    path, sources = tmp_path / name, Sources()
    path.write_text(text, encoding="utf-8")
    assert kind_of(path, sources.document(path)) is kind
    assert is_manifest(path, sources) == (kind is FileKind.MANIFEST)


@pytest.mark.parametrize(
    ("name", "text", "taken_for_manifest"),
    [
        ("manifest.yaml", f"{OTHERS}kind: Deployment\n", False),
        ("image.yaml", f"{OTHERS}kind: Manifest\n", True),
        ("manifest.yml", "", True),
        ("other.yaml", "", False),
    ],
)
def test_a_file_of_nobody_is_checked_when_it_is_named(
    tmp_path: Path, name: str, text: str, taken_for_manifest: bool
) -> None:
    path, sources = tmp_path / name, Sources()
    path.write_text(text, encoding="utf-8")
    assert kind_of(path, sources.document(path)) is None
    assert is_manifest(path, sources) == taken_for_manifest


def test_a_file_that_cannot_be_read_is_taken_for_a_product(tmp_path: Path) -> None:
    assert not is_manifest(tmp_path / "manifest.yaml", Sources())
