"""E312: what the runs of a product may connect to (manifest, ``governance.network_policies``).

``floe deploy render`` writes them with the product, and says what they let through. A compile alone
writes none, and knows of no network plugin whether it does, so whether they are there is not
checkable then; what no cluster takes of their rules is told by both.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from floe_lsp.compilation.enforce.asked import first_asked
from floe_lsp.compilation.enforce.policy import (
    Answer,
    Demand,
    NotCheckable,
    Policy,
    PolicyInput,
    Remark,
    Violation,
    below,
)
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_access import NetworkPoliciesConfig
from floe_lsp.wording.quoting import listed

_RULES = ("network_policies", "custom_egress_rules")
_RENDERED = "rendered with this: everything is refused that no rule allows"
_NOTHING_REFUSED = "default_deny is false, so nothing is refused and there is nothing to render"
_FIELDS = below("network_policies", "enabled", "default_deny", "custom_egress_rules")


def _demands(platform: Platform, governance: GovernanceConfig) -> Iterator[Demand]:
    asked = first_asked(platform, (_FIELDS[0], ("network_policies",)))
    network = governance.network_policies
    if network is not None and asked is not None:
        check = partial(_check, network)
        if network.enabled:
            yield Demand("network policies", _FIELDS, "strict", asked, check)
        else:
            note = "network_policies.enabled is false"
            yield Demand("network policies", _FIELDS, "off", asked, check, note)


def _check(network: NetworkPoliciesConfig, given: PolicyInput) -> Iterator[Answer]:
    """Yield what is wrong with the rules, and whether the policies are written with this."""
    from floe_lsp.compilation.enforce.egress_rules import wrong_in  # noqa: PLC0415 - where rules are asked for

    for index, rule in enumerate(network.custom_egress_rules):
        for wrong in wrong_in(rule):
            document = given.platform.governance_files[_RULES].document
            node = document.node("governance", *_RULES, index, *wrong.path)
            place = document.location(node or document.start)
            yield Violation(
                "E312", None, place.span, wrong.message, wrong.suggestion, elsewhere=place
            )
    if given.renders_network_policies:
        yield Remark(_RENDERED if network.default_deny else _NOTHING_REFUSED)
        return
    names = given.registry.names(PluginCategory.NETWORK_SECURITY)
    if names:
        reason = f"{listed(names)} writes the policies where the platform is deployed, and not here"
    else:
        group = PluginCategory.NETWORK_SECURITY.group
        reason = (
            f"no network plugin is installed ({group}), and a compile alone writes no policy; "
            "floe deploy render does"
        )
    yield NotCheckable(None, reason)


POLICY = Policy("network_policy", _FIELDS, _demands)
