"""Runs the stages in order: ``analyze`` up to ENFORCE, ``compile_pipeline`` all six."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.schemas.types.errors import model_errors
from floe_lsp.syntax.collecting import collector_paused
from floe_lsp.wording.paths import dotted
from floe_lsp.wording.quoting import quote

from .cache import AnalysisCache
from .compile import dbt_profiles
from .compile.dbt_profiles import RequiredVariable
from .compile.git import Revision, revision
from .diagnostics import Diagnostic, in_order
from .documents import Document
from .enforce.enforcer import Enforcement, enforce
from .generate.output import DEFAULT_OUTPUT, OutputOptions, format_for
from .guarding import UNGUARDED, Guard
from .load import loader
from .load.manifests import FoundBy, ManifestChain, find_chain
from .outline import ProductOutline, outline_of
from .resolve.engines import Engines
from .resolve.resolver import ResolvedProduct, resolve
from .sources import Sources
from .stages import Stage
from .suppressions import Silencer
from .telemetry import span, stage_span
from .validate.manifest_file import ManifestFile
from .validate.validator import CheckedManifest, CheckedProduct, validate_manifest, validate_product

if TYPE_CHECKING:
    from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts

OnStage = Callable[[Stage], None]
"""Called before each stage; it may raise to stop a compilation between two stages."""


@dataclass(frozen=True)
class Analysis:
    """What is known of a product after the stages that ran.

    Each part is ``None`` when its stage did not run or found an error.
    """

    spec_path: Path
    product: Document | None = None
    spec: FloeSpec | None = None
    manifests: tuple[Document, ...] = ()
    manifests_found_by: FoundBy | None = None
    resolved: ResolvedProduct | None = None
    enforcement: Enforcement | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    silenced: tuple[Diagnostic, ...] = ()
    """What comments such as ``# floe: ignore[E110]`` silence. It stops no stage of an analysis;
    its errors stop a compilation all the same."""
    outline: ProductOutline | None = None
    """That of ``product``; while it is held here, ``outline_of`` need not read the tree again."""

    @property
    def failed_stage(self) -> Stage | None:
        """The first stage with an error, ``None`` when all is well."""
        stages = [found.info.stage for found in self.diagnostics if found.is_error]
        return min(stages, key=lambda stage: stage.order, default=None)

    @property
    def exit_code(self) -> int:
        """0 when nothing is wrong, else that of the first stage with an error."""
        failed = self.failed_stage
        return 0 if failed is None else failed.exit_code


@dataclass(frozen=True)
class Compilation:
    """The result of ``compile_pipeline``."""

    analysis: Analysis
    artifacts: CompiledArtifacts | None
    output: OutputOptions
    written: tuple[Path, ...]
    """Files that were written, nothing in a dry run."""
    required_variables: tuple[RequiredVariable, ...]
    """What must be set in the environment before dbt runs."""

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that was found, in order of place."""
        return self.analysis.diagnostics

    @property
    def exit_code(self) -> int:
        """0 success, 1 a mistake in LOAD or VALIDATE, 2 in a later stage (FR-012)."""
        return self.analysis.exit_code


@dataclass
class _Run:
    """The state of one run; it grows stage by stage and is frozen into an ``Analysis``."""

    spec_path: Path
    manifest_path: Path | None
    sources: Sources
    registry: PluginRegistry
    cache: AnalysisCache
    on_stage: OnStage
    guard: Guard = UNGUARDED
    product: ProductOutline | None = None
    spec: FloeSpec | None = None
    chain: ManifestChain = field(default_factory=lambda: ManifestChain((), None, ()))
    files: tuple[ManifestFile, ...] = ()
    resolved: ResolvedProduct | None = None
    enforcement: Enforcement | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    silencer: Silencer = field(default_factory=Silencer)

    def add(self, found: Iterable[Diagnostic]) -> None:
        self.diagnostics.extend(self.silencer.remaining(found, self.documents))

    @property
    def documents(self) -> tuple[Document, ...]:
        product = () if self.product is None else (self.product.document,)
        return (*product, *self.chain.documents)

    def ran(self, stage: Stage) -> bool:
        """Whether a stage has looked at all of the product."""
        if stage is Stage.RESOLVE:
            return self.resolved is not None
        return stage is Stage.VALIDATE or self.enforcement is not None

    @property
    def failed(self) -> bool:
        return any(found.is_error for found in self.diagnostics)

    def freeze(self) -> Analysis:
        return Analysis(
            self.spec_path,
            None if self.product is None else self.product.document,
            self.spec,
            self.chain.documents,
            self.chain.found_by,
            self.resolved,
            self.enforcement,
            in_order(self.diagnostics),
            in_order(self.silencer.silenced),
            self.product,
        )


