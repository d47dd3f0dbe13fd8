"""What the dbt profile of an artifact says of its environments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from floe_lsp.compilation.compile.dbt_profiles import ENVIRONMENT_VARIABLE
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.types.raw import is_mapping
from floe_lsp.wording.dbt_templates import env_var


def environments(artifacts: CompiledArtifacts) -> list[str]:
    """Return the environments of an artifact, in the order of the manifest.

    They are the outputs of the default engine, which a profile has first; each other engine has
    as many.
    """
    outputs = _outputs(artifacts)
    return list(outputs)[: len(outputs) // max(1, len(_engines(artifacts)))]


def default_environment(artifacts: CompiledArtifacts) -> str:
    """Return the environment in which dbt runs where ``FLOE_ENV`` is not set."""
    known, target = environments(artifacts), _profile(artifacts).get("target")
    chosen = (each for each in known if target == env_var(ENVIRONMENT_VARIABLE, each))
    return next(chosen, known[0])


def outputs_in(artifacts: CompiledArtifacts, environment: str) -> Iterator[Mapping[str, object]]:
    """Yield the output of each engine in an environment; dbt connects to these alone."""
    outputs = _outputs(artifacts)
    for target in (environment, *(f"{environment}_{each}" for each in _engines(artifacts))):
        if target in outputs:
            yield outputs[target]


def _engines(artifacts: CompiledArtifacts) -> list[str]:
    return list(artifacts.resources.engines) if artifacts.resources else []


def _outputs(artifacts: CompiledArtifacts) -> dict[str, Mapping[str, object]]:
    """Return the outputs by target."""
    outputs = _profile(artifacts).get("outputs")
    return cast("dict[str, Mapping[str, object]]", dict(outputs)) if is_mapping(outputs) else {}


def _profile(artifacts: CompiledArtifacts) -> Mapping[object, object]:
    """Return the profile of an artifact, which has one."""
    profile = next(iter((artifacts.dbt_profiles or {}).values()), None)
    return profile if is_mapping(profile) else {}
