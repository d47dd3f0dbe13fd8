"""The state of one run, and how its stages follow each other."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.syntax.collecting import collector_paused

from .cache import AnalysisCache
from .caller import NOBODY, Caller
from .codes import Trait
from .diagnostics import Diagnostic, in_order, shown
from .documents import Document
from .enforce.enforcer import EnforcementOutcome
from .guarding import UNGUARDED, Guard
from .load.inputs import Inputs
from .masking import masked_findings
from .places_in_copies import told_in_repository
from .resolve.resolver import ResolvedProduct
from .results import Analysis
from .run_spans import tell_run, tell_stage
from .sources import Sources
from .stages import OnStage, Stage
from .suppression_complaints import complaints
from .suppressions import Silencer
from .telemetry import stage_span
from .validate.manifest_file import ManifestFile
from .validate.validator import validate

if TYPE_CHECKING:
    from floe_lsp.dbt.facts import ProjectFacts


@dataclass
class AnalysisRun:
    """One run; it grows stage by stage and is frozen into an ``Analysis``."""

    path: Path
    """The product, or the manifest that is looked at by itself."""
    sources: Sources = field(default_factory=Sources)
    registry: PluginRegistry = field(default_factory=PluginRegistry)
    cache: AnalysisCache = field(default_factory=AnalysisCache)
    guard: Guard = UNGUARDED
    on_stage: OnStage | None = None
    caller: Caller = NOBODY
    inputs: Inputs = field(default_factory=Inputs)
    spec: FloeSpec | None = None
    manifests: tuple[ManifestFile, ...] = ()
    resolved: ResolvedProduct | None = None
    enforcement: EnforcementOutcome | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    baseline: Path | None = None
    """The artifact that the contracts of a product are compared with, if not its last one."""
    renders_network_policies: bool = False
    """Whether the network policies of the platform are written with what is compiled."""
    silencer: Silencer = field(default_factory=Silencer)

    @cached_property
    def dbt(self) -> ProjectFacts | None:
        """The dbt project beside the product, ``None`` without one: in one run always the same."""
        return self.sources.dbt_facts(self.path.parent)

    @property
    def failed(self) -> bool:
        """Whether an error was found."""
        return any(found.is_error for found in self.diagnostics)

    def is_stopped(self, *, is_preview: bool) -> bool:
        """Whether nothing more is made; in a preview, policies that are broken stop nothing."""
        errors = (found for found in self.diagnostics if found.is_error)
        return any(not (is_preview and found.is_strict) for found in errors)

    @contextmanager
    def stage(self, stage: Stage) -> Generator[None]:
        """Tell that a stage begins, time it, and tell how it ended."""
        if self.on_stage is not None:
            self.on_stage(stage)
        before = len(self.diagnostics)
        with stage_span(stage, spec=self.path.name):
            yield
            tell_stage(stage, self.diagnostics[before:])

    def tell(self) -> None:
        """Say on its span of what this run was, and how it ended."""
        tell_run(self.spec, self.manifests, self.enforcement, self.diagnostics)

    def add(self, found: Iterable[Diagnostic]) -> None:
        """Keep what a stage has found, apart from what comments silence."""
        documents = (*self.inputs.documents, *self._contracts)
        remaining = self.silencer.remaining(found, documents)
        copies = {each.path for each in self.inputs.documents if each.address is not None}
        self.diagnostics.extend(_with_useful_fixes(remaining, copies) if copies else remaining)

    @property
    def _contracts(self) -> tuple[Document, ...]:
        """The data contracts that ENFORCE has read."""
        return () if self.enforcement is None else self.enforcement.also_read

    @collector_paused()
    def analyze(self, through: Stage, steps: Mapping[Stage, Callable[[], None]]) -> None:
        """Run the stages of an analysis up to ``through``.

        Every finding of a stage is reported at once. VALIDATE runs on each file that could be
        loaded; from RESOLVE on a stage runs only when nothing before it found an error. Unknown
        fields of manifests alone do not hide what RESOLVE finds in the rest of them, nor policies
        that are broken what COMPILE finds.

        Args:
            through: The last stage to run.
            steps: What each stage does, in their order.
        """
        for stage, step in steps.items():
            if through.reaches(stage) and self._may_run(stage):
                with self.stage(stage):
                    if not self.succeeds(step):
                        return
        if through.reaches(Stage.VALIDATE):
            self.succeeds(self._check_suppressions)

    def _may_run(self, stage: Stage) -> bool:
        if Stage.VALIDATE.reaches(stage) or not self.failed:
            return True
        if stage is Stage.COMPILE:
            return not self.is_stopped(is_preview=True)
        errors = (each.info.traits for each in self.diagnostics if each.is_error)
        are_apart = all(Trait.LEAVES_THE_REST in traits for traits in errors)
        has_product = self.inputs.product is None or self.spec is not None
        has_manifests = len(self.manifests) == len(self.inputs.chain.documents)
        return stage is Stage.RESOLVE and are_apart and has_product and has_manifests

    def succeeds(self, step: Callable[[], None]) -> bool:
        """Do something of ours; whether it did not fail."""
        failure = self.guard.step(self.path, step)
        self.diagnostics.extend(failure)
        return not failure

    def load(self, inputs: Inputs) -> None:
        """Keep what LOAD has read and found."""
        self.inputs = inputs
        self.add(inputs.found_by(Stage.LOAD))

    def validate(self) -> None:
        """VALIDATE, which is the same for a product and for a platform alone."""
        self.add(self.inputs.found_by(Stage.VALIDATE))
        valid = validate(self.inputs, self.guard, self.cache)
        self.spec, self.manifests = valid.spec, valid.manifests
        self.add(valid.diagnostics)

    @collector_paused()
    def freeze(self) -> Analysis:
        """Return what is known by now."""
        product = self.inputs.product
        return Analysis(
            self.path,
            None if product is None else product.document,
            self.spec,
            self.inputs.chain.documents,
            self.inputs.chain.found_by,
            self.resolved,
            self.enforcement,
            in_order(self._told(shown(self.diagnostics))),
            in_order(self._told(self.silencer.silenced)),
            self.inputs.chain.misses_a_file,
            product,
        )

    def _told(self, found: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
        # Those that are only counted are not shown, but tell of secrets all the same.
        documents = (*self.inputs.documents, *self._contracts)
        masked = masked_findings(found, documents, self.diagnostics)
        return told_in_repository(masked, self.inputs)

    def _check_suppressions(self) -> None:
        """Report comments that silence nothing, in each file that was looked at.

        What a later stage finds in a manifest, or in a contract beside one, depends on the product,
        so there it is never unused.
        """
        unread = self.inputs.broken
        product = self.inputs.product
        for document in self.inputs.documents:
            if document.path not in unread:
                is_product = product is not None and document is product.document
                ran = self._ran if is_product else _only_validated
                found = complaints(document, self.silencer, ran, self.diagnostics)
                self.diagnostics.extend(found)
        for document in self._contracts:
            if document.is_quotable and not document.problems:
                is_own = document.path.parent == self.path.parent
                is_sound = not any(
                    each.is_error and each.location.text is document.text
                    for each in self.diagnostics
                )
                ran = self._ran if is_own and is_sound else _only_validated
                found = complaints(document, self.silencer, ran, self.diagnostics)
                self.diagnostics.extend(found)

    def _ran(self, stage: Stage) -> bool:
        """Whether a stage has looked at all of the product."""
        if stage is Stage.RESOLVE:
            return self.resolved is not None
        return stage is Stage.VALIDATE or self.enforcement is not None


def _with_useful_fixes(found: Iterable[Diagnostic], copies: set[Path]) -> Iterator[Diagnostic]:
    """Yield findings without the fixes that would change a copy of what a registry holds."""
    for each in found:
        fixes = (
            fix for fix in each.fixes if copies.isdisjoint(it.location.path for it in fix.edits)
        )
        yield replace(each, fixes=tuple(fixes))


def _only_validated(stage: Stage) -> bool:
    return stage is Stage.VALIDATE
