"""Who may speak to a server that listens: whoever knows its token, and no page of the web."""

from __future__ import annotations

import contextlib
import hmac
import ipaddress
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from floe_lsp.wording.quoting import listed

from .long_numbers import without_long_numbers


def is_loopback(host: str) -> bool:
    """Return whether only this machine can connect to an address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://(?:\[[0-9a-f:.]+\]|[^\s/?#@:\[\]*]+)(?::[0-9]{1,5})?")
_USUAL_PORTS = {"http": ":80", "https": ":443"}


def origin(given: str) -> str | None:
    """Return a page's address as a browser names it (RFC 6454, 6.2), ``None`` for what is none.

    A browser writes scheme and host in lower case, and leaves out the usual port and any path.
    """
    name = given.strip().lower().removesuffix("/")
    if not _ORIGIN.fullmatch(name):
        return None
    return name.removesuffix(_USUAL_PORTS.get(name.partition(":")[0], "\n"))


@dataclass(frozen=True)
class Access:
    """What a peer has to show before anything is done for it."""

    host: str
    """The address that is listened on."""
    token: str = field(repr=False)
    origins: frozenset[str] = frozenset()
    """Pages that may connect, such as ``http://localhost:3000``."""

    def knows(self, token: object) -> bool:
        """Return whether a token is the right one, in the same time for any wrong one."""
        given = token.encode(errors="replace") if isinstance(token, str) else b""
        return hmac.compare_digest(given, self.token.encode(errors="replace"))

    def refusal_of_page(self, origins: Sequence[str], hosts: Sequence[str]) -> str | None:
        """Say why a WebSocket of a page is refused, by its ``Origin`` and ``Host``.

        A browser always names the page (RFC 6455, 10.2), and ``null`` hides it. The host is that of
        the page's address: one that an attacker's name server pointed at this machine is not ours.
        """
        unknown = [each for each in origins if each == "null" or each not in self.origins]
        if unknown:
            named = listed(unknown)
            return f"this origin may not connect: '{named}'; --allow-origin allows one"
        if not is_loopback(self.host):
            return None
        name = _host(hosts[0]) if len(hosts) == 1 else None
        if name is not None and is_loopback(name):
            return None
        return f"this host is not served: '{listed(hosts)}'; use 127.0.0.1 or localhost"

    def admits(self, path: str, authorization: Iterable[str]) -> bool:
        """Return whether a request brings the token, in its address or in a header."""
        # By hand: what a request names need not be an address.
        given = parse_qs(path.partition("#")[0].partition("?")[2]).get("token", [])
        bearers = [each[7:] for each in authorization if each[:7].lower() == "bearer "]
        return any(self.knows(each.strip()) for each in (*given, *bearers))

    def admitted(self, body: bytes) -> bytes | None:
        """Return an ``initialize`` that brings the token, without it; ``None`` for anything else.

        The token is ``initializationOptions.token``, which every editor can send.
        """
        try:
            message: Any = json.loads(body)
        except (ValueError, RecursionError):
            return None
        options = _within(message, "params", "initializationOptions")
        is_initialize = _mapping(message).get("method") == "initialize"
        if not is_initialize or not self.knows(options.get("token")):
            return None
        del options["token"]
        return json.dumps(message).encode()


def refusal(body: bytes, reason: str) -> bytes:
    """Return the answer to a message that is refused, with its number when it has one."""
    try:
        number = _mapping(without_long_numbers(body)).get("id")
    except (ValueError, RecursionError):
        number = None
    # ServerNotInitialized (LSP 3.17): the session did not begin.
    error = {"code": -32002, "message": reason}
    answer = {
        "jsonrpc": "2.0",
        "id": number if isinstance(number, str | int) else None,
        "error": error,
    }
    text = json.dumps(answer).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(text), text)


def _host(given: str) -> str | None:
    """Return the name in a ``Host``, ``None`` where it is not written as a name and a port."""
    with contextlib.suppress(ValueError):
        parts = urlsplit(f"//{given}")
        if parts.netloc == given and parts.username is None and parts.port != 0:
            return parts.hostname
    return None


def _mapping(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, Mapping) else {}


def _within(value: object, *names: str) -> dict[str, Any]:
    for name in names:
        value = _mapping(value).get(name)
    return _mapping(value)
