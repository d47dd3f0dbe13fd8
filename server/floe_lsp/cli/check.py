"""``floe check``: every mistake of one product or of all products below a folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from floe_lsp.compilation import Analysis, Diagnostic, Sources, Stage, analyze
from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.caller import Caller
from floe_lsp.compilation.clock import now
from floe_lsp.compilation.diagnostics import in_order
from floe_lsp.compilation.fix_trials import Trials
from floe_lsp.compilation.guarding import Fence
from floe_lsp.compilation.impact import impacts
from floe_lsp.compilation.load.file_kind import FileKind, kind_of_named
from floe_lsp.compilation.load.loader import unreadable
from floe_lsp.compilation.load.manifests import ManifestOption, find_chain
from floe_lsp.compilation.platform_analysis import analyze_platform
from floe_lsp.compilation.unused_overrides import unused_overrides
from floe_lsp.compilation.validate.wrong_kind import wrong_kind
from floe_lsp.files.paths import absolute
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.reporting import FORMATS, Summary, write
from floe_lsp.reporting.formats import SHOW_FIXES
from floe_lsp.reporting.governance import governance_lines, model_lines
from floe_lsp.reporting.paths import display_path
from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest
from floe_lsp.wording.counting import counted
from floe_lsp.wording.quoting import listed_paths

from . import exit_codes
from .arguments import named_path
from .baseline import add_baseline, baseline_of, wrong_baseline
from .dbt_parse import DbtParse, add_dbt_parse, dbt_parse_of, wrong_dbt_parse
from .options import (
    add_caller,
    add_manifest,
    add_verbosity,
    caller,
    copies_used,
    fence,
    is_wrong_environment,
    sources_of,
)
from .printing import complain, say
from .progress import progress
from .searching import NOT_SEARCHED, Search
from .traced import traced

_STAGES = [stage.value for stage in Stage if Stage.COMPILE.reaches(stage)]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe check``."""
    add_paths(parser)
    parser.add_argument(
        "--stage", type=str.upper, choices=_STAGES, default=Stage.COMPILE.value,
        help="the last stage to run (default: %(default)s, which writes nothing here)",
    )  # fmt: skip
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="form of the report (default: text)"
    )
    add_verbosity(parser)


def add_paths(parser: argparse.ArgumentParser) -> None:
    """Add what says which files are checked."""
    parser.add_argument(
        "paths", nargs="*", type=named_path, default=[Path()], metavar="PATH",
        help=(
            "products, folders to search for them, or manifests (default: this folder); not "
            f"searched are {NOT_SEARCHED}"
        ),
    )  # fmt: skip
    add_manifest(parser)
    add_baseline(parser)
    add_caller(parser)
    add_dbt_parse(parser)


def run(options: argparse.Namespace) -> int:
    """Check the products and print the report; text goes to standard error."""
    return look(options, "check")[0]


def look(
    options: argparse.Namespace, command: str, *, is_audit: bool = False, by_model: bool = False
) -> tuple[int, list[Analysis] | None]:
    """Check products and print the report, and return the exit code and what is known of each.

    Nothing is known where what the command was given for it could not be done.

    Args:
        options: Those of ``floe check``.
        command: The name of the command that looks.
        is_audit: Whether of a named manifest the products are checked that it governs below it.
        by_model: Whether the summary of governance is by model, and not by policy.
    """
    if is_wrong_environment(command):
        return exit_codes.USAGE, None
    wrong = wrong_dbt_parse(options)
    if wrong is not None:
        complain(f"floe {command}: {wrong}")
        return exit_codes.USAGE, None
    sources = sources_of(options)
    with (
        traced(command, options) as ended,
        dbt_parse_of(options, sources) as dbt,
    ):
        given = _Given(options.manifest, baseline_of(options), caller(options), dbt)
        code, known = _look(options, command, given, sources, is_audit=is_audit, by_model=by_model)
        return ended(code), known


