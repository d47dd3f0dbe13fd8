"""Egress rules of network policies: those of a manifest, and those of what a run connects to.

A rule that says less than it seems to would let everything through, so what is not understood is
left out: that refuses more, and never less.
https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from floe_lsp.compilation.enforce.egress_rules import wrong_in
from floe_lsp.schemas.types.raw import is_list, is_mapping

from .endpoints import Endpoint
from .names import is_dns_label, is_label

EgressRule: TypeAlias = dict[str, Any]
"""One entry of ``spec.egress``."""

_NAMESPACE_NAME: Final = "kubernetes.io/metadata.name"
"""The label that Kubernetes gives each namespace, with its name."""
_SERVICE: Final = "svc"
"""What follows the namespace in the name of a service."""

_METADATA_SERVICES: Final = {"0.0.0.0/0": "169.254.169.254/32", "::/0": "fd00:ec2::254/128"}
"""Every address, and of it the one where clouds hand out the credentials of their machines."""

_RULE: Final = frozenset({"to", "to_cidr", "to_namespace", "ports"})
_PORT: Final = ("protocol", "port", "endPort")
_SELECTORS: Final = ("namespaceSelector", "podSelector")


def name_service() -> EgressRule:
    """Return the rule that lets names be looked up, where clusters usually have that service."""
    peer = {**_namespace("kube-system"), "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}
    return {"to": [peer], "ports": [_port(53, "UDP"), _port(53, "TCP")]}


def rule_to(endpoint: Endpoint) -> EgressRule:
    """Return the rule that lets a run connect to an endpoint.

    A policy goes by addresses and labels and never by names, so a host outside of the cluster is
    any address, at its port alone.
    """
    return {"to": list(_peers(endpoint.host)), "ports": [_port(endpoint.port, "TCP")]}


def _peers(host: str) -> Iterator[dict[str, Any]]:
    if not host:
        yield {"namespaceSelector": {}}
        yield from _anywhere()
        return
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        yield from _peers_by_name(host.split("."))
    else:
        yield {"ipBlock": {"cidr": f"{address}/{address.max_prefixlen}"}}


def _peers_by_name(labels: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the peers of a host by its name, as a cluster looks it up.

    A name of two labels is a service in another namespace, or a host outside: nothing tells.
    """
    if len(labels) == 1:
        yield {"podSelector": {}}
    elif _SERVICE in labels[2:3] or len(labels) == 2:
        yield _namespace(labels[1])
    if len(labels) > 1 and _SERVICE not in labels[2:3]:
        yield from _anywhere()


def _anywhere() -> Iterator[dict[str, Any]]:
    for cidr, left_out in _METADATA_SERVICES.items():
        yield {"ipBlock": {"cidr": cidr, "except": [left_out]}}


def custom_rules(
    rules: Iterable[Mapping[str, object]],
) -> tuple[list[EgressRule], list[str]]:
    """Return the rules of a manifest as Kubernetes writes them, and notes on those left out.

    Args:
        rules: ``governance.network_policies.custom_egress_rules``.
    """
    kept: list[EgressRule] = []
    notes: list[str] = []
    for index, rule in enumerate(rules):
        reason = _unusable(rule)
        if reason is None:
            kept.append(_custom(rule))
        else:
            place = f"governance.network_policies.custom_egress_rules.{index}"
            notes.append(f"{place} is left out, so it lets nothing through: {reason}")
    return kept, notes


def _unusable(rule: Mapping[str, object]) -> str | None:
    """Return why a rule is left out, ``None`` for one that Kubernetes understands."""
    for wrong in wrong_in(rule):
        return wrong.message
    for key in rule:
        if key not in _RULE:
            return f"'{key}' is not a field of a rule; allowed: {', '.join(sorted(_RULE))}"
    peers = rule.get("to")
    if peers is not None and ("to_cidr" in rule or "to_namespace" in rule):
        return "it names 'to' and the short form of it"
    if not any(rule.get(key) for key in ("to", "to_cidr", "to_namespace", "ports")):
        return "it names neither a peer nor a port"
    if is_list(peers) and not all(map(_is_peer, peers)):
        return (
            "a peer is an ipBlock, or a namespaceSelector and a podSelector by matchLabels of "
            "labels that a cluster takes"
        )
    ports = rule.get("ports")
    if is_list(ports) and not all(map(_is_port, ports)):
        return f"a port has {', '.join(_PORT)} and nothing else"
    namespace = rule.get("to_namespace")
    if namespace is not None and not (isinstance(namespace, str) and is_dns_label(namespace)):
        return "'to_namespace' is not the name of a namespace"
    return None


def _is_port(port: object) -> bool:
    return is_mapping(port) and "port" in port and set(port) <= set(_PORT)


def _is_peer(peer: object) -> bool:
    if not is_mapping(peer):
        return False
    if "ipBlock" in peer:
        block = peer["ipBlock"]
        return set(peer) == {"ipBlock"} and is_mapping(block) and set(block) <= {"cidr", "except"}
    return bool(peer) and all(
        key in _SELECTORS and is_mapping(value) and _is_selector(value)
        for key, value in peer.items()
    )


def _is_selector(selector: Mapping[object, object]) -> bool:
    """Whether a selector is one of labels by their values; expressions are passed on by no rule."""
    labels = selector.get("matchLabels", {})
    return (
        set(selector) <= {"matchLabels"}
        and is_mapping(labels)
        and all(
            isinstance(key, str) and isinstance(value, str) and is_label(key, value)
            for key, value in labels.items()
        )
    )


def _custom(rule: Mapping[str, object]) -> EgressRule:
    peers = rule.get("to")
    found: list[object] = list(peers) if is_list(peers) else []
    if rule.get("to_cidr") is not None:
        # Addresses of machines within the range are refused by newer clusters.
        network = ipaddress.ip_network(str(rule["to_cidr"]), strict=False)
        found.append({"ipBlock": {"cidr": str(network)}})
    if rule.get("to_namespace") is not None:
        found.append(_namespace(str(rule["to_namespace"])))
    ports = rule.get("ports")
    made: EgressRule = {"to": found} if found else {}
    if is_list(ports) and ports:
        made["ports"] = [{"protocol": "TCP", **each} for each in ports if is_mapping(each)]
    return made


def _namespace(name: str) -> dict[str, Any]:
    return {"namespaceSelector": {"matchLabels": {_NAMESPACE_NAME: name}}}


def _port(number: int, protocol: str) -> dict[str, Any]:
    return {"protocol": protocol, "port": number}
