"""The three contracts: ``floe.yaml``, the platform's manifest, and CompiledArtifacts.

``model_validate`` alone holds every rule that one file can break, so that another program may rely
on it. Nothing here knows of text positions; errors carry the path that was typed.

Names are imported at first use: ``from floe_lsp.schemas import FloeSpec`` does not load the
manifest.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .artifact.compiled_artifacts import CompiledArtifacts
    from .artifact.reading import ArtifactError
    from .json_schema import schema_for, write_schemas
    from .manifest.governance import GovernanceConfig
    from .manifest.platform_manifest import PlatformManifest
    from .product.environment_fields import ENVIRONMENT_FIELDS
    from .product.floe_spec import FloeSpec
    from .product.quality import QualityConfig
    from .types.errors import ERROR_TYPES, ModelError, model_errors
    from .versions import API_VERSION, ARTIFACT_VERSION

__all__ = [
    "API_VERSION",
    "ARTIFACT_VERSION",
    "ENVIRONMENT_FIELDS",
    "ERROR_TYPES",
    "ArtifactError",
    "CompiledArtifacts",
    "FloeSpec",
    "GovernanceConfig",
    "ModelError",
    "PlatformManifest",
    "QualityConfig",
    "model_errors",
    "schema_for",
    "write_schemas",
]

_MODULES: Final = {
    "API_VERSION": "versions",
    "ARTIFACT_VERSION": "versions",
    "ENVIRONMENT_FIELDS": "product.environment_fields",
    "ERROR_TYPES": "types.errors",
    "ArtifactError": "artifact.reading",
    "CompiledArtifacts": "artifact.compiled_artifacts",
    "FloeSpec": "product.floe_spec",
    "GovernanceConfig": "manifest.governance",
    "ModelError": "types.errors",
    "PlatformManifest": "manifest.platform_manifest",
    "QualityConfig": "product.quality",
    "model_errors": "types.errors",
    "schema_for": "json_schema",
    "write_schemas": "json_schema",
}


def __getattr__(name: str) -> object:
    """Import a contract when it is first asked for (PEP 562)."""
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{module}", __name__), name)


def __dir__() -> list[str]:
    """List the names that can be imported."""
    return sorted({*globals(), *__all__})
