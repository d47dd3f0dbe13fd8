"""What kind of file a document is: the same to ``floe check`` and to the editor."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation import Sources, analyze
from floe_lsp.compilation.load.file_kind import FileKind, kind_of, kind_of_named
from floe_lsp.ide.completion.file_templates import manifest_template, product_template
from floe_lsp.ide.completion.snippets import filled
from floe_lsp.syntax import SourceText, parse

TEMPLATES = {
    FileKind.PRODUCT: product_template("orders", owner=None),
    FileKind.MANIFEST: manifest_template(),
}
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
        ("Floe.yaml", OURS, FileKind.PRODUCT),
        ("prod.yaml", "apiVersoin: floe.dev/v1\nkind: FloeSpec\n", FileKind.PRODUCT),
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
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    document = Sources().document(path)
    assert kind_of(path, document) is kind
    assert kind_of_named(path, document) is kind


@pytest.mark.parametrize(
    ("name", "text", "taken_for"),
    [
        ("manifest.yml", "", FileKind.MANIFEST),
        ("manifest.yaml", "plugins: {}\n", FileKind.MANIFEST),
        ("manifest.yml", "governance: {}\n", FileKind.MANIFEST),
        ("orders.yaml", "kind: FloeSpec\n", FileKind.PRODUCT),
        ("orders.yaml", "metadata: {}\ntransforms: []\n", FileKind.PRODUCT),
        ("platform.yaml", "apiVersion: floe.de/v1\nkind: Manifest\n", FileKind.MANIFEST),
        ("orders.yaml", "kind: FloeSpec\ntransforms: [\n", FileKind.PRODUCT),
        # Files of other programs.
        ("manifest.yaml", f"{OTHERS}kind: Deployment\n", None),
        ("image.yaml", f"{OTHERS}kind: Manifest\n", None),
        ("dbt_project.yml", "name: shop\nprofile: shop\n", None),
        ("schema.yml", "version: 2\nmodels:\n  - {{ x }}\n", None),
        ("other.yaml", "", None),
        ("main.yml", "---\n", None),
        ("ci.yaml", "# nothing yet\n", None),
        ("manifest.yml", "applications: [a]\n", None),
        ("mkdocs.yml", "site_url: https://floe.dev/docs\n", None),
        ("x.yaml", "# yaml-language-server: $schema=https://floe.dev/v1.json\nname: x\n", None),
        ("x.json", '{"$schema": "https://floe.dev/v1.json"}', None),
        ("templates.yaml", "transforms: []\n", None),
    ],
)
def test_a_file_that_is_named_may_be_less_sure_of_what_it_is(
    tmp_path: Path, name: str, text: str, taken_for: FileKind | None
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    document = Sources().document(path)
    assert kind_of(path, document) is None
    assert kind_of_named(path, document) is taken_for


@pytest.mark.requirement("FR-001")
@pytest.mark.parametrize("kind", FileKind)
def test_the_smallest_file_is_the_one_that_completion_writes(kind: FileKind) -> None:
    written = parse(SourceText(filled(TEMPLATES[kind]))).root
    told = parse(SourceText(kind.smallest)).root
    assert written is not None
    assert told is not None
    assert written.value == told.value


@pytest.mark.requirement("FR-001")
def test_the_smallest_files_are_valid(tmp_path: Path) -> None:
    names = {FileKind.PRODUCT: "floe.yaml", FileKind.MANIFEST: "manifest.yaml"}
    for kind in FileKind:
        (tmp_path / names[kind]).write_text(f"{kind.smallest}\n", encoding="utf-8")
    result = analyze(tmp_path / "floe.yaml")
    assert result.diagnostics == ()
    assert tmp_path / "manifest.yaml" in {each.path for each in result.manifests}
