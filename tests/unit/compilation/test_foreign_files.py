"""A file of another program is never quoted, whoever names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation import Sources, analyze
from floe_lsp.compilation.clock import now
from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.platform_analysis import analyze_platform
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.reporting import FORMATS, render

pytestmark = pytest.mark.requirement("security")

MARKER = "xyzzy"
PRODUCT = (
    "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata:\n  name: orders\n  version: 1.0.0\n"
    "platform:\n  manifest: {}\ntransforms:\n  - name: stg_orders\n"
)
FOREIGN = {
    "INI": f"[default]\naws_access_key_id = {MARKER}1\naws_secret_access_key = {MARKER}2\n",
    "passwd": f"root:x:0:0:{MARKER}:/root:/bin/bash\n{MARKER}:x:1:1::/:/bin/sh\n",
    "private key": f"-----BEGIN OPENSSH PRIVATE KEY-----\n{MARKER}\n",
    "environment": f"DATABASE={MARKER}\nexport NAME={MARKER}\n",
    "Kubernetes": f"apiVersion: v1\nkind: Secret\nmetadata:\n  a: {MARKER}\ndata:\n  a: {MARKER}\n",
    "a group without a name": f"apiVersion: v1\nkind: Manifest\n{MARKER}: {MARKER}\n",
    "another group": f"apiVersion: example.com/v1\nkind: Manifest\n{MARKER}: {MARKER}\n",
    "a list": f"- {MARKER}\n- b: {MARKER}\n",
    "a word": f"{MARKER}\n",
    "broken": f"users:\n\t- {MARKER}: [a, '{MARKER}\nb: }}{MARKER}\n{MARKER}\n",
    "named in a comment": f"# apiVersion: floe.dev/v1\n# kind: Manifest\nlogin: {MARKER}\n",
    "named in a text": f"login: |\n  apiVersion: floe.dev/v1\n  kind: Manifest\nuser: [{MARKER}\n",
    "named below": f"login: {MARKER}\nnested:\n  apiVersion: floe.dev/v1\n  kind: Manifest\n",
    "named in a script": f"#!/bin/sh\ncat <<X\napiVersion: floe.dev/v1\nkind: Manifest\n{MARKER}\n",
}


def _reports(found: tuple[Diagnostic, ...], base: Path) -> str:
    return "".join(render(found, each, base=base) for each in FORMATS)


SHARED_KEYS = f"transforms:\n  {MARKER}:\n    type: {MARKER}\n"
"""Of another program, under keys that a product has, too: its name alone could say what it is."""


@pytest.mark.parametrize("kind", [*FOREIGN, "shared keys"])
@pytest.mark.parametrize("field", ["manifest", "parent"])
def test_one_finding_at_the_word_that_names_it(tmp_path: Path, kind: str, field: str) -> None:
    other = tmp_path / "other.txt"
    other.write_text(FOREIGN.get(kind, SHARED_KEYS), encoding="utf-8")
    product, sources = tmp_path / "shop" / "floe.yaml", Sources()
    product.parent.mkdir()
    manifest = "../other.txt"
    if field == "parent":
        manifest = "manifest.yaml"
        (product.parent / manifest).write_text(
            "apiVersion: floe.dev/v1\nkind: Manifest\nscope: domain\n"
            "parent_manifest: ../other.txt\nmetadata:\n  name: platform\n  version: 1.0.0\n"
            "  owner: platform@example.com\nplugins:\n  compute: {type: duckdb}\n"
            "  orchestrator: {type: dagster}\n",
            encoding="utf-8",
        )
    product.write_text(PRODUCT.format(manifest), encoding="utf-8")
    analysis = analyze(product, sources=sources)
    report = _reports(analysis.diagnostics, tmp_path)
    assert MARKER not in report
    assert [each.code for each in analysis.diagnostics] == ["E125"]
    (finding,) = analysis.diagnostics
    assert finding.location.text.slice(finding.location.span) == "../other.txt"
    assert "'../other.txt'" in finding.message
    assert analysis.misses_a_file


@pytest.mark.parametrize("kind", FOREIGN)
@pytest.mark.parametrize("name", ["floe.yaml", "manifest.yaml", "other.txt"])
def test_a_file_that_is_named_itself_is_told_of_without_its_text(
    tmp_path: Path, kind: str, name: str
) -> None:
    path, sources = tmp_path / name, Sources()
    path.write_text(FOREIGN[kind], encoding="utf-8")
    as_product = analyze(path, sources=sources).diagnostics
    as_manifest = analyze_platform(
        path, sources=sources, registry=PluginRegistry(), today=now().date()
    ).diagnostics
    for found in (as_product, as_manifest):
        assert found
        assert MARKER not in _reports(found, tmp_path)


def test_a_manifest_that_is_named_by_the_caller(tmp_path: Path) -> None:
    product, other = tmp_path / "floe.yaml", tmp_path / "other.txt"
    product.write_text(PRODUCT.format("manifest.yaml"), encoding="utf-8")
    other.write_text(FOREIGN["INI"], encoding="utf-8")
    found = analyze(product, other, sources=Sources()).diagnostics
    assert [each.code for each in found] == ["E125"]
    assert MARKER not in _reports(found, tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# to be written\n",
        "apiVersion: floe.dev/v1\n",
        "kind: Manifest\n",
        "apiVersion: floe.dev/v1\nkind: Manifset\n",
        "apiVersion: floe.dev/v1\nkind: [\nmetadata:\n\tname: x\n",
        "apiVersion:floe.dev/v1\nkind:Manifest\n",
        "metadata: {name: x\nkind: Manifest\napiVersion: floe.dev/v1\n",
    ],
)
def test_a_manifest_that_is_being_written_is_checked_as_one(tmp_path: Path, text: str) -> None:
    product, manifest = tmp_path / "floe.yaml", tmp_path / "platform.yaml"
    product.write_text(PRODUCT.format(manifest.name), encoding="utf-8")
    manifest.write_text(text, encoding="utf-8")
    found = analyze(product, sources=Sources()).diagnostics
    assert found
    assert {each.location.path for each in found} == {manifest}


@pytest.mark.parametrize(
    ("address", "help_"),
    [
        (
            "gone/other.txt",
            "write the path of a manifest that exists, relative to the folder of floe.yaml",
        ),
        (
            "~/manifest.yaml",
            (
                "write the path of a manifest that exists, relative to the folder of floe.yaml, "
                "and '~' does not mean your home folder"
            ),
        ),
        ("/dev/zero", "name an ordinary file"),
        ("/proc/self/environ", "name an ordinary file"),
        ("sub", "name the YAML file itself"),
    ],
)
def test_the_help_fits_the_reason(tmp_path: Path, address: str, help_: str) -> None:
    (tmp_path / "sub").mkdir()
    product = tmp_path / "floe.yaml"
    product.write_text(PRODUCT.format(address), encoding="utf-8")
    (finding,) = analyze(product).diagnostics
    assert (finding.code, finding.suggestion) == ("E205", help_)


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [(b"name: caf\xe9\n", "E013", "UTF-8"), (b"name: a\x07b\n", "E014", "remove")],
)
def test_what_cannot_be_read_has_a_help_that_quotes_nothing(
    tmp_path: Path, text: bytes, code: str, word: str
) -> None:
    product = tmp_path / "floe.yaml"
    product.write_bytes(text)
    (finding,) = analyze(product).diagnostics
    assert finding.code == code
    assert word in (finding.suggestion or "")
    assert "caf" not in _reports((finding,), tmp_path)
