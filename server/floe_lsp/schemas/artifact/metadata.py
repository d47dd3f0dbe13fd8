"""CompiledArtifacts: who compiled what, when, and whose product it is."""

from typing import Annotated, Literal, TypeAlias

from pydantic import AwareDatetime, Field

from floe_lsp.schemas.types.base import Contract
from floe_lsp.schemas.types.formats import ARTIFACT_PRODUCT_NAME, COMMIT, NonBlank

DeploymentMode: TypeAlias = Literal["simple", "centralized", "mesh"]
ManifestTier: TypeAlias = Literal["enterprise", "domain"]


class CompilationMetadata(Contract):
    """Who compiled what, and when."""

    compiled_at: AwareDatetime = Field(
        description="When it was compiled, with zone. SOURCE_DATE_EPOCH makes it reproducible.",
        examples=["2026-01-14T10:30:00Z"],
    )
    floe_version: NonBlank = Field(description="Version of the compiler.", examples=["0.1.0"])
    source_hash: NonBlank = Field(
        description="Digest (SHA-256) of all that the artifact is made of, byte by byte, so line "
        "ends count: floe.yaml, its manifests from its own to the topmost, dbt_project.yml, the "
        "data contracts beside floe.yaml and the manifests, and what the policies said, which is "
        "all that the artifact holds of models. Not of them: the time, the commit, who compiled, "
        "the versions of floe and of plugins.",
        examples=["sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    product_name: Annotated[str, ARTIFACT_PRODUCT_NAME] = Field(
        description="Name of the product.", examples=["customer-360"]
    )
    product_version: NonBlank = Field(description="Version of the product.", examples=["1.0.0"])
    generated_by: NonBlank | None = Field(
        default=None, description="Program that wrote the artifact.", examples=["floe-lsp 0.1.0"]
    )
    platform_version: NonBlank | None = Field(
        default=None, description="Version of the platform's manifest.", examples=["1.0.0"]
    )
    git_commit: Annotated[str, COMMIT] | None = Field(
        default=None, description="Commit of the product's files, in a git repository."
    )
    git_dirty: bool | None = Field(
        default=None,
        description="Whether the files differ from that commit; left out when that is not known.",
    )


class ProductInfo(Contract):
    """What people want to know of the product."""

    owner: NonBlank | None = Field(
        default=None, description="Who answers questions about the product."
    )
    description: str | None = Field(default=None, description="What the product offers.")
    labels: dict[str, str] = Field(
        default_factory=dict, description="Free words for search and grouping."
    )


class ProductIdentity(Contract):
    """The product among all products of the organisation."""

    product_id: NonBlank = Field(
        description="Domain and product, unique in the organisation.",
        examples=["retail.customer_360"],
    )
    domain: NonBlank = Field(description="Domain that the product belongs to.", examples=["retail"])
    repository: str = Field(
        description="Where the product's files are kept; empty when that is not known.",
        examples=["github.com/acme/customer-360"],
    )
    namespace_registered: bool = Field(
        default=False, description="Whether the catalog knows the product."
    )
    registration_timestamp: AwareDatetime | None = Field(
        default=None, description="Since when the catalog knows the product."
    )


class ManifestRef(Contract):
    """One manifest that the platform inherits from."""

    name: NonBlank = Field(description="Name of the manifest.")
    version: NonBlank = Field(description="Version of the manifest.")
    scope: ManifestTier | None = Field(
        default=None, description="Tier of the manifest, if it says one."
    )
    ref: str = Field(
        description="Where the manifest was found: relative to the product, or its address in a "
        "registry with the digest of what stood there."
    )
