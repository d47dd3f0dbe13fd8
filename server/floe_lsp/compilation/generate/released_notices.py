"""What should be known of an artifact in the layout of floe-core, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from floe_lsp.compilation.compile.artifact import UNKNOWN_VERSION
from floe_lsp.files.names import ORCHESTRATION_FILE
from floe_lsp.plugins.placeholders import strings
from floe_lsp.schemas.artifact.compiled_artifacts import ArtifactData, CompiledArtifacts
from floe_lsp.schemas.artifact.orchestration import left_out
from floe_lsp.schemas.types.errors import Loc
from floe_lsp.wording.counting import sentence
from floe_lsp.wording.paths import dotted
from floe_lsp.wording.quoting import quote

from .released_contract import DEPLOYMENT_ENVIRONMENT, exports_tables, one_output, to_released

_ENVIRONMENT: Final = "{environment}"
_SAID_OF_ENVIRONMENT: Final = (
    f"deployment_environment is '{DEPLOYMENT_ENVIRONMENT}', since floe-core asks for one name to "
    "tell in traces; what a run connects to is chosen by FLOE_ENV"
)


def released_notices(artifacts: CompiledArtifacts, *, is_beside: bool) -> tuple[str, ...]:
    """Return what the layout cannot hold, what it was given instead, and what will not work.

    Args:
        artifacts: The artifact in our layout.
        is_beside: Whether the file for what the layout cannot hold goes beside the artifact.
    """
    data, released = artifacts.to_dict(), to_released(artifacts)
    return (
        *_left_out(data, released, is_beside=is_beside),
        _SAID_OF_ENVIRONMENT,
        *_versions(released),
        *_placeholders(data),
        *_export(data),
    )


def named(places: Iterable[Loc]) -> str:
    """Return places of an artifact in words: ``assets, governance (naming, quality_gates)``."""
    parts: dict[str, list[str]] = {}
    for section, *below in places:
        known = parts.setdefault(str(section), [])
        if below and str(below[0]) not in known:
            known.append(str(below[0]))
    return sentence([f"{name} ({', '.join(of)})" if of else name for name, of in parts.items()])


def _left_out(data: ArtifactData, released: ArtifactData, *, is_beside: bool) -> Iterator[str]:
    places = left_out(data, released)
    if not places:
        return
    if is_beside:
        yield f"floe-core has no place for what {ORCHESTRATION_FILE} holds: {named(places)}"
    else:
        yield (
            f"floe-core has no place for {named(places)}, which is lost here: {ORCHESTRATION_FILE} "
            "holds it beside an artifact that is written to a file"
        )


def _versions(released: ArtifactData) -> Iterator[str]:
    for name, plugin in released["plugins"].items():
        if plugin["version"] == UNKNOWN_VERSION:
            yield (
                f"plugins.{name} has the version {UNKNOWN_VERSION}: {quote(plugin['type'])} is not "
                f"installed here, and the manifest says none; write plugins.{name}.version"
            )


def _placeholders(data: ArtifactData) -> Iterator[str]:
    plugins: Mapping[str, Any] = data.get("plugins", {})
    for name, plugin in plugins.items():
        if name == "compute":
            continue  # Its options are in the profiles, an output for each environment.
        for loc, text in strings(plugin.get("config")):
            if _ENVIRONMENT in text:
                place = dotted(("plugins", name, "config", *loc))
                yield f"nothing of floe-core fills in {_ENVIRONMENT} in {place}; write it out there"


def _export(data: ArtifactData) -> Iterator[str]:
    if not exports_tables(data):
        return
    for profile in data.get("dbt_profiles", {}).values():
        if one_output(profile["outputs"], data) is None:
            yield (
                f"the export to Iceberg of floe-core cannot follow FLOE_ENV, so it fails: leave "
                f"{_ENVIRONMENT} out of plugins.compute.config"
            )
