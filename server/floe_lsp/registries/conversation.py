"""The oras library, with what it lacks: both kinds of challenges, redirects by rules, a deadline.

Everything that oras asks goes through ``do_request``, so that is the one door.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import requests
from oras.container import Container
from oras.provider import Registry

from .credentials import credentials_for
from .failures import Failure, RegistryError
from .reference import Reference
from .signing_in import SignIn
from .transport import (
    Deadline,
    Transient,
    Transport,
    host_of,
    joined,
    may_be_plain,
    not_a_registry,
    speaks_plain_http,
)

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS: Final = 5
_AGAIN: Final = frozenset({408, 429, 500, 502, 503, 504})
_FOLLOWED: Final = ("GET", "HEAD")


class Place(Container):
    """An address as oras wants it, which would take a host without a dot for a path."""

    def __init__(self, reference: Reference) -> None:
        super().__init__("placeholder/placeholder")
        self.registry = reference.api_host
        self.namespace = None
        self.repository = reference.repository
        self.tag = reference.tag or ""
        self.digest = reference.digest


class Conversation(Registry):
    """What is asked of one registry for one question."""

    def __init__(self, reference: Reference, deadline: Deadline) -> None:
        super().__init__(hostname=reference.api_host)
        self.reference = reference
        self.transport = Transport(self.session, deadline)
        self.place = Place(reference)
        try:
            self.prefix = _scheme(reference, self.transport)
        except BaseException:
            self.close()
            raise
        self._origin = f"{self.prefix}://{reference.api_host}"
        plain = reference.api_host if self.prefix == "http" else None
        self._sign_in = SignIn(reference.host, plain, credentials_for(reference), self.transport)

    def close(self) -> None:
        """Close the connections."""
        self.session.close()

    def do_request(
        self,
        url: str,
        method: str = "GET",
        data: object = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        stream: bool = False,
    ) -> requests.Response:
        """Ask the registry, sign in when it asks for that, and follow it where that is safe.

        Returns:
            The answer, which is a success, or ``404`` to a question with ``HEAD``.

        Raises:
            RegistryError: Anything else.
        """
        del json, stream
        body = data if isinstance(data, bytes) else None
        sent = dict(headers or {})
        response = self._ask(method, url, sent, body)
        if response.status_code in (401, 403) and self._is_own(response.url):
            challenge = response.headers
            response.close()
            if not self._sign_in.answer(challenge):
                raise self._sign_in.refusal(self.reference.place)
            response = self._ask(method, url, sent, body)
        self._check(response, method)
        if method not in _FOLLOWED:
            response.close()  # Its headers say it all, and oras leaves it open.
        return response

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> requests.Response:
        """Send a request and follow redirects: to TLS only, and without credentials."""
        for followed in range(_MOST_REDIRECTS + 1):
            if not (url.startswith("https://") or self._is_own(url)):
                raise redirected(self.reference.host, "to a place without TLS")
            signed = self._sign_in.header if self._is_own(url) and not followed else {}
            response = self.transport.send(method, url, {**headers, **signed}, body)
            if response.status_code not in _REDIRECTS:
                return response
            response.close()
            if method not in _FOLLOWED:
                raise redirected(self.reference.host, "elsewhere while it is given something")
            target = joined(url, response.headers.get("Location", ""))
            if not target.startswith("https://"):
                raise redirected(self.reference.host, "to a place without TLS")
            url = target
        raise redirected(self.reference.host, f"on more than {_MOST_REDIRECTS} times")

    def _is_own(self, url: str) -> bool:
        return url.startswith(f"{self._origin}/")

    def _check(self, response: requests.Response, method: str) -> None:
        status = response.status_code
        if 200 <= status < 300 or (status == 404 and method == "HEAD"):
            return
        response.close()
        host = host_of(response.url)
        if status in (401, 403):
            raise self._sign_in.refusal(self.reference.place)
        if status == 404:
            raise not_found(self.reference)
        if status in _AGAIN:
            raise Transient(
                Failure.UNREACHABLE, f"{host} cannot answer now ({status})", "try again later"
            )
        if status == 413:
            raise RegistryError(
                Failure.TOO_LARGE, f"{host} takes no file of this size", "ask those who run it"
            )
        raise not_a_registry(host)


def _scheme(reference: Reference, transport: Transport) -> str:
    is_plain = may_be_plain(reference) and speaks_plain_http(transport, reference.api_host)
    return "http" if is_plain else "https"


def not_found(reference: Reference) -> RegistryError:
    """Return that a registry has nothing of that name."""
    return RegistryError(
        Failure.NOT_FOUND,
        f"{reference.host} has nothing at {reference}",
        "check the path, and the tag or digest; 'floe manifest list' shows the tags",
    )


def redirected(host: str, where: str) -> RegistryError:
    """Return that a registry sends where floe does not go, such as ``to a place without TLS``."""
    return RegistryError(
        Failure.REDIRECT_REFUSED,
        f"{host} sends {where}, and floe does not go there",
        "check the address, or tell those who run the registry",
    )
