"""An egress rule in words, for whoever looks at what the pods of a product may connect to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from .egress import EgressRule

_ANYTHING: Final = "any address and every pod"
_EVERY_PORT: Final = "every port"


def in_words(rule: EgressRule) -> str:
    """Return to what and at which ports a rule of Kubernetes lets connections through."""
    peers = " or ".join(_peer(each) for each in rule.get("to", ())) or _ANYTHING
    ports = ", ".join(_port(each) for each in rule.get("ports", ()))
    return f"{peers}, {f'port {ports}' if ports else _EVERY_PORT}"


def _peer(peer: Mapping[str, Any]) -> str:
    if "ipBlock" in peer:
        block = peer["ipBlock"]
        left_out = ", ".join(block.get("except") or ())
        return f"{block['cidr']} without {left_out}" if left_out else str(block["cidr"])
    return " of ".join(_selected(peer))


def _selected(peer: Mapping[str, Any]) -> Iterator[str]:
    yield _with_labels("pods", peer.get("podSelector") or {})
    if "namespaceSelector" not in peer:
        yield "its own namespace"
    else:
        yield _with_labels("namespaces", peer["namespaceSelector"] or {})


def _with_labels(what: str, selector: Mapping[str, Any]) -> str:
    labels: Mapping[str, str] = selector.get("matchLabels") or {}
    wanted = ", ".join(f"{key}={value}" for key, value in labels.items())
    return f"{what} with {wanted}" if wanted else f"all {what}"


def _port(port: Mapping[str, Any]) -> str:
    last = f"-{port['endPort']}" if port.get("endPort") is not None else ""
    return f"{port['port']}{last} ({port.get('protocol', 'TCP')})"
