"""Runs the stages in order: ``analyze`` up to COMPILE, ``compile_pipeline`` all six."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from floe_lsp.files.names import LOCK_NAME, PROJECT_FILE
from floe_lsp.files.paths import absolute
from floe_lsp.files.streams import is_stream
from floe_lsp.plugins.registry import PluginRegistry

from .analysis_run import AnalysisRun
from .cache import AnalysisCache
from .caller import NOBODY, Caller
from .clock import now
from .compile.dbt_profiles import Profiles, RequiredVariable, required_variables
from .compile.profiles import make_profiles
from .enforce.decisions import tell
from .enforce.enforcer import enforce
from .generate.output import OutputOptions, default_output
from .guarding import UNGUARDED, Fence, Guard
from .load.inputs import load_product
from .load.manifests import ManifestOption
from .resolve.resolver import resolve
from .results import Analysis, Compilation
from .sources import Sources
from .stages import OnStage, Stage
from .telemetry import span

if TYPE_CHECKING:
    from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts


def analyze(
    spec: Path,
    manifest: ManifestOption | None = None,
    *,
    through: Stage = Stage.COMPILE,
    sources: Sources | None = None,
    registry: PluginRegistry | None = None,
    cache: AnalysisCache | None = None,
    on_stage: OnStage | None = None,
    guard: Guard = UNGUARDED,
    caller: Caller = NOBODY,
    baseline: Path | None = None,
) -> Analysis:
    """Run the stages on a product up to ``through`` (at most COMPILE) and write nothing.

    Of COMPILE it runs what may refuse the product, and builds no artifact: everything that stops a
    compilation before it writes is found.

    Args:
        spec: Path of floe.yaml.
        manifest: The manifest, a path or something in a registry; found by ``platform.manifest``
            or by folder otherwise.
        through: The last stage to run.
        sources: Where files are read, for editors and for runs over many products.
        registry: The plugins, for the same callers.
        cache: What other analyses found, for the same callers.
        on_stage: Called before each stage; it may raise to stop the analysis between two.
        guard: Runs the rules.
        caller: Who asks; a platform may want to know.
        baseline: The artifact that the product's contracts are compared with; its last one if not
            given.
    """
    run = _start(spec, sources, registry, cache, on_stage, guard, caller)
    run.baseline = baseline
    with span("floe.analyze", spec=run.path.name):
        _analyze(run, manifest, through)
        run.tell()
    return run.freeze()


def compile_pipeline(
    spec: Path,
    manifest: ManifestOption | None = None,
    *,
    output: OutputOptions | None = None,
    dry_run: bool = False,
    sources: Sources | None = None,
    registry: PluginRegistry | None = None,
    cache: AnalysisCache | None = None,
    on_stage: OnStage | None = None,
    guard: Guard = UNGUARDED,
    caller: Caller = NOBODY,
    baseline: Path | None = None,
    renders_network_policies: bool = False,
) -> Compilation:
    """Run all six stages and write the artifact and the dbt profile.

    A mistake of the user never raises; it is a diagnostic, and nothing is written then.

    Args:
        spec: Path of floe.yaml.
        manifest: The manifest, a path or something in a registry; found by ``platform.manifest``
            or by folder otherwise.
        output: Where and how to write; ``target/compiled_artifacts.json`` beside floe.yaml. The
            platform chooses the layout where this does not.
        dry_run: Run every stage and write nothing. A policy that is broken stops no stage then.
        sources: Where files are read.
        registry: The plugins.
        cache: What other analyses found.
        on_stage: Called before each stage; it may raise to cancel between two stages.
        guard: Runs the rules and stages.
        caller: Who asks; a platform may want to know.
        baseline: As of ``analyze``.
        renders_network_policies: Whether the caller writes the network policies that the platform
            asks for, from what is returned.
    """
    run = _start(spec, sources, registry, cache, on_stage, guard, caller)
    run.baseline = baseline
    run.renders_network_policies = renders_network_policies
    made = _Made(output or default_output(run.path))
    with span("floe.pipeline", spec=run.path.name):
        _analyze(run, manifest, Stage.COMPILE, made, is_preview=dry_run)
        if made.artifacts is not None and not run.is_stopped(is_preview=dry_run):
            with run.stage(Stage.GENERATE):
                run.succeeds(lambda: _generate(run, made, dry_run=dry_run))
        run.tell()
    artifacts = None if run.failed else made.artifacts
    return Compilation(
        run.freeze(),
        artifacts,
        made.output,
        made.written,
        made.variables,
        made.removed,
        made.deployment,
        () if artifacts is None else made.notices,
        made.inputs,
    )


def compile_in_memory(
    spec: Path,
    manifest: ManifestOption | None = None,
    *,
    output: OutputOptions,
    sources: Sources,
    caller: Caller = NOBODY,
) -> Compilation:
    """Run the stages up to COMPILE for the artifact alone: nothing is looked at where it would go.

    A policy that is broken stops no stage, as in a dry run: what is asked is what a product says,
    and not whether it may be built.

    Args:
        spec: As of ``analyze``.
        manifest: As of ``analyze``.
        output: The layout, and where the artifact would be.
        sources: Where files are read, such as those of a commit.
        caller: As of ``analyze``.
    """
    run = _start(spec, sources, None, None, None, UNGUARDED, caller)
    made = _Made(output)
    with span("floe.pipeline", spec=run.path.name):
        _analyze(run, manifest, Stage.COMPILE, made, is_preview=True)
    artifacts = None if run.is_stopped(is_preview=True) else made.artifacts
    return Compilation(run.freeze(), artifacts, made.output, (), made.variables)


def profiles_alone(
    spec: Path,
    manifest: ManifestOption | None,
    sources: Sources,
    registry: PluginRegistry,
    cache: AnalysisCache,
) -> Profiles | None:
    """Return the dbt profile of a product whatever stands in its dbt project.

    ``None`` where the product or its platform is wrong, which an analysis says.

    Args:
        spec: Path of floe.yaml.
        manifest: As of ``analyze``.
        sources: Where files are read.
        registry: The plugins.
        cache: What other analyses found.
    """
    # A failure of ours is told by the analysis that follows.
    run = _start(spec, sources, registry, cache, None, Fence(), NOBODY)
    option = absolute(manifest) if isinstance(manifest, Path) else manifest
    made: list[Profiles | None] = []

    def make() -> None:
        run.load(load_product(run.path, option, run.sources))
        run.validate()
        if not run.failed:
            _resolve(run)
        if not run.failed:
            made.append(_profiles(run))

    return made[0] if run.succeeds(make) and made else None


@dataclass
class _Made:
    """What the last two stages have made by now, and how it is written."""

    output: OutputOptions
    artifacts: CompiledArtifacts | None = None
    deployment: Mapping[str, object] | None = None
    notices: tuple[str, ...] = ()
    written: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()
    variables: tuple[RequiredVariable, ...] = ()
    inputs: tuple[Path, ...] = ()


def _start(
    spec: Path,
    sources: Sources | None,
    registry: PluginRegistry | None,
    cache: AnalysisCache | None,
    on_stage: OnStage | None,
    guard: Guard,
    caller: Caller,
) -> AnalysisRun:
    return AnalysisRun(
        absolute(spec),
        sources or Sources(),
        registry or PluginRegistry(),
        cache or AnalysisCache(),
        guard,
        on_stage,
        caller,
    )


def _analyze(
    run: AnalysisRun,
    manifest: ManifestOption | None,
    through: Stage,
    made: _Made | None = None,
    *,
    is_preview: bool = False,
) -> None:
    option = absolute(manifest) if isinstance(manifest, Path) else manifest
    steps = {
        Stage.LOAD: lambda: run.load(load_product(run.path, option, run.sources)),
        Stage.VALIDATE: lambda: _validate(run),
        Stage.RESOLVE: lambda: _resolve(run),
        Stage.ENFORCE: lambda: _enforce(run),
        Stage.COMPILE: lambda: _compile(run, made, is_preview=is_preview),
    }
    run.analyze(through, steps)


def _validate(run: AnalysisRun) -> None:
    run.validate()
    product = run.inputs.product
    if product is None or product.document.path in run.inputs.broken:
        return
    if run.dbt is not None:
        # A product without a dbt project does without what reads one.
        from .validate.against_dbt import against_dbt  # noqa: PLC0415

        run.add(against_dbt(product, run.dbt, run.guard))


def _resolve(run: AnalysisRun) -> None:
    run.add(run.inputs.found_by(Stage.RESOLVE))
    product = run.inputs.product
    if product is None or run.spec is None or not run.manifests:
        return
    run.resolved, found = resolve(
        product,
        run.spec,
        run.manifests,
        run.registry,
        run.cache,
        is_whole=run.inputs.chain.is_whole,
    )
    run.add(found)


def _enforce(run: AnalysisRun) -> None:
    product = run.inputs.product
    if product is None or run.spec is None or run.resolved is None:
        return
    today = now().date()
    platform = run.resolved.platform
    run.enforcement = enforce(
        product,
        run.spec,
        platform,
        today,
        run.sources,
        lambda: run.dbt,
        run.cache,
        run.registry,
        run.caller,
        run.baseline,
        renders_network_policies=run.renders_network_policies,
    )
    run.add(run.enforcement.diagnostics)
    tell(run.enforcement, platform)


def _compile(run: AnalysisRun, made: _Made | None, *, is_preview: bool) -> None:
    """Make the dbt profile, and the artifact too where it is asked for and nothing is wrong."""
    product = run.inputs.product
    if not (product and run.spec and run.resolved and run.enforcement):
        return
    profiles = _profiles(run)
    if made is None or profiles is None or run.is_stopped(is_preview=is_preview):
        return
    # The models of the artifact: an analysis, and so the start of an editor, does without them.
    from .compile.compiler import compile_product  # noqa: PLC0415
    from .enforce.record import enforcement_record  # noqa: PLC0415

    made.output = made.output.of_platform(run.resolved.platform.contract)
    if made.output.contract == "floe-core":
        from .compile.deployment import deploy  # noqa: PLC0415 - for this layout alone

        deployed, found = deploy(product.document, run.spec, run.resolved, run.registry, profiles)
        run.add(found)
        if run.is_stopped(is_preview=is_preview):
            return
        profiles, made.deployment, made.notices = deployed.profiles, deployed.data, deployed.notices
    compiled_at = now()
    made.artifacts, found = compile_product(
        product.document,
        run.spec,
        run.resolved,
        enforcement_record(run.enforcement, product, run.resolved.platform, compiled_at),
        profiles,
        # What a registry holds is of no commit.
        files=[each.path for each in run.inputs.documents if each.address is None],
        sources=run.sources,
        registry=run.registry,
        compiled_at=compiled_at,
    )
    run.add(found)
    if made.artifacts is not None:
        made.variables = required_variables(made.artifacts.dbt_profiles or {})


def _profiles(run: AnalysisRun) -> Profiles | None:
    """Return the dbt profile, as far as the product is known; what refuses it is found."""
    product = run.inputs.product
    if not (product and run.spec and run.resolved):
        return None
    profiles, found = make_profiles(product.document, run.spec, run.resolved, run.sources)
    run.add(found)
    return profiles


def _generate(run: AnalysisRun, made: _Made, *, dry_run: bool) -> None:
    from .generate.generator import contract_files, generate  # noqa: PLC0415 - as for COMPILE
    from .generate.ownership import is_artifact, is_profile  # noqa: PLC0415 - as for COMPILE
    from .generate.project_files import files_of_the_project  # noqa: PLC0415 - as for COMPILE
    from .generate.stale_files import stale_files  # noqa: PLC0415 - as for COMPILE

    if made.artifacts is None:
        return
    output = made.output
    if output.contract == "floe-core":
        from .generate.released_notices import released_notices  # noqa: PLC0415 - as above

        is_beside = not is_stream(output.path)
        made.notices += released_notices(made.artifacts, is_beside=is_beside)
    made.inputs = tuple(_made_of(run))
    targets = ((output.path, is_artifact), (output.profiles_path, is_profile))
    of_dbt = files_of_the_project(targets, run.path.parent, run.sources)
    inputs = (*made.inputs, *of_dbt)
    contracts = [path for path, _ in contract_files(made.artifacts, output)]
    name = made.artifacts.metadata.product_name
    stale = tuple(stale_files(name, output, contracts, inputs))
    made.written, found = generate(
        made.artifacts, output, inputs, stale, dry_run=dry_run, deployment=made.deployment
    )
    made.removed = stale if made.written else ()
    run.add(found)


def _made_of(run: AnalysisRun) -> Iterator[Path]:
    """Yield the files that no output may replace: what was read, the lock, dbt_project.yml."""
    yield from run.inputs.paths
    if run.enforcement is not None:
        yield from (document.path for document in run.enforcement.also_read)
    yield from (run.path.parent / name for name in (PROJECT_FILE, LOCK_NAME))
