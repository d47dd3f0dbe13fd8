"""Secrets in the files of a product (manifest, ``governance.secret_scanning``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.enforce.asked import first_asked
from floe_lsp.compilation.enforce.policy import Demand, Policy, below, product_not_checkable
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.manifest.governance import GovernanceConfig

_FIELDS = below("secret_scanning", "enabled", "exclude_patterns", "custom_patterns", "severity")


def _demands(platform: Platform, governance: GovernanceConfig) -> Iterator[Demand]:
    scanning = governance.secret_scanning
    asked = first_asked(platform, (_FIELDS[0], ("secret_scanning",)))
    if scanning is not None and asked is not None:
        if scanning.enabled:
            level = "strict" if scanning.severity == "error" else "warn"
            yield Demand("secret scanning", _FIELDS, level, asked, _CHECK)
        else:
            note = "secret_scanning.enabled is false"
            yield Demand("secret scanning", _FIELDS, "off", asked, _CHECK, note)


_CHECK = product_not_checkable(
    "floe looks for secrets in floe.yaml and the manifests alone, not in the dbt project yet"
)

POLICY = Policy("secret_scanning", _FIELDS, _demands)
