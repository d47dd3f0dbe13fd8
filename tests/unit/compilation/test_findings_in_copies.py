"""Findings in a manifest of a registry are told where the repository names it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pulled_files import made
from registry import MANIFEST

from corpus import DEFAULT_FILES
from floe_lsp.compilation import Diagnostic, Sources, analyze
from floe_lsp.compilation.platform_analysis import analyze_platform
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.registries.cache import Cache
from floe_lsp.registries.reference import Reference, parse_reference

pytestmark = [pytest.mark.requirement("registries"), pytest.mark.usefixtures("alone")]

ADDRESS = "oci://registry.example.com/acme/platform:1.0.0"
WRONG = MANIFEST.replace("duckdb", "dukcdb")
HEAD = "apiVersion: floe.dev/v1\nkind: Manifest\nmetadata:\n  name: sales\n  version: 2.0.0\n"
DOMAIN = HEAD + "  owner: me@example.com\nscope: domain\nparent_manifest: {parent}\nplugins: {{}}\n"


def kept(text: str) -> Path:
    return Cache().keep(parse_reference(ADDRESS), made(text.encode())).file


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def what_stands_there(found: Diagnostic) -> str:
    span = found.location.span
    return found.location.text.text[span.start : span.end]


def of_product(tmp_path: Path, option: Reference | None = None) -> list[Diagnostic]:
    return list(analyze(tmp_path / "floe.yaml", option).diagnostics)


@pytest.mark.parametrize(
    ("text", "code"), [(WRONG, "E207"), (DOMAIN.format(parent="../enterprise.yaml"), "E228")]
)
def test_at_the_address_in_the_product(text: str, code: str, tmp_path: Path) -> None:
    copy = kept(text)
    names = f"platform:\n  manifest: {ADDRESS}\ntransforms:"
    product = DEFAULT_FILES["floe.yaml"].replace("transforms:", names)
    file = written(tmp_path, "floe.yaml", product)
    (found,) = of_product(tmp_path)
    assert (found.code, found.location.path, what_stands_there(found)) == (code, file, ADDRESS)
    key = "dukcdb" if code == "E207" else "parent_manifest"
    line = text[: text.index(key)].count("\n") + 1
    assert found.message.startswith(f"in {ADDRESS}, line {line}: ")
    (*_, there) = found.related
    assert there.location.path == copy


def test_at_the_address_in_the_nearest_manifest(tmp_path: Path) -> None:
    kept(f"{WRONG}scope: enterprise\n")
    manifest = written(tmp_path, "manifest.yaml", DOMAIN.format(parent=ADDRESS))
    written(tmp_path, "floe.yaml", DEFAULT_FILES["floe.yaml"])
    (found,) = of_product(tmp_path)
    assert (found.code, found.location.path) == ("E207", manifest)
    assert what_stands_there(found) == ADDRESS


def test_of_an_option_at_the_beginning_of_the_product(tmp_path: Path) -> None:
    kept(WRONG)
    file = written(tmp_path, "floe.yaml", DEFAULT_FILES["floe.yaml"])
    (found,) = of_product(tmp_path, parse_reference(ADDRESS))
    assert (found.code, found.location.path) == ("E207", file)
    assert what_stands_there(found) == "apiVersion"


def test_of_a_manifest_alone_at_its_address() -> None:
    kept(WRONG)
    (found,) = analyze_platform(
        parse_reference(ADDRESS),
        sources=Sources(),
        registry=PluginRegistry(),
        today=date(2026, 1, 1),
    ).diagnostics
    assert found.code == "E207"
    assert str(found.location.path).startswith("oci:")
