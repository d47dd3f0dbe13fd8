"""``artifacts`` of the manifest: the registry that artifacts are published to."""

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar, Final, Literal, TypeAlias

from pydantic import Field

from floe_lsp.schemas.types.base import Contract, RuledContract, forbidden, when
from floe_lsp.schemas.types.errors import CONTRADICTION, Problem
from floe_lsp.schemas.types.formats import REGISTRY_ADDRESS, NonBlank
from floe_lsp.schemas.types.raw import field, text
from floe_lsp.schemas.types.secret_reference import SecretReference
from floe_lsp.wording.quoting import quote

from .promotion import PromotionConfig
from .signing import SigningConfig, VerificationPolicy

AuthType: TypeAlias = Literal[
    "anonymous",
    "basic",
    "token",
    "aws-irsa",
    "azure-managed-identity",
    "gcp-workload-identity",
]

_WITH_CREDENTIALS: Final = frozenset({"basic", "token"})
_WITHOUT_CREDENTIALS: Final = frozenset(
    {"anonymous", "aws-irsa", "azure-managed-identity", "gcp-workload-identity"}
)


class RegistryAuth(RuledContract):
    """How to sign in to the registry."""

    type: AuthType = Field(description="Way to sign in.", examples=["aws-irsa"])
    credentials_ref: SecretReference | None = Field(
        default=None, description="The secret to sign in with; for basic and token only."
    )

    schema_rules: ClassVar = (
        when("type", sorted(_WITH_CREDENTIALS), {"required": ["credentials_ref"]}),
        when("type", sorted(_WITHOUT_CREDENTIALS), forbidden("credentials_ref")),
    )

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """A secret is named exactly when the way to sign in needs one."""
        kind = text(field(data, "type"))
        reference = field(data, "credentials_ref")
        if kind in _WITH_CREDENTIALS and reference is None:
            yield Problem(
                CONTRADICTION,
                ("type",),
                f"the sign-in {quote(kind or '')} needs credentials_ref",
                kind,
                "add credentials_ref with the name of the secret",
                lacks="credentials_ref",
            )
        if kind in _WITHOUT_CREDENTIALS and reference is not None:
            yield Problem(
                CONTRADICTION,
                ("credentials_ref",),
                f"the sign-in {quote(kind or '')} cannot be used with credentials_ref",
                reference,
                "remove credentials_ref, or use the type 'basic' or 'token'",
                related=((("type",), "the way to sign in is chosen here"),),
                unwanted=True,
            )


class CacheConfig(Contract):
    """Where pulled artifacts are kept."""

    enabled: bool = Field(default=True, description="Whether pulled artifacts are kept.")
    path: NonBlank = Field(default="/var/cache/floe/oci", description="Folder of the cache.")
    max_size_gb: int = Field(default=10, ge=1, description="Largest size, in gigabytes.")
    ttl_hours: int = Field(default=24, ge=1, description="Hours that an artifact is kept.")


class RetryConfig(Contract):
    """How a failed request is repeated."""

    max_attempts: int = Field(default=3, ge=1, le=10, description="Attempts in all.")
    initial_delay_ms: int = Field(
        default=1000, ge=100, description="Pause before the second attempt, in milliseconds."
    )
    backoff_multiplier: float = Field(
        default=2.0, ge=1.0, le=5.0, description="How much longer each pause is than the last."
    )
    max_delay_ms: int = Field(
        default=30_000, ge=1000, description="Longest pause, in milliseconds."
    )
    jitter: bool = Field(default=True, description="Whether pauses vary at random.")


class CircuitBreakerConfig(Contract):
    """When a registry that keeps failing is left alone."""

    enabled: bool = Field(default=True, description="Whether failures are counted.")
    failure_threshold: int = Field(default=5, ge=1, description="Failures until it is left alone.")
    recovery_timeout_ms: int = Field(
        default=60_000, ge=1000, description="Milliseconds until it is tried again."
    )
    half_open_requests: int = Field(default=1, ge=1, description="Requests of the new trial.")


class ResilienceConfig(Contract):
    """What happens when the registry fails."""

    retry: RetryConfig = Field(
        default_factory=RetryConfig, description="How a failed request is repeated."
    )
    circuit_breaker: CircuitBreakerConfig = Field(
        default_factory=CircuitBreakerConfig,
        description="When a registry that keeps failing is left alone.",
    )


class RegistryConfig(Contract):
    """The registry that artifacts are published to."""

    uri: Annotated[str, REGISTRY_ADDRESS] = Field(
        description="Address of the registry.", examples=["oci://registry.example.com/floe"]
    )
    auth: RegistryAuth = Field(description="How to sign in to the registry.")
    tls_verify: bool = Field(default=True, description="Whether the certificate is checked.")
    cache: CacheConfig = Field(
        default_factory=CacheConfig, description="Where pulled artifacts are kept."
    )
    resilience: ResilienceConfig = Field(
        default_factory=ResilienceConfig, description="What happens when the registry fails."
    )
    signing: SigningConfig | None = Field(default=None, description="How artifacts are signed.")
    verification: VerificationPolicy | None = Field(
        default=None, description="Which signatures are trusted."
    )


class ArtifactsConfig(Contract):
    """Where artifacts are published, and how they move from environment to environment."""

    registry: RegistryConfig = Field(description="The registry that artifacts are published to.")
    promotion: PromotionConfig | None = Field(
        default=None, description="How artifacts move from environment to environment."
    )
