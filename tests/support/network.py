"""Which connections of a pod network policies let through, decided as a cluster does.

https://kubernetes.io/docs/concepts/services-networking/network-policies/: a pod that a policy of a
direction selects is isolated in it, and what any of these policies allows is allowed.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Policy = Mapping[str, Any]


@dataclass(frozen=True)
class Peer:
    """The other end of a connection: a pod of the cluster, or an address outside of it."""

    address: str = "10.244.0.9"
    namespace: str | None = None
    """``None`` for what is no pod."""
    labels: Mapping[str, str] = field(default_factory=dict[str, str])


def is_isolated(policies: Iterable[Policy], pod: Mapping[str, str], direction: str) -> bool:
    """Whether a pod is refused whatever no policy allows, in ``Ingress`` or ``Egress``."""
    return bool(_selected(policies, pod, direction))


def is_let_out(
    policies: Iterable[Policy],
    pod: Mapping[str, str],
    peer: Peer,
    port: int,
    protocol: str = "TCP",
    namespace: str = "data",
) -> bool:
    """Whether a pod in a namespace may connect to a peer."""
    chosen = _selected(policies, pod, "Egress")
    rules = [rule for policy in chosen for rule in policy["spec"].get("egress", [])]
    return not chosen or any(
        _fits_ports(rule, port, protocol) and _fits_peers(rule, peer, namespace) for rule in rules
    )


def _selected(policies: Iterable[Policy], pod: Mapping[str, str], direction: str) -> list[Policy]:
    return [
        each
        for each in policies
        if direction in each["spec"]["policyTypes"] and _fits(each["spec"]["podSelector"], pod)
    ]


def _fits(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    assert set(selector) <= {"matchLabels"}
    return all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items())


def _fits_ports(rule: Mapping[str, Any], port: int, protocol: str) -> bool:
    ports = rule.get("ports", [])
    return not ports or any(
        each.get("protocol", "TCP") == protocol
        and each["port"] <= port <= each.get("endPort", each["port"])
        for each in ports
    )


def _fits_peers(rule: Mapping[str, Any], peer: Peer, namespace: str) -> bool:
    peers = rule.get("to", [])
    return not peers or any(_fits_peer(each, peer, namespace) for each in peers)


def _fits_peer(allowed: Mapping[str, Any], peer: Peer, namespace: str) -> bool:
    if "ipBlock" in allowed:
        block, address = allowed["ipBlock"], ipaddress.ip_address(peer.address)
        left_out = [ipaddress.ip_network(each) for each in block.get("except", [])]
        is_within = address in ipaddress.ip_network(block["cidr"])
        return is_within and not any(address in each for each in left_out)
    if peer.namespace is None:
        return False
    of_namespace = {"kubernetes.io/metadata.name": peer.namespace}
    wanted = allowed.get("namespaceSelector")
    is_there = peer.namespace == namespace if wanted is None else _fits(wanted, of_namespace)
    return is_there and _fits(allowed.get("podSelector", {}), peer.labels)
