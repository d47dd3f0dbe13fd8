"""What the runs of a product may connect to (manifest, ``governance.network_policies``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.enforce.asked import first_asked
from floe_lsp.compilation.enforce.policy import Demand, Policy, below, product_not_checkable
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.manifest.governance import GovernanceConfig

_FIELDS = below("network_policies", "enabled", "default_deny", "custom_egress_rules")


def _demands(platform: Platform, governance: GovernanceConfig) -> Iterator[Demand]:
    asked = first_asked(platform, (_FIELDS[0], ("network_policies",)))
    if governance.network_policies is not None and asked is not None:
        if governance.network_policies.enabled:
            yield Demand("network policies", _FIELDS, "strict", asked, _CHECK)
        else:
            note = "network_policies.enabled is false"
            yield Demand("network policies", _FIELDS, "off", asked, _CHECK, note)


_CHECK = product_not_checkable("floe does not ask a network plugin to write them yet")

POLICY = Policy("network_policy", _FIELDS, _demands)
