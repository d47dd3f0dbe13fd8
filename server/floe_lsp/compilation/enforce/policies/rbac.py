"""Who may compile (manifest, ``governance.rbac``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.enforce.asked import first_asked
from floe_lsp.compilation.enforce.policy import Demand, Policy, below, product_not_checkable
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.manifest.governance import GovernanceConfig

_FIELDS = below("rbac", "enabled", "required_role", "allow_principal_fallback")


def _demands(platform: Platform, governance: GovernanceConfig) -> Iterator[Demand]:
    asked = first_asked(platform, (_FIELDS[0], ("rbac",)))
    if governance.rbac is not None and asked is not None:
        if governance.rbac.enabled:
            yield Demand("rbac", _FIELDS, "strict", asked, _CHECK)
        else:
            yield Demand("rbac", _FIELDS, "off", asked, _CHECK, "rbac.enabled is false")


_CHECK = product_not_checkable("floe does not ask an identity plugin who compiles yet")

POLICY = Policy("rbac", _FIELDS, _demands)
