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
_NAME = re.compile(
    r"(?=[a-z0-9-]{0,14}[a-z])(?![a-z0-9-]{0,13}--)[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?"
)
"""A port by its name (RFC 6335): a number in quotes is none."""


_LENGTH = re.compile(r"/[0-9]{1,3}\Z")
_BLOCK = "{cidr: 10.1.0.0/16}"


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
    yield from _no_list(("to",), peers, "begin each peer with '- ipBlock:' or a selector")
    for index, peer in enumerate(peers if is_list(peers) else ()):
        if is_mapping(peer):
            yield from _wrong_block(("to", index, "ipBlock"), peer.get("ipBlock"))
        else:
            advice = f"write it as {{ipBlock: {_BLOCK}}}, or as a selector"
            yield WrongRule(("to", index), f"{_shown(peer)} is not a peer", advice)
    ports = rule.get("ports")
    yield from _no_list(("ports",), ports, "begin each port with '- port:'")
    for index, port in enumerate(ports if is_list(ports) else ()):
        if is_mapping(port):
            yield from _wrong_port(("ports", index), port)
        else:
            message = f"{_shown(port)} is not a port"
            yield WrongRule(("ports", index), message, "write it as {port: 443, protocol: TCP}")


def _no_list(path: Path, given: object, advice: str) -> Iterator[WrongRule]:
    if given is not None and not is_list(given):
        yield WrongRule(path, f"'{path[-1]}' is not a list", advice)


def _wrong_range(path: Path, given: object) -> Iterator[WrongRule]:
    if _network(given) is None:
        yield WrongRule(
            path,
            f"{_shown(given)} is not an address range",
            "write an IP address and the length of its prefix, such as 10.1.0.0/16",
        )


def _wrong_block(path: Path, block: object) -> Iterator[WrongRule]:
    if block is None:
        return
    if not is_mapping(block):
        message = f"{_shown(block)} is not a block of addresses"
        yield WrongRule(path, message, f"write it as {_BLOCK}")
        return
    cidr, exceptions = block.get("cidr"), block.get("except")
    if cidr is None:
        yield WrongRule(path, "a block of addresses has no 'cidr'", f"write it as {_BLOCK}")
    else:
        yield from _wrong_range((*path, "cidr"), cidr)
    whole = _network(cidr)
    yield from _no_list((*path, "except"), exceptions, "begin each address range with '- '")
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
    # Python also takes a mask behind the slash, and the name of a network card in front of it.
    if not isinstance(given, str) or _LENGTH.search(given) is None or "%" in given:
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
        begin = "nowhere: 'port' is missing" if number is None else f"at {_shown(number)}"
        yield WrongRule(
            (*path, "endPort"),
            f"{_shown(last)} is not the last port of a range that begins {begin}",
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
