"""Products that take over what their dbt project has, and what is found in them afterwards."""

from __future__ import annotations

from pathlib import Path

from editor import snapshot_of
from floe_lsp.compilation import analyze
from floe_lsp.compilation.diagnostics import apply_edits
from floe_lsp.ide.code_actions import ActionKind, code_actions
from floe_lsp.syntax import Span

HEAD = "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata: {name: shop, version: 1.0.0}\n"


def begun_with(folder: Path, first: str) -> Path:
    """Write a product with one transform beside a dbt project, and return its file."""
    spec = folder / "floe.yaml"
    _ = spec.write_text(f"{HEAD}transforms:\n  - name: {first}\n", encoding="utf-8")
    return spec


def taken_over(folder: Path) -> None:
    """Apply the action to the product of a folder, which must offer it."""
    snapshot = snapshot_of(folder, "floe.yaml")
    (action,) = code_actions(snapshot, Span(0, 0), (ActionKind.TAKE_OVER.value,))
    text = apply_edits(snapshot.document.text.text, action.edits)
    _ = (folder / "floe.yaml").write_text(text, encoding="utf-8")


def findings(spec: Path) -> list[str]:
    """Return what is found in a product and its dbt project, apart from what needs a platform."""
    found = analyze(spec).diagnostics
    return [f"{each.code} {each.message}" for each in found if each.code != "E205"]
