"""CompiledArtifacts: the one thing that a compilation hands on.

Orchestrator, deployment and registry read it and nothing else. It holds no secret and nothing of
the machine or the environment that compiled it.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

from pydantic import Field, PrivateAttr
from typing_extensions import Self

from floe_lsp.files.atomic import write_atomically
from floe_lsp.files.reading import read_whole
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.product.outputs import DestinationSpec
from floe_lsp.schemas.product.quality import QualityConfig
from floe_lsp.schemas.types.base import RuledContract
from floe_lsp.schemas.types.errors import UNSUPPORTED_VERSION, Loc, Problem
from floe_lsp.schemas.types.formats import VERSION
from floe_lsp.schemas.types.raw import duplicate_problems, field, text
from floe_lsp.schemas.versions import ARTIFACT_VERSION, ArtifactContract, version_parts
from floe_lsp.wording.quoting import quote

from .enforcement import EnforcementResult
from .metadata import CompilationMetadata, DeploymentMode, ManifestRef, ProductIdentity, ProductInfo
from .observability import ArtifactObservability
from .plugins import ResolvedPlugins
from .product import (
    Asset,
    IngestionOutput,
    ResolvedOutputPort,
    ResolvedResources,
    ResolvedSchedule,
    ResolvedTransforms,
)
from .reading import ArtifactError, contract_of, parse_json, parse_yaml, put_back, read_data
from .secret_guard import guard_problems
from .text import DEFAULT_CONFIGMAP_NAME, configmap_text, json_text, yaml_text

ArtifactData: TypeAlias = dict[str, Any]
"""An artifact, or a part of one, as plain data."""

__all__ = ["ArtifactError", "CompiledArtifacts"]

_MAX_BYTES: Final = 1 << 30
"""No artifact is larger; one of 50,000 transforms has some 100 MB."""

_UNDERSTOOD: Final = version_parts(ARTIFACT_VERSION) or (0, 0, 0)


class CompiledArtifacts(RuledContract):
    """A compiled data product.

    Everything after ``observability`` came with contract 0.2.0 and is optional, so that files of
    0.1.0 are read.
    """

    version: Annotated[str, VERSION] = Field(
        default=ARTIFACT_VERSION, description="Version of the contract that wrote the artifact."
    )
    metadata: CompilationMetadata = Field(description="Who compiled what, and when.")
    product: ProductInfo | None = Field(
        default=None, description="What people want to know of the product."
    )
    identity: ProductIdentity = Field(
        description="The product among all products of the organisation."
    )
    mode: DeploymentMode = Field(
        default="simple",
        description="One platform (simple), an enterprise's platform (centralized), or one below "
        "an enterprise's (mesh).",
    )
    inheritance_chain: list[ManifestRef] = Field(
        default_factory=list[ManifestRef],
        description="The manifests that the platform inherits from, topmost first.",
    )
    observability: ArtifactObservability = Field(
        description="Traces, logs and lineage of the product's runs."
    )
    plugins: ResolvedPlugins | None = Field(
        default=None, description="The plugins of the product's platform."
    )
    transforms: ResolvedTransforms | None = Field(
        default=None, description="The transforms of the product."
    )
    assets: list[Asset] = Field(
        default_factory=list[Asset],
        description="What the orchestrator builds, with the dependencies between.",
    )
    dbt_profiles: dict[str, object] | None = Field(
        default=None, description="The content of dbt's profiles.yml."
    )
    schedule: ResolvedSchedule | None = Field(
        default=None, description="When the product is built."
    )
    resources: ResolvedResources | None = Field(
        default=None, description="Processor and memory of the runs."
    )
    ingestion_outputs: list[IngestionOutput] = Field(
        default_factory=list[IngestionOutput], description="The tables that ingestion loads."
    )
    destinations: list[DestinationSpec] = Field(
        default_factory=list[DestinationSpec],
        description="Systems outside of the platform that the product sends data to.",
    )
    output_ports: list[ResolvedOutputPort] = Field(
        default_factory=list[ResolvedOutputPort], description="Models that other teams may read."
    )
    governance: GovernanceConfig | None = Field(
        default=None, description="The rules of the platform, all tiers merged."
    )
    enforcement_result: EnforcementResult | None = Field(
        default=None, description="What the platform's policies said."
    )
    quality_config: QualityConfig | None = Field(
        default=None, description="Who runs quality checks, and what models must reach."
    )
    data_contracts: list[dict[str, object]] = Field(
        default_factory=list[dict[str, object]],
        description="Contracts on output ports, as documents of the Open Data Contract Standard.",
    )

    _unknown_fields: dict[Loc, object] = PrivateAttr(default_factory=dict[Loc, object])
    _notices: tuple[str, ...] = PrivateAttr(default=())

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """The contract is understood, names are unique, and there is no secret."""
        version = text(field(data, "version"))
        parts = version_parts(version) if version is not None else None
        if version is not None and parts is not None and parts[0] > _UNDERSTOOD[0]:
            yield Problem(
                UNSUPPORTED_VERSION,
                ("version",),
                f"the artifact was written by contract {quote(version)}, this program reads "
                f"up to {_UNDERSTOOD[0]}.x",
                version,
                "update the program that reads it",
            )
        yield from duplicate_problems(field(data, "assets"), ("assets",), "asset", "key")
        yield from guard_problems(data)

    @property
    def unknown_fields(self) -> Mapping[Loc, object]:
        """Fields of another minor version of the contract, by their path; they are written back."""
        return dict(self._unknown_fields)

    @property
    def contract(self) -> ArtifactContract:
        """The layout that it was read from; one that is made here is in ours."""
        return contract_of(self)

    @property
    def notices(self) -> tuple[str, ...]:
        """What should be known of the file that this was read from, in words."""
        return self._notices

    def to_dict(self) -> ArtifactData:
        """Return plain data: what the files hold. Optional fields without a value are left out."""
        data = self.model_dump(mode="json", exclude_none=True, by_alias=True)
        put_back(data, self._unknown_fields)
        return data

    def to_json(self) -> str:
        """Return the artifact as JSON, the same text for the same artifact."""
        return json_text(self.to_dict())

    def to_yaml(self) -> str:
        """Return the artifact as YAML with the same data as the JSON."""
        return yaml_text(self.to_dict())

    def to_configmap_yaml(
        self, name: str = DEFAULT_CONFIGMAP_NAME, namespace: str | None = None
    ) -> str:
        """Return a Kubernetes ConfigMap with the artifact under ``values.yaml``.

        Args:
            name: Name of the ConfigMap, a DNS subdomain.
            namespace: Its namespace; ``None`` leaves it to whoever applies it.

        Raises:
            ValueError: Kubernetes would refuse the name or the namespace.
        """
        return configmap_text(self.to_dict(), name, namespace)

    def to_json_file(self, path: Path) -> None:
        """Write the artifact as JSON, all or nothing.

        Raises:
            OSError: The file cannot be written; it is as it was.
        """
        write_atomically(path, self.to_json().encode())

    def to_yaml_file(self, path: Path) -> None:
        """Write the artifact as YAML, all or nothing.

        Raises:
            OSError: The file cannot be written; it is as it was.
        """
        write_atomically(path, self.to_yaml().encode())

    @classmethod
    def from_data(cls, data: object, path: Path | None = None) -> Self:
        """Return the artifact that plain data holds, of this contract or another minor version.

        Args:
            data: What JSON or YAML holds.
            path: The file, for messages.

        Raises:
            ArtifactError: The data is of a newer major version, or breaks the contract.
        """
        reading = read_data(cls, data, path)
        reading.model._unknown_fields = reading.unknown_fields  # noqa: SLF001 - its own
        reading.model._notices = reading.notices  # noqa: SLF001 - its own
        return reading.model

    @classmethod
    def from_json_file(cls, path: Path) -> Self:
        """Read a JSON file.

        Raises:
            OSError: The file cannot be read.
            ArtifactError: It holds no artifact, or one of a newer major version.
        """
        return cls.from_data(parse_json(read_whole(Path(path), _MAX_BYTES), path), path)

    @classmethod
    def from_yaml_file(cls, path: Path) -> Self:
        """Read a YAML file.

        Raises:
            OSError: The file cannot be read.
            ArtifactError: It holds no artifact, or one of a newer major version.
        """
        return cls.from_data(parse_yaml(read_whole(Path(path), _MAX_BYTES), path), path)
