"""No report, no request and no file repeats a secret, wherever it stands and whatever is broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from planted import BREAKS, Plants, manifest, product

from floe_lsp.compilation import Sources, analyze
from floe_lsp.compilation.clock import now
from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.platform_analysis import analyze_platform
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.reporting import FORMATS, Canvas, render

LINES = 75
"""A mistake is made on lines of the first so many, of the shorter file on all."""

STEP = 8
"""Each kind of mistake begins on another line, so that no line is without one."""

pytestmark = pytest.mark.requirement("security")


def _reports(found: tuple[Diagnostic, ...], base: Path) -> str:
    parts = [render(found, each, base=base) for each in FORMATS]
    parts += [
        render(found, "text", base=base, canvas=Canvas(width, "ascii")) for width in (40, 200)
    ]
    return "\n".join(json.dumps(part) for part in parts)


def _findings(product_text: str, manifest_text: str, folder: Path) -> tuple[Diagnostic, ...]:
    spec, platform, sources = folder / "floe.yaml", folder / "manifest.yaml", Sources()
    spec.write_text(product_text, encoding="utf-8", newline="")
    platform.write_text(manifest_text, encoding="utf-8", newline="")
    registry = PluginRegistry()
    by_itself = analyze_platform(
        platform, sources=sources, registry=registry, today=now().date()
    ).diagnostics
    return (*by_itself, *analyze(spec, platform, sources=sources, registry=registry).diagnostics)


def test_forty_secrets_are_planted() -> None:
    plants = Plants()
    product(plants)
    manifest(plants)
    assert len(plants.planted) >= 60
    assert all(plants.found_in(secret) for secret in plants.planted)


@pytest.mark.parametrize("kind", BREAKS)
def test_no_report_repeats_one(tmp_path: Path, kind: str) -> None:
    plants = Plants()
    texts = product(plants), manifest(plants)
    leaks: set[str] = set()
    first = 2 + sorted(BREAKS).index(kind) % STEP
    for at in range(first, LINES, STEP if kind != "nothing" else LINES):
        broken = [BREAKS[kind](text, at) for text in texts]
        found = _findings(broken[0], broken[1], tmp_path)
        assert found
        leaks.update(f"{at}: {each}" for each in plants.found_in(_reports(found, tmp_path)))
    assert not leaks
