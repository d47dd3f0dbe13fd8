"""COMPILE: the artifact of a product that passed its platform's policies.

This brings the models of the artifact, so an analysis, and the start of an editor, does without it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.enforce.contracts.product_contracts import (
    ProductContracts,
    product_contracts,
)
from floe_lsp.compilation.resolve.resolver import ResolvedProduct
from floe_lsp.compilation.sources import Sources
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.enforcement import EnforcementResult
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.schemas.types.errors import model_errors

from .artifact import build_artifacts
from .dbt_profiles import Profiles, project_document
from .git import source_repository, source_revision
from .refusals import Refusal, refused
from .source_hash import source_hash

if TYPE_CHECKING:
    from floe_lsp.plugins.registry import PluginRegistry


def compile_product(
    product: Document,
    spec: FloeSpec,
    resolved: ResolvedProduct,
    enforcement: EnforcementResult,
    profiles: Profiles,
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
        profiles: The content of ``profiles.yml``.
        files: Paths of all files that it is compiled from, floe.yaml first.
        sources: Where the dbt project is read.
        registry: The plugins.
        compiled_at: The time of the compilation.
    """
    contracts = _contracts(product, spec, resolved, sources)
    read = (product, *resolved.platform.documents, *_project_file(product, sources))
    of_contracts = () if contracts is None else contracts.documents
    try:
        artifacts = build_artifacts(
            product,
            spec,
            resolved.platform,
            resolved.engines,
            enforcement,
            profiles,
            registry,
            source_hash((*read, *of_contracts), enforcement),
            # The repository may lie above the workspace, or be another one's work tree.
            source_revision(files) if sources.trusted else None,
            source_repository(product.path.parent) if sources.trusted else "",
            compiled_at,
            [] if contracts is None else [each.data for each in contracts.distinct()],
        )
    except ValidationError as error:
        refusals = (
            Refusal(each.loc, each.message, each.suggestion, each.names_place)
            for each in model_errors(error)
        )
        return None, list(refused(product, resolved, refusals))
    return artifacts, []


def _contracts(
    product: Document, spec: FloeSpec, resolved: ResolvedProduct, sources: Sources
) -> ProductContracts | None:
    """Return the data contracts of a product, ``None`` where its platform asks for none."""
    governance = resolved.platform.governance or GovernanceConfig()
    asked = governance.data_contracts
    if asked is None or "off" in (asked.enforcement, governance.master_level):
        return None
    return product_contracts(product, spec, resolved.platform, sources)


def _project_file(product: Document, sources: Sources) -> Iterator[Document]:
    """Yield the project file of dbt beside a product, whose profile the artifact takes over."""
    with contextlib.suppress(OSError):
        yield project_document(product, sources)
