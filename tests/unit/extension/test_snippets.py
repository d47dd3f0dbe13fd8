"""The extension's snippets give what the compiler takes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from corpus import DEFAULT_FILES
from floe_lsp.compilation import analyze

_FIELD = re.compile(r"\$\{\d+(?::([^}]*)|\|([^},|]*)[^}]*)?\}|\$\d+")
_PRODUCT = "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata: {name: shop, version: 1.0.0}\n"
_TRANSFORM = "transforms:\n  - name: stg_items\n"


@pytest.fixture
def snippets(repository: Path) -> dict[str, str]:
    path = repository / "client-vscode" / "snippets" / "floe.json"
    given = json.loads(path.read_text(encoding="utf-8"))
    return {each["prefix"]: _expanded("\n".join(each["body"])) for each in given.values()}


def _expanded(body: str) -> str:
    """Fill in each field as it stands when a person leaves it (VS Code, "Snippet syntax")."""
    placeholders = dict(re.findall(r"\$\{(\d+):([^}]*)\}", body))
    body = re.sub(r"\$\{(\d+)\}", lambda match: placeholders.get(match[1], ""), body)
    return _FIELD.sub(lambda match: match[1] or match[2] or "", body)


def _indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


@pytest.mark.requirement("FR-005")
@pytest.mark.parametrize("prefix", ["transform", "quality", "schedule"])
def test_a_snippet_is_free_of_mistakes(
    prefix: str, snippets: dict[str, str], tmp_path: Path
) -> None:
    text = snippets[f"floe-{prefix}"]
    product = {
        "transform": f"{_PRODUCT}transforms:\n{_indented(text, 2)}",
        "quality": f"{_PRODUCT}{_TRANSFORM}{_indented(text, 4)}",
        "schedule": f"{_PRODUCT}{_TRANSFORM}{text}",
    }[prefix]
    (tmp_path / "manifest.yaml").write_text(DEFAULT_FILES["manifest.yaml"], encoding="utf-8")
    spec = tmp_path / "shop" / "floe.yaml"
    spec.parent.mkdir()
    spec.write_text(product, encoding="utf-8")
    found = analyze(spec).diagnostics
    assert [f"{each.code} {each.message}" for each in found] == []
