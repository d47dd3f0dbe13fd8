"""artifacts of the manifest: registry, signing, promotion, secret references."""

from typing import Any

import pytest

from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest
from floe_lsp.schemas.manifest.promotion import PromotionConfig, SecurityGateConfig
from floe_lsp.schemas.types.secret_reference import SecretReference
from floe_lsp.schemas.types.secrets.placeholders import is_placeholder

from .contract_examples import Case, assert_valid, manifest, only_error

pytestmark = pytest.mark.requirement("FR-003")

SECRET = {"name": "registry-credentials"}
ISSUER = "https://token.actions.githubusercontent.com"


def registry(**changes: object) -> dict[str, Any]:
    base: dict[str, Any] = {"uri": "oci://r.example.com/floe", "auth": {"type": "anonymous"}}
    return manifest(artifacts={"registry": {**base, **changes}})


def promotion(**changes: object) -> dict[str, Any]:
    data = registry()
    data["artifacts"]["promotion"] = changes
    return data


def test_all_of_it() -> None:
    data = registry(
        auth={"type": "token", "credentials_ref": {**SECRET, "source": "vault", "key": "token"}},
        tls_verify=False,
        cache={"path": "/var/cache/other", "ttl_hours": 1},
        resilience={"retry": {"max_attempts": 10}, "circuit_breaker": {"enabled": False}},
        signing={"mode": "keyless", "oidc_issuer": ISSUER},
        verification={
            "trusted_issuers": [
                {"issuer": ISSUER, "subject": "repo:acme"},
                {"issuer": ISSUER, "subject_regex": "^repo:acme/.*$"},
            ],
            "environments": {"dev": {"enforcement": "off"}},
        },
    )
    data["artifacts"]["promotion"] = {
        "environments": [
            {
                "name": "dev",
                "gates": {"tests": True, "security_scan": {"command": "trivy ${ARTIFACT_REF}"}},
                "authorization": {"allowed_groups": ["admins"]},
                "lock": {"locked": True, "locked_at": "2026-01-14T10:30:00Z"},
            }
        ],
        "webhooks": [{"url": "https://hooks.example.com", "events": ["promote", "lock"]}],
        "gate_commands": {"tests": "make test", "security_scan": {"command": "grype"}},
    }
    platform = PlatformManifest.model_validate(data)
    assert platform.artifacts is not None
    assert platform.artifacts.promotion is not None
    gates = platform.artifacts.promotion.environments[0].gates
    assert isinstance(gates.security_scan, SecurityGateConfig)
    assert gates.security_scan.block_on_severity == ["CRITICAL", "HIGH"]
    assert gates.policy_compliance is True
    assert platform.artifacts.registry.resilience.retry.max_attempts == 10


def test_environments_without_being_named() -> None:
    names = [environment.name for environment in PromotionConfig().environments]
    assert names == ["dev", "staging", "prod"]
    assert PromotionConfig().environments[2].gates.security_scan is True


@pytest.mark.requirement("E124")
@pytest.mark.parametrize("kind", ["basic", "token"])
def test_a_sign_in_that_needs_a_secret(kind: str) -> None:
    for auth in ({"type": kind}, {"type": kind, "credentials_ref": None}):
        error = only_error(PlatformManifest, registry(auth=auth))
        assert (error.type, error.loc) == (
            "contradiction",
            ("artifacts", "registry", "auth", "type"),
        )
    assert_valid(PlatformManifest, registry(auth={"type": kind, "credentials_ref": SECRET}))


@pytest.mark.requirement("E124")
@pytest.mark.parametrize(
    "kind", ["anonymous", "aws-irsa", "azure-managed-identity", "gcp-workload-identity"]
)
def test_a_sign_in_that_takes_no_secret(kind: str) -> None:
    assert_valid(PlatformManifest, registry(auth={"type": kind}))
    auth = {"type": kind, "credentials_ref": SECRET}
    error = only_error(PlatformManifest, registry(auth=auth))
    base = ("artifacts", "registry", "auth")
    assert (error.type, error.loc) == ("contradiction", (*base, "credentials_ref"))
    assert error.related[0][0] == (*base, "type")


