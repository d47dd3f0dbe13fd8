"""``floe check``: every mistake of one product or of all products below a folder."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from floe_lsp.compilation import Analysis, Diagnostic, Sources, Stage, analyze, telemetry
from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.clock import now
from floe_lsp.compilation.diagnostics import in_order
from floe_lsp.compilation.impact import impacts
from floe_lsp.compilation.load.loader import no_product, unreadable_folder
from floe_lsp.compilation.load.workspace import find_products
from floe_lsp.compilation.platform_analysis import analyze_platform, is_manifest
from floe_lsp.compilation.results import exit_code
from floe_lsp.files.status import is_folder
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.reporting import FORMATS, Summary, write
from floe_lsp.wording.counting import counted

from . import exit_codes
from .options import add_manifest, add_verbosity, is_wrong_environment, start_telemetry

_STAGES = [stage.value for stage in Stage if Stage.ENFORCE.reaches(stage)]

_PROGRESS_FROM = 20
"""Fewer products are done before a person could read a progress display."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe check``."""
    parser.add_argument(
        "paths", nargs="*", type=Path, default=[Path()], metavar="PATH",
        help="products, folders to search for them, or manifests (default: this folder)",
    )  # fmt: skip
    add_manifest(parser)
    parser.add_argument(
        "--stage", type=str.upper, choices=_STAGES, default=Stage.ENFORCE.value,
        help="the last stage to run (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="form of the report (default: text)"
    )
    add_verbosity(parser)


def run(options: argparse.Namespace) -> int:
    """Check the products and print the report; text goes to standard error."""
    if is_wrong_environment("check"):
        return exit_codes.USAGE
    start_telemetry(options)
    files, diagnostics = _named(options.paths)
    sources, registry, cache = Sources(), PluginRegistry(), AnalysisCache()
    through = Stage(options.stage)
    manifests: list[Path] = []
    analyses: dict[Path, Analysis] = {}
    with _progress(len(files), quiet=options.quiet) as advance:
        for file in files:
            if is_manifest(file, sources):
                manifests.append(file)
                found = analyze_platform(
                    file,
                    sources=sources,
                    registry=registry,
                    today=now().date(),
                    through=through,
                    cache=cache,
                ).diagnostics
            else:
                analysis = analyze(
                    file,
                    options.manifest,
                    through=through,
                    sources=sources,
                    registry=registry,
                    cache=cache,
                )
                analyses[analysis.spec_path] = analysis
                found = analysis.diagnostics
            diagnostics.extend(found)
            advance(file)
    diagnostics.extend(_impacts(analyses, manifests, through, sources, registry, cache))
    findings = in_order(diagnostics)
    if options.quiet:
        findings = tuple(found for found in findings if found.is_error)
    if options.format != "text":
        write(findings, options.format, sys.stdout, base=Path.cwd())
    elif findings:
        write(findings, "text", sys.stderr, base=Path.cwd())
    elif not options.quiet:
        print(f"{_counted(len(analyses), len(manifests))} checked, {Summary()}")
    telemetry.flush()
    return exit_code(findings)


def _named(paths: Sequence[Path]) -> tuple[list[Path], list[Diagnostic]]:
    """Return the files to check, and what is wrong with the folders that were to be searched."""
    files: list[Path] = []
    diagnostics: list[Diagnostic] = []

    def unreadable(folder: Path, error: OSError) -> None:
        diagnostics.append(unreadable_folder(folder, error))

    for path in paths:
        found = [path] if not is_folder(path) else list(find_products(path, unreadable))
        if not found:
            diagnostics.append(no_product(path))
        files.extend(found)
    # A product is checked once, however often it is named: ``floe check . ./floe.yaml``.
    once = {Path(os.path.abspath(file)): file for file in files}  # noqa: PTH100
    return list(once.values()), diagnostics


def _impacts(
    analyses: dict[Path, Analysis],
    manifests: list[Path],
    through: Stage,
    sources: Sources,
    registry: PluginRegistry,
    cache: AnalysisCache,
) -> list[Diagnostic]:
    """Say of manifests which products they break: those checked, and those below a named one."""
    if not through.reaches(Stage.RESOLVE):
        return []
    known = dict(analyses)
    for manifest in manifests:
        for product in find_products(manifest.parent):
            if product not in known:
                known[product] = analyze(
                    product, through=through, sources=sources, registry=registry, cache=cache
                )
    return impacts(known.values())


def _counted(products: int, manifests: int) -> str:
    """Say how many files were checked, such as ``2 products and 1 manifest``."""
    counts = {"product": products, "manifest": manifests}
    return " and ".join(counted(count, noun) for noun, count in counts.items() if count)


@contextmanager
def _progress(total: int, *, quiet: bool) -> Generator[Callable[[Path], None]]:
    """Show how far a long run is, where a person watches; yields what to call per product."""
    if quiet or total < _PROGRESS_FROM or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - 60 ms, for long runs alone
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    name = TextColumn("{task.fields[name]}", markup=False)
    columns = (TextColumn("Checking"), BarColumn(), MofNCompleteColumn(), name)
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total, name="")

        def advance(path: Path) -> None:
            progress.update(task, advance=1, name=path.parent.name)

        yield advance