def analyze(
    spec: Path,
    manifest: Path | None = None,
    *,
    through: Stage = Stage.ENFORCE,
    sources: Sources | None = None,
    registry: PluginRegistry | None = None,
    cache: AnalysisCache | None = None,
    on_stage: OnStage | None = None,
    guard: Guard = UNGUARDED,
) -> Analysis:
    """Run the stages on a product up to ``through`` (at most ENFORCE) and write nothing.

    Every finding of a stage is reported at once. VALIDATE runs on each file that could be loaded;
    from RESOLVE on a stage runs only when nothing before it found an error.

    Args:
        spec: Path of floe.yaml.
        manifest: Path of the manifest; found by ``platform.manifest`` or by folder otherwise.
        through: The last stage to run.
        sources: Where files are read, for editors and for runs over many products.
        registry: The plugins, likewise.
        cache: What other analyses found, likewise.
        on_stage: Called before each stage.
        guard: Runs the rules.
    """
    run = _start(spec, manifest, sources, registry, cache, on_stage)
    run.guard = guard
    with span("floe.analyze", spec=run.spec_path.name):
        _analyze(run, through)
    return run.freeze()


def compile_pipeline(
    spec: Path,
    manifest: Path | None = None,
    *,
    output: OutputOptions | None = None,
    dry_run: bool = False,
    sources: Sources | None = None,
    registry: PluginRegistry | None = None,
    cache: AnalysisCache | None = None,
    on_stage: OnStage | None = None,
) -> Compilation:
    """Run all six stages and write the artifact and the dbt profile (plan, phase 2).

    A mistake of the user never raises; it is a diagnostic, and nothing is written then.

    Args:
        spec: Path of floe.yaml.
        manifest: Path of the manifest; found by ``platform.manifest`` or by folder otherwise.
        output: Where and how to write; ``target/compiled_artifacts.json`` beside floe.yaml.
        dry_run: Run every stage and write nothing (FR-009).
        sources: Where files are read.
        registry: The plugins.
        cache: What other analyses found.
        on_stage: Called before each stage; it may raise to cancel between two stages.
    """
    run = _start(spec, manifest, sources, registry, cache, on_stage)
    output = output or default_output(run.spec_path)
    artifacts: CompiledArtifacts | None = None
    written: tuple[Path, ...] = ()
    variables: tuple[RequiredVariable, ...] = ()
    with span("floe.pipeline", spec=run.spec_path.name):
        _analyze(run, Stage.ENFORCE)
        # A comment hides an error from the reader of a file, not from the artifact.
        run.diagnostics.extend(each for each in run.silencer.silenced if each.is_error)
        if not run.failed:
            with _stage(run, Stage.COMPILE):
                artifacts = _compile(run)
        if artifacts is not None and not run.failed:
            variables = dbt_profiles.required_variables(artifacts.dbt_profiles or {})
            from .generate.generator import generate  # noqa: PLC0415 - as for COMPILE

            with _stage(run, Stage.GENERATE):
                inputs = _inputs(run)
                written, problems = generate(artifacts, output, inputs, dry_run=dry_run)
                run.add(problems)
    return Compilation(run.freeze(), None if run.failed else artifacts, output, written, variables)


def default_output(spec: Path, path: Path | None = None) -> OutputOptions:
    """Return the output for a floe.yaml: ``path``, or the usual place beside it."""
    target = path or spec.parent / DEFAULT_OUTPUT
    return OutputOptions(target, format_for(target))


def _start(
    spec: Path,
    manifest: Path | None,
    sources: Sources | None,
    registry: PluginRegistry | None,
    cache: AnalysisCache | None,
    on_stage: OnStage | None,
) -> _Run:
    return _Run(
        Path(os.path.abspath(spec)),  # noqa: PTH100 - keeps symbolic links as they were named
        None if manifest is None else Path(os.path.abspath(manifest)),  # noqa: PTH100
        sources or Sources(),
        registry or PluginRegistry(),
        cache or AnalysisCache(),
        on_stage or (lambda _: None),
    )


def _stage(run: _Run, stage: Stage) -> AbstractContextManager[None]:
    run.on_stage(stage)
    return stage_span(stage, spec=run.spec_path.name)


@collector_paused()
def _analyze(run: _Run, through: Stage) -> None:
    with _stage(run, Stage.LOAD):
        _load(run)
    if through.reaches(Stage.VALIDATE):
        with _stage(run, Stage.VALIDATE):
            _validate(run)
    if through.reaches(Stage.RESOLVE) and not run.failed:
        with _stage(run, Stage.RESOLVE):
            _resolve(run)
    if through.reaches(Stage.ENFORCE) and not run.failed:
        with _stage(run, Stage.ENFORCE):
            _enforce(run)
    if through.reaches(Stage.VALIDATE):
        _check_suppressions(run)