@pytest.mark.parametrize(
    ("change", "kind", "loc"),
    [
        ({"uri": "https://r.example.com"}, "invalid_format", ("uri",)),
        ({"auth": {"type": "magic"}}, "literal_error", ("auth", "type")),
        (
            {"auth": {"type": "basic", "credentials_ref": {"name": "A B"}}},
            "invalid_name",
            ("auth", "credentials_ref", "name"),
        ),
        ({"cache": {"max_size_gb": 0}}, "greater_than_equal", ("cache", "max_size_gb")),
        (
            {"resilience": {"retry": {"backoff_multiplier": 6}}},
            "less_than_equal",
            ("resilience", "retry", "backoff_multiplier"),
        ),
        ({"signing": {"mode": "keyless"}}, "contradiction", ("signing", "mode")),
        ({"signing": {"mode": "key-based"}}, "contradiction", ("signing", "mode")),
        (
            {"signing": {"mode": "keyless", "oidc_issuer": ISSUER, "private_key_ref": SECRET}},
            "contradiction",
            ("signing", "private_key_ref"),
        ),
        (
            {"signing": {"mode": "keyless", "oidc_issuer": "github"}},
            "invalid_format",
            ("signing", "oidc_issuer"),
        ),
        ({"verification": {}}, "contradiction", ("verification",)),
        ({"verification": {"enabled": "yes"}}, "contradiction", ("verification", "enabled")),
        (
            {"verification": {"trusted_issuers": [{"issuer": ISSUER}]}},
            "contradiction",
            ("verification", "trusted_issuers", 0),
        ),
        (
            {
                "verification": {
                    "trusted_issuers": [
                        {"issuer": ISSUER, "subject": "a", "subject_regex": "b"},
                    ]
                }
            },
            "contradiction",
            ("verification", "trusted_issuers", 0, "subject_regex"),
        ),
        (
            {"verification": {"trusted_issuers": [{"issuer": ISSUER, "subject_regex": "("}]}},
            "invalid_pattern",
            ("verification", "trusted_issuers", 0, "subject_regex"),
        ),
        (
            {"verification": {"public_key_ref": SECRET, "grace_period_days": 91}},
            "less_than_equal",
            ("verification", "grace_period_days"),
        ),
    ],
)
def test_one_mistake_in_the_registry(
    change: dict[str, Any], kind: str, loc: tuple[str | int, ...]
) -> None:
    error = only_error(PlatformManifest, registry(**change))
    assert (error.type, error.loc) == (kind, ("artifacts", "registry", *loc))


@pytest.mark.parametrize("word", [False, "no", "off", 0, "FALSE"])
def test_verification_that_is_off_needs_nobody_to_trust(word: object) -> None:
    assert_valid(PlatformManifest, registry(verification={"enabled": word}))


PROMOTION_MISTAKES: list[Case] = [
    ({"environments": []}, "too_short", ("environments",)),
    (
        {"environments": [{"name": "dev", "gates": {}}, {"name": "dev", "gates": {}}]},
        "duplicate_name",
        ("environments", 1, "name"),
    ),
    (
        {"environments": [{"name": "Dev", "gates": {}}]},
        "invalid_name",
        ("environments", 0, "name"),
    ),
    (
        {"environments": [{"name": "dev", "gates": {"policy_compliance": False}}]},
        "contradiction",
        ("environments", 0, "gates", "policy_compliance"),
    ),
    (
        {"environments": [{"name": "dev", "gates": {"policy_compliance": "no"}}]},
        "contradiction",
        ("environments", 0, "gates", "policy_compliance"),
    ),
    (
        {"environments": [{"name": "dev", "gates": {"smoke": True}}]},
        "extra_forbidden",
        ("environments", 0, "gates", "smoke"),
    ),
    (
        {"environments": [{"name": "dev", "gates": {"tests": "perhaps"}}]},
        "bool_parsing",
        ("environments", 0, "gates", "tests"),
    ),
    (
        {"environments": [{"name": "dev", "gates": {"tests": {"timeout_seconds": 60}}}]},
        "missing",
        ("environments", 0, "gates", "tests", "command"),
    ),
    (
        {"environments": [{"name": "dev", "gates": {}, "gate_timeout_seconds": 10}]},
        "greater_than_equal",
        ("environments", 0, "gate_timeout_seconds"),
    ),
    ({"audit_backend": "paper"}, "literal_error", ("audit_backend",)),
    (
        {"webhooks": [{"url": "x", "events": ["lock"]}]},
        "invalid_format",
        ("webhooks", 0, "url"),
    ),
    (
        {"webhooks": [{"url": "http://x", "events": ["deploy"]}]},
        "literal_error",
        ("webhooks", 0, "events", 0),
    ),
    ({"gate_commands": {"tests": 5}}, "string_type", ("gate_commands", "tests")),
    (
        {"gate_commands": {"scan": {"command": "a", "block_on_severity": ["BAD"]}}},
        "literal_error",
        ("gate_commands", "scan", "block_on_severity", 0),
    ),
]


@pytest.mark.parametrize(("change", "kind", "loc"), PROMOTION_MISTAKES)
def test_one_mistake_in_promotion(
    change: dict[str, Any], kind: str, loc: tuple[str | int, ...]
) -> None:
    error = only_error(PlatformManifest, promotion(**change))
    assert (error.type, error.loc) == (kind, ("artifacts", "promotion", *loc))


def test_names_of_the_variables_of_a_secret() -> None:
    reference = SecretReference(name="registry-credentials", key="pull-token")
    assert reference.environment_variable == "FLOE_SECRET_REGISTRY_CREDENTIALS_PULL_TOKEN"
    assert SecretReference(name="a-b").environment_variable == "FLOE_SECRET_A_B"
    assert is_placeholder(reference.placeholder)
