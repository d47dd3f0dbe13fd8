"""Signatures of published artifacts: how they are made and which are trusted."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal, TypeAlias

from pydantic import Field

from floe_lsp.schemas.types.addresses import HttpUrl
from floe_lsp.schemas.types.base import Contract, RuledContract, forbidden, when
from floe_lsp.schemas.types.errors import CONTRADICTION, Problem
from floe_lsp.schemas.types.formats import NonBlank, Pattern
from floe_lsp.schemas.types.patterns import MOST_PATTERNS
from floe_lsp.schemas.types.raw import field
from floe_lsp.schemas.types.secret_reference import SecretReference

SigningMode: TypeAlias = Literal["keyless", "key-based"]
SignatureEnforcement: TypeAlias = Literal["enforce", "warn", "off"]


class SigningConfig(RuledContract):
    """How artifacts are signed."""

    mode: SigningMode = Field(
        description="With a short-lived certificate of an identity (keyless), or with a key."
    )
    oidc_issuer: HttpUrl | None = Field(
        default=None,
        description="Who vouches for the signer; for keyless.",
        examples=["https://token.actions.githubusercontent.com"],
    )
    rekor_url: HttpUrl = Field(
        default="https://rekor.sigstore.dev/", description="Transparency log."
    )
    fulcio_url: HttpUrl = Field(
        default="https://fulcio.sigstore.dev/", description="Certificate authority."
    )
    private_key_ref: SecretReference | None = Field(
        default=None, description="The secret with the key; for key-based."
    )

    schema_rules: ClassVar = (
        when("mode", ["keyless"], {"required": ["oidc_issuer"], **forbidden("private_key_ref")}),
        when("mode", ["key-based"], {"required": ["private_key_ref"]}),
    )

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """Each way to sign has what it needs."""
        mode = field(data, "mode")
        issuer, key = field(data, "oidc_issuer"), field(data, "private_key_ref")
        if mode == "keyless" and issuer is None:
            yield _needs("mode", "keyless", "oidc_issuer")
        if mode == "key-based" and key is None:
            yield _needs("mode", "key-based", "private_key_ref")
        if mode == "keyless" and key is not None:
            yield Problem(
                CONTRADICTION,
                ("private_key_ref",),
                "the mode 'keyless' cannot be used with private_key_ref",
                key,
                "remove private_key_ref, or use the mode 'key-based'",
                related=((("mode",), "the mode is chosen here"),),
                unwanted=True,
            )


def _needs(key: str, value: str, other: str) -> Problem:
    message = f"the {key} '{value}' needs {other}"
    return Problem(CONTRADICTION, (key,), message, value, f"add {other}", lacks=other)


class TrustedIssuer(RuledContract):
    """A signer that is trusted."""

    issuer: HttpUrl = Field(
        description="Who vouches for the signer.",
        examples=["https://token.actions.githubusercontent.com"],
    )
    subject: NonBlank | None = Field(
        default=None,
        description="The signer, exactly.",
        examples=["repo:acme/platform:ref:refs/heads/main"],
    )
    subject_regex: Pattern | None = Field(
        default=None, max_length=1000, description="The signer, as a regular expression."
    )

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """The signer is given once, exactly or as a pattern."""
        exact, pattern = field(data, "subject"), field(data, "subject_regex")
        if exact is None and pattern is None:
            yield Problem(
                CONTRADICTION,
                (),
                "a trusted issuer needs subject or subject_regex",
                dict(data),
                "add subject, or subject_regex for several signers",
                lacks="subject",
            )
        if exact is not None and pattern is not None:
            yield Problem(
                CONTRADICTION,
                ("subject_regex",),
                "subject and subject_regex cannot both be given",
                pattern,
                "remove one of them",
                related=((("subject",), "the signer is given here already"),),
                unwanted=True,
            )


class EnvironmentPolicy(Contract):
    """What one environment does differently."""

    enforcement: SignatureEnforcement = Field(
        description="What an artifact without a trusted signature gets."
    )
    require_sbom: bool | None = Field(
        default=None, description="Whether a list of components is needed."
    )


class VerificationPolicy(RuledContract):
    """Which signatures are trusted."""

    enabled: bool = Field(default=True, description="Whether signatures are checked.")
    enforcement: SignatureEnforcement = Field(
        default="enforce", description="What an artifact without a trusted signature gets."
    )
    trusted_issuers: list[TrustedIssuer] = Field(
        default_factory=list[TrustedIssuer],
        max_length=MOST_PATTERNS,
        description="Signers that are trusted.",
    )
    require_rekor: bool = Field(
        default=True, description="Whether the signature must be in the transparency log."
    )
    require_sbom: bool = Field(default=False, description="Whether a list of components is needed.")
    public_key_ref: SecretReference | None = Field(
        default=None, description="The secret with the public key; for key-based signatures."
    )
    environments: dict[str, EnvironmentPolicy] = Field(
        default_factory=dict[str, EnvironmentPolicy],
        description="What single environments do differently.",
    )
    grace_period_days: int = Field(
        default=7, ge=0, le=90, description="Days that an expired certificate still counts."
    )
    private_infrastructure: bool = Field(
        default=False, description="Whether log and authority are run by the platform itself."
    )

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """Checking needs somebody to trust."""
        if is_off(data.get("enabled", True)):
            return
        if not field(data, "trusted_issuers") and field(data, "public_key_ref") is None:
            yield Problem(
                CONTRADICTION,
                ("enabled",) if "enabled" in data else (),
                "checking signatures needs trusted_issuers or public_key_ref",
                data.get("enabled"),
                "add a trusted issuer or a public key, or set enabled to false",
            )


def is_off(value: object) -> bool:
    """Return whether raw data means false, in the forms that Pydantic takes for it."""
    if isinstance(value, str):
        return value.lower() in ("false", "f", "no", "n", "off", "0")
    return value is False or value == 0
