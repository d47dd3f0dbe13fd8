"""The compiler inside a process, as an editor runs it: ``analyze``, and the parse alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from floe_lsp.compilation import analyze
from floe_lsp.compilation.diagnostics import MAX_OF_A_CODE
from floe_lsp.compilation.sources import Buffer
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.syntax import SourceText, parse

from .measuring import Cost, of_call
from .products import product, write_product
from .table import Row

_TARGETS = {50: 5, 500: 40, 2000: 150}
"""Milliseconds that ``analyze`` may take, by the number of transforms."""
_MODEL_TARGET = 20


def measure(folder: Path, runs: int) -> Iterator[Row]:
    """Yield rows of ``analyze`` through ENFORCE, of the parser beside its peer and of the model."""
    for findings in (False, True):
        for transforms, target in _TARGETS.items():
            cost = of_call(_analysis(folder, transforms, findings=findings), runs)
            each = ", a finding on each" if findings else ", clean"
            yield Row(
                f"`analyze`, {transforms} transforms{each}",
                _times(cost),
                f"≤ {target} ms",
                cost.cpu <= target,
            )
    transforms = max(_TARGETS)
    peer: Any = YAML(typ="safe")
    text = product(transforms)
    yield Row(
        f"`syntax.parse`, {transforms} transforms",
        _times(of_call(lambda: parse(SourceText(text)), runs)),
    )
    data = Buffer(folder / "floe.yaml", SourceText(text)).document().value
    cost = of_call(lambda: FloeSpec.model_validate(data), runs)
    yield Row(
        f"`FloeSpec.model_validate`, {transforms} transforms",
        _times(cost),
        f"≤ {_MODEL_TARGET} ms",
        cost.cpu <= _MODEL_TARGET,
    )
    yield Row(
        "ruamel.yaml's `compose` of the same text with its C parser",
        _times(of_call(lambda: peer.compose(StringIO(text)), runs)),
    )


def _analysis(folder: Path, transforms: int, *, findings: bool) -> Callable[[], object]:
    """Return a call that reads and analyses a product again; only plugins stay known."""
    spec = write_product(folder, transforms, findings=findings)
    registry = PluginRegistry()
    found = len(analyze(spec, registry=registry).diagnostics)
    if found != (min(transforms, MAX_OF_A_CODE) if findings else 0):
        raise SystemExit(f"{spec} has {found} findings, which is not what is to be measured")
    return lambda: analyze(spec, registry=registry)


def _times(cost: Cost) -> str:
    return f"{cost.wall:.1f} ms (CPU {cost.cpu:.1f})"
