"""COMPILE: the dbt profile and the artifact of a product that passed its platform's policies.

This brings the models of the artifact, so an analysis, and the start of an editor, does without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.resolve.engines import Engines
from floe_lsp.compilation.resolve.resolver import ResolvedProduct
from floe_lsp.compilation.sources import Sources
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.enforcement import EnforcementResult
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.schemas.types.errors import model_errors
from floe_lsp.wording.paths import dotted
from floe_lsp.wording.quoting import quote

from . import dbt_profiles
from .artifact import build_artifacts
from .git import source_revision

if TYPE_CHECKING:
    from floe_lsp.plugins.registry import PluginRegistry


def compile_product(
    product: Document,
    spec: FloeSpec,
    resolved: ResolvedProduct,
    enforcement: EnforcementResult,
    *,
    files: Sequence[Path],
    sources: Sources,
    registry: PluginRegistry,
    compiled_at: datetime,
) -> tuple[CompiledArtifacts | None, list[Diagnostic]]:
    """Build the artifact; it is ``None`` when something cannot be written into it.

    Args:
        product: The floe.yaml.
        spec: The valid product.
        resolved: Its platform and engines.
        enforcement: What the policies said.
        files: Paths of all files that it is compiled from, floe.yaml first.
        sources: Where the dbt project is read.
        registry: The plugins.
        compiled_at: The time of the compilation.
    """
    engines = resolved.engines
    name, diagnostics = dbt_profiles.profile_name(product, spec.metadata.name, sources)
    outputs, found = dbt_profiles.build_outputs(spec.metadata.name, engines)
    diagnostics.extend(found)
    if any(each.is_error for each in diagnostics):
        return None, diagnostics
    try:
        artifacts = build_artifacts(
            product,
            spec,
            resolved.platform,
            engines,
            enforcement,
            dbt_profiles.build_profiles(name, outputs),
            registry,
            # The repository may lie above the workspace, or be another one's work tree.
            source_revision(files) if sources.trusted else None,
            compiled_at,
        )
    except ValidationError as error:
        return None, [*diagnostics, *_invalid_artifact(product, engines, error)]
    return artifacts, diagnostics


def _invalid_artifact(
    product: Document, engines: Engines, error: ValidationError
) -> Iterator[Diagnostic]:
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
                f"artifact cannot contain: {found.message}"
            )
            yield document.diagnostic("E405", node, message, found.suggestion)
            continue
        if found.names_place:
            message = f"the artifact cannot be written: {found.message}"
        else:
            message = f"the artifact cannot contain {dotted(found.loc) or 'this'}: {found.message}"
        at = product.key("metadata") or product.start
        yield product.diagnostic("E405", at, message, found.suggestion)
