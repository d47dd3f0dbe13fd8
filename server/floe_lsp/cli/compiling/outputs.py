"""Where each of many products goes: patterns with the product's name, and places taken twice."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from floe_lsp.compilation import Sources
from floe_lsp.files.streams import is_stream
from floe_lsp.reporting.paths import display_path
from floe_lsp.schemas.types.formats import PRODUCT_NAME
from floe_lsp.wording.near_miss import did_you_mean

from .bench import Order

PRODUCT = "{product}"
"""What stands for the product's name in ``--output`` and ``--report-file``."""

_PLACEHOLDER = re.compile(r"\{[A-Za-z_][\w.-]*\}")
_EXAMPLE = "-o 'out/{product}/compiled_artifacts.json'"


def product_name(spec: Path) -> str | None:
    """Return the name of a product, ``None`` where it cannot be read or is none.

    A product without one is refused by VALIDATE, so nothing is ever written for it.
    """
    try:
        node = Sources().document(spec).name_node
    except OSError:
        return None
    name = None if node is None else node.value
    return name if isinstance(name, str) and PRODUCT_NAME.accepts(name) else None


def wrong_pattern(options: argparse.Namespace) -> str | None:
    """Return what is wrong with the patterns among the options of ``floe compile``."""
    for option, pattern in _patterns(options):
        for word in _PLACEHOLDER.findall(str(pattern)):
            if word != PRODUCT:
                advice = did_you_mean(word, [PRODUCT])
                return f"{option}: there is no {word} in a pattern{advice}\nAllowed: {PRODUCT}"
    return None


def has_pattern(options: argparse.Namespace) -> bool:
    """Whether the name of a product is asked for among the options of ``floe compile``."""
    return any(PRODUCT in str(pattern) for _, pattern in _patterns(options))


def options_of(options: argparse.Namespace, spec: Path) -> argparse.Namespace:
    """Return the options of ``floe compile`` as they are for one product.

    Where its name is unknown a pattern stays as it is, see ``product_name``.
    """
    own = argparse.Namespace(**vars(options))
    own.spec = spec
    name = product_name(spec) if has_pattern(options) else None
    if name is not None:
        for attribute in ("output", "report_file"):
            pattern: Path | None = getattr(options, attribute)
            if pattern is not None:
                setattr(own, attribute, Path(str(pattern).replace(PRODUCT, name)))
    return own


def wrong_outputs(orders: Sequence[Order]) -> str | None:
    """Return why the products cannot all be written, before any of them is."""
    sources = {_true(order.spec): order for order in orders}
    taken: dict[str, Order] = {}
    for order in orders:
        if PRODUCT in f"{order.output.path}{order.report}":
            continue  # Nothing is written for a product without a name.
        for path in _written(order):
            if is_stream(path):
                return (
                    f"{_shown(path)} is a stream, which holds one artifact; name files, "
                    f"such as {_EXAMPLE}"
                )
            at = _true(path)
            if at in sources:
                return f"{_shown(order.spec)} would be written into {_shown(sources[at].spec)}"
            other = taken.setdefault(at, order)
            if other is not order:
                return _taken_twice(other, order, path)
    return None


def _patterns(options: argparse.Namespace) -> Iterator[tuple[str, Path]]:
    given = {"--output": options.output, "--report-file": options.report_file}
    yield from ((option, path) for option, path in given.items() if path is not None)


def _written(order: Order) -> Iterable[Path]:
    yield order.output.path
    if not is_stream(order.output.path):
        yield order.output.profiles_path
        if order.output.orchestration_path is not None:
            yield order.output.orchestration_path
    if order.report is not None:
        yield order.report


def _taken_twice(one: Order, other: Order, path: Path) -> str:
    both = f"{_shown(one.spec)} and {_shown(other.spec)} would both be written into {_shown(path)}"
    name = product_name(one.spec)
    if _true(one.spec) == _true(other.spec):
        return f"{both}: they are the same file; name it once"
    if name is not None and name == product_name(other.spec):
        return f"{both}, and both are named '{name}'; rename one of them"
    return f"{both}; give each a folder of its own, such as {_EXAMPLE}"


def _true(path: Path) -> str:
    """Return what is the same for all paths of a file, whether it is there or not."""
    return os.path.normcase(os.path.realpath(path))


def _shown(path: Path) -> str:
    return display_path(path, Path.cwd())
