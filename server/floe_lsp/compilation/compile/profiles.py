"""COMPILE without the artifact: the dbt profile, and everything for which a product is refused.

An analysis runs this too, so that what would stop a compilation is known before there is one. It
does without the models of the artifact, which take long to import.
"""

from __future__ import annotations

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.resolve.resolver import ResolvedProduct
from floe_lsp.compilation.sources import Sources
from floe_lsp.schemas.artifact.secret_guard import guard_problems
from floe_lsp.schemas.product.floe_spec import FloeSpec

from .dbt_profiles import Profiles, build_outputs, build_profiles, profile_name
from .refusals import Refusal, refused


def make_profiles(
    product: Document, spec: FloeSpec, resolved: ResolvedProduct, sources: Sources
) -> tuple[Profiles | None, list[Diagnostic]]:
    """Return the content of ``profiles.yml``; ``None`` when something cannot be written into it.

    Args:
        product: The floe.yaml.
        spec: The valid product.
        resolved: Its platform and engines.
        sources: Where the dbt project is read.
    """
    name, diagnostics = profile_name(product, spec.metadata.name, sources)
    outputs, found = build_outputs(spec.metadata.name, resolved)
    diagnostics.extend(found)
    if any(each.is_error for each in diagnostics):
        return None, diagnostics
    profiles = build_profiles(name, outputs, resolved.platform.default_environment)
    refusals = (
        Refusal(each.loc, each.message, each.suggestion, each.names_place)
        for each in guard_problems({"dbt_profiles": profiles})
    )
    diagnostics.extend(refused(product, resolved, refusals))
    return (None if diagnostics else profiles), diagnostics
