"""How much a violation matters: the levels, and whether an override reaches it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import corpus
from floe_lsp.compilation import analyze
from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.enforce import enforcer
from floe_lsp.compilation.enforce.asked import asked_fields
from floe_lsp.compilation.enforce.policy import Demand, Policy, PolicyInput, Violation
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_policies import EnforcementLevel

pytestmark = pytest.mark.requirement("FLOE-E201")

MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {{name: platform, version: 1.0.0, owner: platform@example.com}}
plugins:
  compute: {{type: duckdb}}
  orchestrator: {{type: dagster}}
governance:
  policy_enforcement_level: {master}
  policy_overrides:
    - {{pattern: "*", action: {action}, reason: under way}}
"""


def severities(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    model: str | None = None,
    policy: EnforcementLevel = "strict",
    own: EnforcementLevel | None = None,
    master: EnforcementLevel = "strict",
    action: str = "exclude",
) -> list[Severity]:
    """What becomes of one violation on a platform that overrides every model."""

    def check(given: PolicyInput) -> Iterator[Violation]:
        node = given.product.document.node("metadata", "name")
        assert node is not None
        yield Violation("FLOE-E201", model, node, "too small", "grow", level=own)

    def demands(platform: Platform, _: GovernanceConfig) -> Iterator[Demand]:
        yield Demand("size", (), policy, next(asked_fields(platform)), check)

    monkeypatch.setattr(enforcer, "POLICIES", (Policy("custom", (), demands),))
    (folder / "manifest.yaml").write_text(MANIFEST.format(master=master, action=action))
    (folder / "floe.yaml").write_text(corpus.DEFAULT_FILES["floe.yaml"])
    return [found.severity for found in analyze(folder / "floe.yaml").diagnostics]


def test_no_override_reaches_a_violation_of_the_product(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert severities(tmp_path, monkeypatch) == [Severity.ERROR]
    assert severities(tmp_path, monkeypatch, action="downgrade") == [Severity.ERROR]
    assert severities(tmp_path, monkeypatch, model="stg_orders") == []
    downgraded = severities(tmp_path, monkeypatch, model="stg_orders", action="downgrade")
    assert downgraded == [Severity.WARNING]


@pytest.mark.parametrize(
    ("policy", "own", "master", "expected"),
    [
        ("strict", None, "strict", [Severity.ERROR]),
        ("warn", None, "strict", [Severity.WARNING]),
        ("warn", "strict", "strict", [Severity.ERROR]),
        ("strict", "warn", "strict", [Severity.WARNING]),
        ("strict", "off", "strict", []),
        ("warn", "strict", "warn", [Severity.WARNING]),
        ("off", "strict", "strict", []),
    ],
)
def test_a_level_of_its_own_goes_before_that_of_the_policy(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    policy: EnforcementLevel,
    own: EnforcementLevel | None,
    master: EnforcementLevel,
    expected: list[Severity],
) -> None:
    found = severities(tmp_path, monkeypatch, policy=policy, own=own, master=master)
    assert found == expected
