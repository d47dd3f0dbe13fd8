"""The interface of a compute engine: its options, and the dbt output that it makes of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from .credentials import Credential
from .metadata import PluginMetadata
from .options import WholeNumber

if TYPE_CHECKING:
    from .deployment import Deployment

DEFAULT_THREADS = 4
DEFAULT_TIMEOUT_SECONDS = 3600

ProfileOutput = dict[str, object]
"""One output of a dbt profile: plain data, ``type`` first."""


class ResourceSpec(BaseModel):
    """What a pod that runs dbt asks for, in Kubernetes quantities such as ``500m`` and ``2Gi``."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    cpu_request: str
    cpu_limit: str
    memory_request: str
    memory_limit: str
    ephemeral_storage_request: str = "256Mi"
    ephemeral_storage_limit: str = "2Gi"


WORKLOAD_SIZES = ("small", "medium", "large")
"""The sizes that ``get_resource_requirements`` knows."""


class ComputeConfig(BaseModel):
    """What ``generate_dbt_profile`` is given; the attributes are those of the released packages."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    plugin: str = Field(min_length=1, description="Name of the compute plugin.")
    threads: Annotated[int | str, WholeNumber(1, 64)] = Field(
        default=DEFAULT_THREADS, description="How many models dbt builds at the same time."
    )
    timeout_seconds: Annotated[int | str, WholeNumber(1, 86_400)] = Field(
        default=DEFAULT_TIMEOUT_SECONDS,
        description="Longest time for one query; passed on only where it was given.",
    )
    connection: dict[str, object] = Field(
        default_factory=dict, description="The other options of the manifest's config."
    )
    credentials: dict[str, str] = Field(
        default_factory=dict,
        description="The template that reads each credential; never a credential itself.",
    )


class ComputePlugin(PluginMetadata):
    """A compute engine. All methods are pure: none opens a connection or reads the environment."""

    @property
    @abstractmethod
    def is_self_hosted(self) -> bool:
        """Whether the engine runs on the platform's own machines."""

    @abstractmethod
    def generate_dbt_profile(self, config: ComputeConfig) -> ProfileOutput:
        """Return one dbt output, with credentials as ``{{ env_var('NAME') }}`` alone.

        ``config.connection`` has passed ``get_config_schema``; ``preparation.prepare`` makes
        ``config`` of a manifest's options.
        """

    @abstractmethod
    def get_required_dbt_packages(self) -> list[str]:
        """Return the requirements to install for dbt, such as ``dbt-duckdb>=1.9,<1.12``."""

    @abstractmethod
    def get_resource_requirements(self, workload_size: str) -> ResourceSpec:
        """Return what a pod that runs dbt needs for a size of ``WORKLOAD_SIZES``.

        Raises:
            ValueError: If the size is unknown.
        """

    def augment_dbt_profile(self, output: ProfileOutput, deployment: Deployment) -> ProfileOutput:
        """Return a dbt output with what reaches the tables of a platform's catalog.

        Args:
            output: One of the profile, which stays as it is.
            deployment: What the plugins of both say.
        """
        del deployment
        return output

    def canonical(self, options: Mapping[str, object]) -> dict[str, object]:
        """Return options under the names that the adapter uses, without those set to null."""
        return {name: value for name, value in options.items() if value is not None}

    def credentials(self, connection: Mapping[str, object]) -> tuple[Credential, ...]:
        """Return the credentials that the chosen way of signing in needs, then any others given.

        Args:
            connection: Options under the adapter's own names.
        """
        del connection
        return ()

    def holds_secret(self, loc: tuple[int | str, ...]) -> bool | None:
        """Say whether the option at a place holds a credential; ``None`` goes by its name.

        ``False`` is for an option that only names a secret kept elsewhere.
        """
        del loc
        return None

    def default_connection(self) -> dict[str, object]:
        """Return the options to use when a manifest has none for this engine.

        It is so when only a transform's ``compute`` names the engine. What is required becomes
        ``{{ env_var('FLOE_<ENGINE>_<OPTION>') }}``, so that the output is complete.
        """
        return {}