def _load(run: _Run) -> None:
    document, found = loader.load(run.spec_path, run.sources)
    run.add(found)
    if document is not None:
        run.product = outline_of(document)
        run.chain = find_chain(document, run.manifest_path, run.sources)
        run.add(each for each in run.chain.diagnostics if each.info.stage is Stage.LOAD)


def _validate(run: _Run) -> None:
    """Check each file that could be loaded, whatever is wrong with the others."""
    broken = {found.location.path for found in run.diagnostics if found.is_error}
    if run.product is not None and run.product.document.path not in broken:
        outline = run.product
        checked = run.cache.of_document(
            CheckedProduct, outline.document, lambda: validate_product(outline, run.guard)
        )
        run.spec = checked.spec
        run.add(checked.diagnostics)
    files: list[ManifestFile] = []
    for document in run.chain.documents:
        if document.path not in broken:
            checked = run.cache.of_document(
                CheckedManifest, document, partial(validate_manifest, document, run.guard)
            )
            run.add(checked.diagnostics)
            if checked.manifest is not None:
                files.append(ManifestFile(document, checked.manifest))
    run.files = tuple(files)


def _resolve(run: _Run) -> None:
    run.add(each for each in run.chain.diagnostics if each.info.stage is Stage.RESOLVE)
    if run.product is None or run.spec is None or not run.files:
        return
    run.resolved, found = resolve(run.product, run.spec, run.files, run.registry, run.cache)
    run.add(found)


def _enforce(run: _Run) -> None:
    if run.product is None or run.spec is None or run.resolved is None:
        return
    run.enforcement = enforce(run.product, run.spec, run.resolved.platform, now().date(), run.cache)
    run.add(run.enforcement.diagnostics)


def _check_suppressions(run: _Run) -> None:
    """Report comments that silence nothing, in each file that VALIDATE has seen.

    What a later stage finds in a manifest depends on the product, so there it is never unused.
    """
    unread = {
        found.location.path
        for found in run.diagnostics
        if found.is_error and found.info.stage is Stage.LOAD
    }
    for document in run.documents:
        if document.path not in unread:
            is_product = run.product is not None and document is run.product.document
            ran = run.ran if is_product else _only_validated
            run.diagnostics.extend(run.silencer.complaints(document, ran, run.diagnostics))


def _only_validated(stage: Stage) -> bool:
    return stage is Stage.VALIDATE


def _compile(run: _Run) -> CompiledArtifacts | None:
    if not (run.product and run.spec and run.resolved and run.enforcement):
        return None
    # The models of the artifact: an analysis, and so the start of an editor, does without them.
    from .compile.artifact import build_artifacts  # noqa: PLC0415

    product, engines = run.product.document, run.resolved.engines
    name, found = dbt_profiles.profile_name(product, run.spec.metadata.name, run.sources)
    run.add(found)
    outputs, found = dbt_profiles.build_outputs(run.spec.metadata.name, engines)
    run.add(found)
    if run.failed:
        return None
    profiles = dbt_profiles.build_profiles(name, outputs)
    try:
        return build_artifacts(
            product,
            run.spec,
            run.resolved.platform,
            engines,
            run.enforcement.result,
            profiles,
            run.registry,
            _revision(run),
            now(),
        )
    except ValidationError as error:
        run.add(_invalid_artifact(product, engines, error))
        return None


def _revision(run: _Run) -> Revision | None:
    return revision(_inputs(run))


def _inputs(run: _Run) -> list[Path]:
    return [run.spec_path, *(document.path for document in run.chain.documents)]


def _invalid_artifact(
    product: Document, engines: Engines, error: ValidationError
) -> Iterable[Diagnostic]:
    blamed: set[tuple[str, str]] = set()
    for found in model_errors(error):
        output = dbt_profiles.blame(found.loc, engines)
        if output is not None:
            # The outputs of one engine differ little, so the same is wrong in each of them.
            mistake = (output[0].name, output[1])
            if mistake in blamed:
                continue
            blamed.add(mistake)
            engine, option = output
            document, node = engine.place
            message = (
                f"{engine.source.described()} gives the profile a {quote(option)} that the "
                f"artifact cannot hold: {found.message}"
            )
            yield document.diagnostic("E405", node, message, found.suggestion)
            continue
        yield product.diagnostic(
            "E405",
            product.key("metadata") or product.start,
            f"the artifact cannot hold {dotted(found.loc) or 'this'}: {found.message}",
            found.suggestion,
        )


def now() -> datetime:
    """The time of the compilation; ``SOURCE_DATE_EPOCH`` (in seconds) stands in for the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), timezone.utc)
    return datetime.now(timezone.utc).replace(microsecond=0)
