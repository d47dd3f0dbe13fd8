"""What the compilations of one process share, and how one product is compiled there."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from floe_lsp.cli import exit_codes
from floe_lsp.cli.baseline import baseline_of
from floe_lsp.cli.governance.report_file import write_asked_for
from floe_lsp.cli.options import caller, copies_used, fence, sources_of
from floe_lsp.compilation import (
    Analysis,
    Compilation,
    Diagnostic,
    OutputOptions,
    Sources,
    analyze,
    compile_pipeline,
)
from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.compile.dbt_profiles import RequiredVariable
from floe_lsp.compilation.enforce.enforcer import EnforcementOutcome
from floe_lsp.compilation.fix_trials import Trials
from floe_lsp.compilation.generate.ownership import is_artifact_at
from floe_lsp.compilation.guarding import Fence
from floe_lsp.compilation.territory import Territory
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.reporting.formats import SHOW_FIXES

from .lineage import ToldLineage, moment, told_of


@dataclass(frozen=True)
class Order:
    """One product that is to be compiled."""

    spec: Path
    output: OutputOptions
    report: Path | None = None
    """The file of ``--report-file``."""
    dbt_failed: bool = False
    """Whether ``--dbt-parse`` failed beside it, so that it is reported on and not compiled."""
    parsed: Path | None = None
    """Where dbt has just written what it makes of the project beside it, if it was asked to."""


@dataclass(frozen=True)
class Compiled:
    """How the compilation of a product ended; small enough to come from another process."""

    order: Order
    code: int
    """What ``floe compile`` of this product alone exits with."""
    found: tuple[Diagnostic, ...] = ()
    product: str = ""
    """Name and version, empty where floe.yaml cannot be read so far."""
    version: str = ""
    transforms: int = 0
    written: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()
    """Files of an earlier compilation that have no place beside this one."""
    notices: tuple[str, ...] = ()
    """What the layout that was chosen cannot hold, and where it went."""
    variables: tuple[RequiredVariable, ...] = ()
    enforcement: EnforcementOutcome | None = None
    """Its verdicts, where the policies were looked at."""
    is_stale: bool = False
    """Whether an artifact of an earlier compile stands where this one should."""
    copies: tuple[str, ...] = ()
    """The copies of manifests that stood for a registry by then, with their age."""
    said: tuple[str, ...] = ()
    """What is to be said of the report file."""
    lineage: ToldLineage | None = None
    """What is told of it where lineage is sent."""


class Bench:
    """Compiles one product after the other; manifests and plugins are read once for all of them."""

    def __init__(self, options: argparse.Namespace, sources: Sources | None = None) -> None:
        """Begin with nothing compiled.

        Args:
            options: Those of ``floe compile``.
            sources: Where files are read, with what dbt has told of them.
        """
        self._options = options
        self._fence = fence(options)
        self._caller = caller(options)
        self._baseline = baseline_of(options)
        self.sources, self._registry = sources or sources_of(options), PluginRegistry()
        self._cache = AnalysisCache()
        self._manifests: set[Path] = set()

    def analyse(
        self, spec: Path, sources: Sources | None = None, fence: Fence | None = None
    ) -> Analysis:
        """Run all stages but the last on a product, of some sources or of the files as they are."""
        return analyze(
            spec,
            self._options.manifest,
            sources=sources or self.sources,
            registry=self._registry,
            cache=self._cache,
            guard=fence or self._fence,
            caller=self._caller,
            baseline=self._baseline,
        )

    def compile(self, spec: Path, output: OutputOptions) -> Compilation:
        """Run all stages on a product; write nothing where that was asked for."""
        return compile_pipeline(
            spec,
            self._options.manifest,
            output=output,
            dry_run=self._options.dry_run,
            sources=self.sources,
            registry=self._registry,
            cache=self._cache,
            guard=self._fence,
            caller=self._caller,
            baseline=self._baseline,
        )

    def with_fixes_that_help(
        self, spec: Path, found: tuple[Diagnostic, ...], tried: Iterable[Diagnostic]
    ) -> tuple[Diagnostic, ...]:
        """Return findings without the fixes that make it worse, where the report shows any.

        Args:
            spec: The product.
            found: All that is found in it.
            tried: Those of them whose fixes are tried.
        """
        if self._options.report not in SHOW_FIXES:
            return tuple(tried)
        trials = Trials(
            self.sources,
            # A failure of ours is told of once, by the compilation itself.
            lambda sources: self.analyse(spec, sources, Fence()).diagnostics,
            found=found,
        )
        return tuple(trials.kept(each) if each.fixes else each for each in tried)

    def fulfil(self, order: Order) -> Compiled:
        """Compile a product; what fails there, a fault of ours included, stops no other.

        The fixes of findings outside of floe.yaml are not tried yet: other products may find the
        same in the manifest that they share (``with_fixes_that_help``).
        """
        done: list[Compiled] = []
        failed = self._fence.step(order.spec, lambda: done.append(self._fulfil(order)))
        self._let_go()
        if not done:
            return Compiled(order, exit_codes.of(failed), tuple(failed))
        return done[0]

    def _fulfil(self, order: Order) -> Compiled:
        written: tuple[Path, ...] = ()
        removed: tuple[Path, ...] = ()
        notices: tuple[str, ...] = ()
        variables: tuple[RequiredVariable, ...] = ()
        lineage: ToldLineage | None = None
        if order.parsed is not None:
            self.sources.take_parsed(order.spec.parent, order.parsed)
        if self._options.validate_only or order.dbt_failed:
            analysis = self.analyse(order.spec)
        else:
            started = moment()
            result = self.compile(order.spec, order.output)
            if self._options.emit_lineage:
                lineage = told_of(result, self.sources, started)
            analysis, written, removed = result.analysis, result.written, result.removed
            notices, variables = result.notices, result.required_variables
        self._manifests.update(each.path for each in analysis.manifests)
        found, spec = analysis.diagnostics, analysis.spec
        is_reported, said = write_asked_for(analysis, order.report, force=self._options.force)
        of_stages = exit_codes.of_a_preview if self._options.dry_run else exit_codes.of
        own = [each for each in found if each.location.path == order.spec]
        mended = iter(self.with_fixes_that_help(order.spec, found, own))
        return Compiled(
            order,
            max(of_stages(found), 0 if is_reported else exit_codes.USAGE)
            or (exit_codes.USAGE if order.dbt_failed else 0),
            tuple(next(mended) if each.location.path == order.spec else each for each in found),
            "" if spec is None else spec.metadata.name,
            "" if spec is None else spec.metadata.version,
            0 if spec is None else len(spec.transforms),
            written,
            removed,
            notices,
            variables,
            _told(analysis.enforcement),
            not self._options.validate_only
            and bool(analysis.exit_code or order.dbt_failed)
            and is_artifact_at(order.output.path),
            tuple(copies_used(self._options, self.sources)),
            tuple(said),
            lineage,
        )

    def _let_go(self) -> None:
        """Keep of what was read the manifests, which the next products share."""
        territory = Territory(self._manifests, ())
        self.sources.keep(territory)
        self._cache.keep(territory)


def _told(outcome: EnforcementOutcome | None) -> EnforcementOutcome | None:
    """Return of how governance ended what is told of many products together: the verdicts."""
    if outcome is None:
        return None
    return replace(outcome, diagnostics=(), ledger=(), broken=(), overrides=(), also_read=())
