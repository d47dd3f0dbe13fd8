"""``--baseline``: the artifact that the data contracts of a product are compared with."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from pathlib import Path

from floe_lsp.compilation import Sources
from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.generate.output import DEFAULT_OUTPUT
from floe_lsp.files.paths import absolute
from floe_lsp.reporting.paths import display_path
from floe_lsp.wording.quoting import quote

from .arguments import named_path


def add_baseline(parser: argparse.ArgumentParser) -> None:
    """Add ``--baseline``."""
    parser.add_argument(
        "--baseline", type=named_path, metavar="FILE",
        help=(
            "artifact that the data contracts of its product are compared with (default: "
            f"{DEFAULT_OUTPUT.as_posix()} by the product)"
        ),
    )  # fmt: skip


def baseline_of(options: argparse.Namespace) -> Path | None:
    """Return the path of the artifact, absolute; ``None`` where none is named."""
    return None if options.baseline is None else absolute(options.baseline)


def wrong_baseline(options: argparse.Namespace, products: Collection[str]) -> str | None:
    """Return why the artifact that is named cannot be compared with anything.

    Args:
        options: The options of the command.
        products: The names of the products that are looked at.
    """
    path = baseline_of(options)
    if path is None:
        return None
    # Nothing else of a command line needs the contracts before a manifest asks for them.
    from floe_lsp.compilation.enforce.contracts.baseline import baseline_at  # noqa: PLC0415

    shown = f"--baseline {display_path(path, Path.cwd())}"
    found = baseline_at(path, Sources(), AnalysisCache())
    if found is None:
        return f"{shown} is not an artifact that can be read, as JSON or YAML"
    if found.product not in products:
        return f"{shown} is of the product {quote(found.product)}, which is not looked at here"
    return None