def _look(
    options: argparse.Namespace,
    command: str,
    given: _Given,
    sources: Sources,
    *,
    is_audit: bool,
    by_model: bool,
) -> tuple[int, list[Analysis] | None]:
    search = Search()
    files = search.files(options.paths)
    checks = _Checks(Stage(options.stage), given, fence(options), search, sources)
    with progress("Checking", len(files), quiet=options.quiet) as advance:
        for file in files:
            checks.check(file)
            advance(file)
    if is_audit:
        for file in checks.governed_below():
            checks.check(file)
    wrong = wrong_baseline(options, checks.products())
    if wrong is not None:
        complain(f"floe {command}: {wrong}")
        return exit_codes.USAGE, None
    checks.look_at_impacts()
    checks.look_at_option()
    findings = in_order([*search.diagnostics, *checks.diagnostics])
    if options.quiet:
        findings = tuple(found for found in findings if found.is_error)
    else:
        search.name_links("check")
        if checks.passed_over:
            complain(_passed_over(checks.passed_over))
        complain(*copies_used(options, sources))
    if options.format in SHOW_FIXES:
        findings = checks.with_fixes_that_help(findings)
    _print(options, findings, checks, by_model=by_model)
    code = exit_codes.of(findings)
    if given.dbt is not None and given.dbt.tell(command, quiet=options.quiet):
        return code or exit_codes.USAGE, None
    return code, list(checks.analyses.values())


def _print(
    options: argparse.Namespace,
    findings: Sequence[Diagnostic],
    checks: _Checks,
    *,
    by_model: bool,
) -> None:
    """Print the report, and how governance ended where people read."""
    checked = len(checks.analyses) + len(checks.manifests)
    if options.format != "text":
        write(findings, options.format, sys.stdout, base=Path.cwd(), checked=checked)
    elif findings:
        write(findings, "text", sys.stderr, base=Path.cwd())
        if not options.quiet:
            complain(*checks.governance(by_model=by_model))
    elif checked and not options.quiet:
        files = _counted(len(checks.analyses), len(checks.manifests))
        say(f"{files} checked, {Summary()}", *checks.governance(by_model=by_model))


class _Given(NamedTuple):
    """What a command line names besides the files that are checked."""

    manifest: ManifestOption | None
    baseline: Path | None
    caller: Caller
    dbt: DbtParse | None


