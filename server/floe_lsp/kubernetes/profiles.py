"""What the dbt profile of an artifact says of its environments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.types.raw import is_mapping


def environments(artifacts: CompiledArtifacts) -> list[str]:
    """Return the environments of an artifact, that of a run which names none first.

    They are the outputs of the default engine, which a profile has first; each other engine has
    as many.
    """
    outputs = _outputs(artifacts)
    return list(outputs)[: len(outputs) // max(1, len(_engines(artifacts)))]


def outputs_in(artifacts: CompiledArtifacts, environment: str) -> Iterator[Mapping[str, object]]:
    """Yield the output of each engine in an environment; dbt connects to these alone."""
    outputs = _outputs(artifacts)
    for target in (environment, *(f"{environment}_{each}" for each in _engines(artifacts))):
        if target in outputs:
            yield outputs[target]


def _engines(artifacts: CompiledArtifacts) -> list[str]:
    return list(artifacts.resources.engines) if artifacts.resources else []


def _outputs(artifacts: CompiledArtifacts) -> dict[str, Mapping[str, object]]:
    """Return the outputs by target; an artifact has one profile."""
    for profile in (artifacts.dbt_profiles or {}).values():
        outputs = profile.get("outputs") if is_mapping(profile) else None
        if is_mapping(outputs):
            return cast("dict[str, Mapping[str, object]]", dict(outputs))
    return {}
