"""What an analysis and a compilation give back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from floe_lsp.schemas.product.floe_spec import FloeSpec

from .compile.dbt_profiles import RequiredVariable
from .diagnostics import Diagnostic
from .documents import Document
from .enforce.enforcer import EnforcementOutcome
from .generate.output import OutputOptions
from .load.manifests import FoundBy, ManifestOption
from .outline import ProductOutline
from .resolve.resolver import ResolvedProduct
from .stages import Stage

if TYPE_CHECKING:
    from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts


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
    enforcement: EnforcementOutcome | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    silenced: tuple[Diagnostic, ...] = ()
    """What comments such as ``# floe: ignore[E118]`` silence; never an error."""
    misses_a_file: bool = False
    """Whether a manifest could not be read. A comment, an error before RESOLVE or an earlier last
    stage may keep that from ``diagnostics``."""
    outline: ProductOutline | None = None
    """That of ``product``; while it is held here, ``outline_of`` need not read the tree again."""

    @property
    def named_manifest(self) -> ManifestOption | None:
        """The manifest that the caller named, if one was."""
        if not self.manifests or self.manifests_found_by is not FoundBy.OPTION:
            return None
        return self.manifests[0].address or self.manifests[0].path

    @property
    def failed_stage(self) -> Stage | None:
        """The first stage with an error, ``None`` when all is well."""
        return _failed_stage(self.diagnostics)

    @property
    def exit_code(self) -> int:
        """0 when nothing is wrong, else that of the first stage with an error."""
        return exit_code(self.diagnostics)


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
    removed: tuple[Path, ...] = ()
    """Files of an earlier compilation that have no place beside this artifact any more."""
    deployment: Mapping[str, object] | None = None
    """How its tables are reached, where that is known and the layout has a place for it."""
    notices: tuple[str, ...] = ()
    """What should be known of the artifact in its layout, in words."""
    inputs: tuple[Path, ...] = ()
    """The files that it is made of, which nothing may be written over."""

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that was found, in order of place."""
        return self.analysis.diagnostics

    @property
    def exit_code(self) -> int:
        """0 success, 1 a mistake in LOAD or VALIDATE, 2 in a later stage."""
        return self.analysis.exit_code


def exit_code(found: Iterable[Diagnostic]) -> int:
    """Return 0 when nothing is wrong, else the code of the first stage with an error."""
    failed = _failed_stage(found)
    return 0 if failed is None else failed.exit_code


def _failed_stage(found: Iterable[Diagnostic]) -> Stage | None:
    stages = [each.info.stage for each in found if each.is_error]
    return min(stages, key=lambda stage: stage.order, default=None)
