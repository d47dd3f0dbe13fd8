"""The NetworkPolicies of a product whose platform asks for them (``governance.network_policies``).

One refuses everything, the other allows what the product's runs need; policies add up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts

from .egress import custom_rules, name_service, rule_to
from .endpoints import Endpoint, endpoints
from .rule_words import in_words
from .workload import metadata

_API: Final = "networking.k8s.io/v1"


@dataclass(frozen=True)
class NetworkPolicies:
    """The policies of a product, by the suffix of their names."""

    by_suffix: Mapping[str, Mapping[str, object]]
    allowed: tuple[str, ...] = ()
    """What they let through, in words."""
    notes: tuple[str, ...] = ()


def network_policies(
    artifacts: CompiledArtifacts,
    environment: str,
    name: str,
    namespace: str | None,
    labels: Mapping[str, str],
    selector: Mapping[str, str],
) -> NetworkPolicies:
    """Return the policies that a platform asks for, none where it does not.

    Args:
        artifacts: The artifact.
        environment: The environment that the product is deployed to.
        name: What the names of the policies begin with.
        namespace: The namespace, if it is chosen here.
        labels: Labels of the policies.
        selector: Labels of the pods that they are about.
    """
    asked = artifacts.governance and artifacts.governance.network_policies
    if not asked or not asked.enabled:
        return NetworkPolicies({})
    if not asked.default_deny:
        note = "no network policy: network_policies.default_deny is false, so nothing is refused"
        return NetworkPolicies({}, notes=(note,))
    known, unknown = endpoints(artifacts, environment)
    own, left_out = custom_rules(asked.custom_egress_rules)

    def policy(suffix: str, spec: Mapping[str, object]) -> Mapping[str, object]:
        return {
            "apiVersion": _API,
            "kind": "NetworkPolicy",
            "metadata": metadata(f"{name}-{suffix}", namespace, labels),
            "spec": {"podSelector": {"matchLabels": dict(selector)}, **spec},
        }

    rules = [name_service(), *map(rule_to, known), *own]
    allowed = ["DNS, port 53 of kube-dns in kube-system", *map(_endpoint_in_words, known)]
    allowed += [f"custom_egress_rules, {in_words(each)}" for each in own]
    return NetworkPolicies(
        {
            "default-deny": policy("default-deny", {"policyTypes": ["Ingress", "Egress"]}),
            "egress": policy("egress", {"policyTypes": ["Egress"], "egress": rules}),
        },
        tuple(allowed),
        (*unknown, *left_out),
    )


def _endpoint_in_words(endpoint: Endpoint) -> str:
    where = endpoint.host or "any address"
    return f"{endpoint.what}, {where}, port {endpoint.port}"