class _Checks:
    """The files that have been checked, and what was found."""

    def __init__(
        self, through: Stage, given: _Given, fence: Fence, search: Search, sources: Sources
    ) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.analyses: dict[Path, Analysis] = {}
        self.manifests: list[Path] = []
        self.passed_over: list[Path] = []
        """Files of other programs, which were named all the same."""
        self._through = through
        self._given = given
        self._fence = fence
        self._search = search
        self._sources, self._registry = sources, PluginRegistry()
        self._cache = AnalysisCache()
        self._trials: dict[tuple[str, int, int, str, str], Trials] = {}
        """How the fixes of a finding are tried: with the file whose check has found it first."""

    def check(self, file: Path) -> None:
        """Check a product or a manifest; what fails there stops no other one."""
        self._guarded(file, lambda: self._check(file))

    def look_at_impacts(self) -> None:
        """Say of manifests which products they break, also of those below a named one."""
        if self._through.reaches(Stage.RESOLVE):
            known = dict(self.analyses)
            for manifest in self.manifests:
                self._guarded(manifest, lambda manifest=manifest: self._add_below(manifest, known))
            place = next(iter(known), Path.cwd())
            self._guarded(place, lambda: self._add_impacts(known))

    def products(self) -> list[str]:
        """Return the names of the products, as far as they can be read."""
        outlines = (each.product for each in self.analyses.values())
        nodes = (None if each is None else each.name_node for each in outlines)
        return [str(node.value) for node in nodes if node is not None]

    def _add_impacts(self, known: Mapping[Path, Analysis]) -> None:
        self.diagnostics.extend(impacts(known.values()))
        if self._through.reaches(Stage.ENFORCE):
            whole = [*self._search.folders, *(each.parent for each in self.manifests)]
            below = {each.as_posix() for each in whole}
            self.diagnostics.extend(unused_overrides(known.values(), below))

    def governance(self, *, by_model: bool) -> list[str]:
        """Say how each policy ended, of all products together, or what each model breaks."""
        outcomes = [
            each.enforcement for each in self.analyses.values() if each.enforcement is not None
        ]
        return model_lines(outcomes) if by_model else governance_lines(outcomes)

    def look_at_option(self) -> None:
        """Say of a ``--manifest`` that governs nothing, since manifests alone were named, why."""
        option = self._given.manifest
        if option is not None and self.manifests and not self.analyses:
            self._guarded(self.manifests[0], lambda: self._look_at_unused(option))

    def _look_at_unused(self, option: ManifestOption) -> None:
        if not isinstance(option, Path):
            complain(f"floe check: --manifest {option} is for products, and none was named")
            return
        path = absolute(option)
        try:
            document = self._sources.document(path)
        except OSError as error:
            self.diagnostics.append(unreadable(path, error, self._sources))
            return
        wrong = wrong_kind(document, PlatformManifest)
        self.diagnostics.extend(wrong)
        if not wrong:
            shown = display_path(path, Path.cwd())
            complain(f"floe check: --manifest {shown} is for products, and none was named")

    def _kind_of(self, file: Path) -> FileKind | None:
        try:
            return kind_of_named(file, self._sources.document(file))
        except OSError:
            return FileKind.PRODUCT  # The analysis says why it cannot be read.

    def _check(self, file: Path) -> None:
        kind = self._kind_of(file)
        if kind is None:
            self.passed_over.append(file)
            return
        if kind is FileKind.MANIFEST:
            self.manifests.append(file)
            found = self._of_platform(file, self._sources)
            again = partial(self._of_platform, file)
        else:
            if self._given.dbt is not None:
                _ = self._given.dbt.parse(file, self._given.manifest)
            analysis = self._analysis(file, self._given.manifest, self._sources)
            self.analyses[analysis.spec_path] = analysis
            found = analysis.diagnostics
            again = partial(self._of_product, file)
        self.diagnostics.extend(found)
        trials = Trials(self._sources, again, found=found)
        for each in found:
            if each.fixes:
                self._trials.setdefault(each.sort_key(), trials)

    def with_fixes_that_help(self, findings: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Return findings without the fixes that would make it worse, or that nobody can try."""

        def kept(found: Diagnostic) -> Diagnostic:
            trials = self._trials.get(found.sort_key())
            return replace(found, fixes=()) if trials is None else trials.kept(found)

        return tuple(kept(each) if each.fixes else each for each in findings)

    def _of_platform(self, file: Path, sources: Sources) -> tuple[Diagnostic, ...]:
        return analyze_platform(
            file,
            sources=sources,
            registry=self._registry,
            today=now().date(),
            through=self._through,
            guard=self._fence,
            cache=self._cache,
        ).diagnostics

    def _of_product(self, file: Path, sources: Sources) -> tuple[Diagnostic, ...]:
        return self._analysis(file, self._given.manifest, sources).diagnostics

    def governed_below(self) -> list[Path]:
        """Return the products below the named manifests that one of these governs."""
        found: dict[Path, None] = {}
        for manifest in self.manifests:
            for product in self._search.below(manifest.parent):
                if product not in self.analyses and self._is_governed(product, manifest):
                    found[product] = None
        return list(found)

    def _is_governed(self, product: Path, manifest: Path) -> bool:
        try:
            chain = find_chain(self._sources.document(product), None, self._sources)
        except OSError:
            return True  # Its check says why it cannot be read.
        return any(document.path == manifest for document in chain.documents)

    def _add_below(self, manifest: Path, known: dict[Path, Analysis]) -> None:
        for product in self._search.below(manifest.parent):
            if product not in known:
                known[product] = self._analysis(product, None, self._sources)

    def _analysis(
        self, product: Path, manifest: ManifestOption | None, sources: Sources
    ) -> Analysis:
        return analyze(
            product,
            manifest,
            through=self._through,
            sources=sources,
            registry=self._registry,
            cache=self._cache,
            guard=self._fence,
            caller=self._given.caller,
            baseline=self._given.baseline,
        )

    def _guarded(self, file: Path, step: Callable[[], None]) -> None:
        self.diagnostics.extend(self._fence.step(file, step))


def _passed_over(files: Sequence[Path]) -> str:
    """Say of the files of other programs that nobody has looked at them."""
    names = listed_paths([display_path(each, Path.cwd()) for each in files])
    what = "neither a product nor a manifest" if len(files) == 1 else "no products or manifests"
    return f"not checked, since {'it is' if len(files) == 1 else 'they are'} {what}: {names}"


def _counted(products: int, manifests: int) -> str:
    """Say how many files were checked, such as ``2 products and 1 manifest``."""
    counts = {"product": products, "manifest": manifests}
    return " and ".join(counted(count, noun) for noun, count in counts.items() if count)
