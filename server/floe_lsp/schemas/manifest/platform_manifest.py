"""``manifest.yaml``: the platform, or one tier of it, written by a platform team."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Final, Literal, TypeAlias, cast

from pydantic import ConfigDict, Field

from floe_lsp.schemas.product.floe_spec import ApiVersion, is_anchor_key, without_anchor_keys
from floe_lsp.schemas.types.base import RuledContract, forbidden, when
from floe_lsp.schemas.types.errors import CONTRADICTION, ENVIRONMENT_FIELD, RESERVED_NAME, Problem
from floe_lsp.schemas.types.formats import ManifestName, NonBlank, Version
from floe_lsp.schemas.types.raw import field
from floe_lsp.wording.quoting import quote

from .defaults import PlatformDefaults
from .environment_fields import is_manifest_environment_field
from .governance import GovernanceConfig
from .governance_access import AllowedSecret
from .observability import ObservabilityConfig
from .oci import ArtifactsConfig
from .plugin_selection import PluginsConfig
from .resources import ResourcePreset

ManifestKind: TypeAlias = Literal["Manifest"]
Scope: TypeAlias = Literal["enterprise", "domain"]

RESERVED_NAMES: Final = frozenset({"admin", "default", "floe", "root", "system"})
"""Names of manifests that the platform keeps for itself."""

_NEEDS_SCOPE: Final = (
    ("approved_plugins", "enterprise"),
    ("approved_sinks", "enterprise"),
    ("approved_products", "domain"),
)


class ManifestMetadata(RuledContract):
    """Name, version and owner of the platform."""

    name: ManifestName = Field(
        description="Name of the platform: lower-case letters, digits and hyphens.",
        examples=["acme-platform"],
    )
    version: Version = Field(
        description="Version of the manifest, three numbers x.y.z.", examples=["1.0.0"]
    )
    owner: NonBlank = Field(
        description="Who answers questions about the platform: a team or an e-mail address.",
        examples=["platform-team@example.com"],
    )
    description: str | None = Field(
        default=None, max_length=500, description="What the platform is for."
    )

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """The name is not one that the platform keeps for itself."""
        name = field(data, "name")
        if isinstance(name, str) and name in RESERVED_NAMES:
            yield Problem(
                RESERVED_NAME,
                ("name",),
                f"the name {quote(name)} is reserved",
                name,
                "choose another name; reserved are " + ", ".join(sorted(RESERVED_NAMES)),
            )


class PlatformManifest(RuledContract):
    """The platform: plugins, rules and defaults that products inherit.

    Unknown keys at the root are kept (``model_extra``) for a newer manifest's sake; keys that
    begin with ``x-`` may hold anchors and are dropped.
    """

    model_config = ConfigDict(populate_by_name=True, extra="allow")

    api_version: ApiVersion = Field(
        validation_alias="apiVersion",
        serialization_alias="apiVersion",
        description="Version of the file format.",
        examples=["floe.dev/v1"],
    )
    kind: ManifestKind = Field(
        description="Kind of the file; a platform is a Manifest.", examples=["Manifest"]
    )
    metadata: ManifestMetadata = Field(description="Name, version and owner of the platform.")
    scope: Scope | None = Field(
        default=None,
        description="Tier of the manifest: enterprise at the top, domain below it. Without it the "
        "platform has one tier.",
    )
    parent_manifest: NonBlank | None = Field(
        default=None,
        description="Manifest of the tier above: a path relative to this file, or an oci:// "
        "address. For the scope domain only.",
        examples=["../enterprise/manifest.yaml"],
    )
    plugins: PluginsConfig = Field(description="The plugins of the platform.")
    governance: GovernanceConfig | None = Field(
        default=None, description="The rules that every product of the platform keeps."
    )
    allowed_secrets: list[AllowedSecret] | None = Field(
        default=None,
        description="Findings of the search for secrets that are none, by their fingerprints. It "
        "stands at the root, since released floe packages refuse what they do not know elsewhere.",
    )
    approved_plugins: dict[str, list[str]] | None = Field(
        default=None,
        description="Plugins that tiers below may choose, by category. For the scope enterprise "
        "only.",
        examples=[{"compute": ["duckdb", "snowflake"]}],
    )
    approved_sinks: list[str] | None = Field(
        default=None,
        description="Kinds of destinations that products may send to. For the scope enterprise "
        "only.",
        examples=[["rest_api"]],
    )
    approved_products: list[str] | None = Field(
        default=None,
        description="Products that may use this platform. For the scope domain only.",
        examples=[["customer-360"]],
    )
    defaults: PlatformDefaults | None = Field(
        default=None,
        description="Defaults of products, such as their compute engine.",
        examples=[{"compute": "duckdb"}],
    )
    artifacts: ArtifactsConfig | None = Field(
        default=None, description="Where artifacts are published."
    )
    observability: ObservabilityConfig | None = Field(
        default=None, description="Traces, lineage and logs of everything that runs."
    )
    resource_presets: dict[str, ResourcePreset] | None = Field(
        default=None, description="Named amounts of processor and memory."
    )

    schema_rules: ClassVar = (
        {
            **when("scope", ["domain"], {"required": ["parent_manifest"]}),
            "else": forbidden("parent_manifest", "approved_products"),
        },
        {
            **when("scope", ["enterprise"], {}),
            "else": forbidden("approved_plugins", "approved_sinks"),
        },
    )

    @classmethod
    def prepared(cls, data: Mapping[str, object]) -> Mapping[str, object]:
        """Drop the keys that only hold anchors."""
        return without_anchor_keys(data)

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """The tier fits what is given, and nothing is tied to one environment."""
        yield from _environment_problems(data)
        yield from _scope_problems(data)


def _environment_problems(data: Mapping[str, object]) -> Iterable[Problem]:
    # Raw data: a key of YAML may be a number.
    for key, value in cast("Mapping[object, object]", data).items():
        if isinstance(key, str) and not is_anchor_key(key) and is_manifest_environment_field(key):
            yield Problem(
                ENVIRONMENT_FIELD,
                (key,),
                f"{quote(key)} ties the manifest to an environment",
                value,
                "remove it; the environment is chosen at run time with FLOE_ENV",
                unwanted=True,
            )


def _scope_problems(data: Mapping[str, object]) -> Iterable[Problem]:
    scope = field(data, "scope")
    if scope not in (None, "enterprise", "domain"):
        return  # the field says so; what should fit it is unknown
    here = ((("scope",), "the scope is chosen here"),) if "scope" in data else ()
    parent = field(data, "parent_manifest")
    if scope == "domain" and parent is None:
        yield Problem(
            CONTRADICTION,
            ("scope",),
            "the scope 'domain' needs parent_manifest",
            scope,
            "add parent_manifest with the path of the enterprise's manifest",
            lacks="parent_manifest",
        )
    if scope != "domain" and parent is not None:
        yield Problem(
            CONTRADICTION,
            ("parent_manifest",),
            f"parent_manifest is only for the scope 'domain', {_described(scope)}",
            parent,
            "write scope: domain, or remove parent_manifest",
            related=here,
            unwanted=True,
        )
    for key, needed in _NEEDS_SCOPE:
        if field(data, key) is not None and scope != needed:
            yield Problem(
                CONTRADICTION,
                (key,),
                f"{key} is only for the scope {quote(needed)}, {_described(scope)}",
                data[key],
                f"write scope: {needed}, or remove {key}",
                related=here,
                unwanted=True,
            )


def _described(scope: object) -> str:
    if isinstance(scope, str):
        return f"but this manifest has the scope {quote(scope)}"
    return "but this manifest has no scope"
