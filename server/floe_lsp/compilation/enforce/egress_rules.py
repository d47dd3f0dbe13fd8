"""Egress rules of a manifest: what in them no cluster takes.

A rule is written as the released packages read it (``to_cidr``, ``to_namespace``) or as Kubernetes
does (``to`` with ``ipBlock``); ``ports`` are the same in both. Only what is wrong whatever plugin
writes the policies is told:
https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import NamedTuple, TypeAlias

from floe_lsp.schemas.types.raw import is_list, is_mapping
from floe_lsp.syntax import Path
from floe_lsp.wording.near_miss import did_you_mean
from floe_lsp.wording.quoting import quote, short

_Network: TypeAlias = IPv4Network | IPv6Network

_PROTOCOLS = ("TCP", "UDP", "SCTP")
_HIGHEST = 65_535
_NAME = re.compile(r"(?=[a-z0-9-]{0,14}[a-z])[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?")
"""A port by its name (RFC 6335): a number in quotes is none."""


class WrongRule(NamedTuple):
    """What is wrong with a rule."""

    path: Path
    """Where, from the rule on."""
    message: str
    suggestion: str


def wrong_in(rule: Mapping[str, object]) -> Iterator[WrongRule]:
    """Yield what no cluster takes of a rule."""
    if rule.get("to_cidr") is not None:
        if rule.get("to_namespace") is not None:
            yield WrongRule(
                ("to_namespace",),
                "a rule lets through to an address range or to a namespace, and this names both",
                "write a rule of its own for each",
            )
        yield from _wrong_range(("to_cidr",), rule["to_cidr"])
    peers = rule.get("to")
    for index, peer in enumerate(peers if is_list(peers) else ()):
        block = peer.get("ipBlock") if is_mapping(peer) else None
        if is_mapping(block):
            yield from _wrong_block(("to", index, "ipBlock"), block)
    ports = rule.get("ports")
    if ports is not None and not is_list(ports):
        yield WrongRule(("ports",), "'ports' is not a list", "begin each port with '- port:'")
    for index, port in enumerate(ports if is_list(ports) else ()):
        if is_mapping(port):
            yield from _wrong_port(("ports", index), port)
        else:
            message = f"{_shown(port)} is not a port"
            yield WrongRule(("ports", index), message, "write it as {port: 443, protocol: TCP}")


def _wrong_range(path: Path, given: object) -> Iterator[WrongRule]:
    if _network(given) is None:
        yield WrongRule(
            path,
            f"{_shown(given)} is not an address range",
            "write an IP address and the length of its prefix, such as 10.1.0.0/16",
        )


def _wrong_block(path: Path, block: Mapping[object, object]) -> Iterator[WrongRule]:
    cidr = block.get("cidr")
    yield from _wrong_range((*path, "cidr"), cidr)
    whole, exceptions = _network(cidr), block.get("except")
    for index, each in enumerate(exceptions if is_list(exceptions) else ()):
        place = (*path, "except", index)
        part = _network(each)
        if part is None:
            yield from _wrong_range(place, each)
        elif whole is not None and not _is_within(part, whole):
            yield WrongRule(
                place,
                f"{_shown(each)} is no part of {_shown(cidr)}, from which it is left out",
                "write a smaller range within it",
            )


def _is_within(part: _Network, whole: _Network) -> bool:
    if isinstance(part, IPv4Network) and isinstance(whole, IPv4Network):
        return part != whole and part.subnet_of(whole)
    if isinstance(part, IPv6Network) and isinstance(whole, IPv6Network):
        return part != whole and part.subnet_of(whole)
    return False


def _network(given: object) -> _Network | None:
    if not isinstance(given, str) or "/" not in given:
        return None
    try:
        return ip_network(given, strict=False)
    except ValueError:
        return None


def _wrong_port(path: Path, port: Mapping[object, object]) -> Iterator[WrongRule]:
    number, last, protocol = port.get("port"), port.get("endPort"), port.get("protocol")
    if number is not None and not _is_port(number):
        yield WrongRule(
            (*path, "port"),
            f"{_shown(number)} is not a port",
            f"write a number from 1 to {_HIGHEST}, or the name of a port in small letters",
        )
    if last is not None and not (
        _is_number(last) and _is_number(number) and int(str(last)) >= int(str(number))
    ):
        begin = "'port'" if number is None else _shown(number)
        yield WrongRule(
            (*path, "endPort"),
            f"{_shown(last)} is not the last port of a range that begins at {begin}",
            "write two numbers, the smaller one as 'port'",
        )
    if protocol is not None and protocol not in _PROTOCOLS:
        meant = did_you_mean(str(protocol).upper(), _PROTOCOLS)
        allowed = f"allowed: {', '.join(_PROTOCOLS)}"
        known = f"write {str(protocol).upper()}; " if str(protocol).upper() in _PROTOCOLS else meant
        yield WrongRule(
            (*path, "protocol"), f"{_shown(protocol)} is not a protocol", f"{known}{allowed}"
        )


def _is_port(given: object) -> bool:
    return _is_number(given) or (isinstance(given, str) and _NAME.fullmatch(given) is not None)


def _is_number(given: object) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= _HIGHEST


def _shown(given: object) -> str:
    return quote(short(str(given)))
