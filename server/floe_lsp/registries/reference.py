"""The address of something in an OCI registry: ``oci://host[:port]/path[:tag|@sha256:...]``.

The grammar of names, tags and digests is that of the OCI distribution specification 1.1, the host
is what an address of the web may have.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from floe_lsp.wording.quoting import quote, quote_name

SCHEME: Final = "oci://"
DEFAULT_TAG: Final = "latest"

_LONGEST: Final = 1_024
_HOST: Final = re.compile(r"\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?")
_PART: Final = re.compile(r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*")
_TAG: Final = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}")
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_BEFORE_HOST: Final = re.compile(r"[^/]*@|[^@]*@(?:[^@]*/|.*@)", re.DOTALL)
"""What an address begins with that names a user: a digest has no slash, and nothing behind it."""
_FORM: Final = "write oci://host/path:tag or oci://host/path@sha256:..."
_LOOPBACK: Final = re.compile(r"localhost|127(?:\.[0-9]{1,3}){3}|\[::1\]")
_DOCKER_HUB: Final = "docker.io"
_DOCKER_HUB_API: Final = "registry-1.docker.io"
_DOCKER_HUB_ACCOUNT: Final = "https://index.docker.io/v1/"


class InvalidReference(ValueError):
    """An address that is none; it holds nothing that could be a password."""

    def __init__(self, message: str, suggestion: str = _FORM) -> None:
        super().__init__(message)
        self.message = message
        """What is wrong, for people."""
        self.suggestion = suggestion
        """What to write."""


@dataclass(frozen=True)
class Reference:
    """Something in a registry, by name or by digest."""

    host: str
    """Host in small letters, with the port where one is written."""
    repository: str
    tag: str | None = None
    digest: str | None = None

    @property
    def wanted(self) -> str:
        """What the registry is asked for: the digest, which says more than a tag beside it."""
        return self.digest or self.tag or DEFAULT_TAG

    @property
    def is_pinned(self) -> bool:
        """Whether it can only ever mean the same content."""
        return self.digest is not None

    @property
    def is_loopback(self) -> bool:
        """Whether the host is this machine, by its name."""
        return _LOOPBACK.fullmatch(host_without_port(self.host)) is not None

    @property
    def api_host(self) -> str:
        """The host that answers for the registry."""
        return _DOCKER_HUB_API if self.host == _DOCKER_HUB else self.host

    @property
    def account(self) -> str:
        """The name under which Docker's configuration keeps the credentials."""
        return _DOCKER_HUB_ACCOUNT if self.host == _DOCKER_HUB else self.host

    @property
    def place(self) -> str:
        """The address without tag and digest."""
        return f"{SCHEME}{self.host}/{self.repository}"

    def pinned(self, digest: str) -> Reference:
        """Return the address of the content that was found at this one."""
        return replace(self, digest=digest)

    def __str__(self) -> str:
        tag = "" if self.tag is None else f":{self.tag}"
        digest = "" if self.digest is None else f"@{self.digest}"
        return f"{self.place}{tag}{digest}"


def is_reference(address: str) -> bool:
    """Whether an address is meant for a registry, right or wrong."""
    return address[: len(SCHEME)].lower() == SCHEME


@lru_cache(maxsize=256)
def parse_reference(address: str) -> Reference:
    """Read an address.

    Args:
        address: What was written, beginning with ``oci://``.

    Raises:
        InvalidReference: It is none; says what is wrong with it and what to write.
    """
    scheme, _, rest = address.partition("://")
    if _BEFORE_HOST.match(rest or scheme) is not None:
        # First of all, so that no other message shows a password.
        raise InvalidReference(
            "the address of a registry holds no user and no password",
            "remove what stands before the '@' of the host, and sign in with 'docker login'",
        )
    if not address.startswith(SCHEME):
        raise InvalidReference(f"{quote(address)} does not begin with {SCHEME}")
    host, _, name = rest.partition("/")
    if len(address) > _LONGEST:
        raise InvalidReference(f"the address is longer than {_LONGEST:,} characters")
    _check_host(host, address)
    if not name:
        raise InvalidReference(f"{quote_name(address)} has no path behind the host")
    named, at, digest = name.partition("@")
    repository, colon, tag = named.partition(":")
    _check_repository(repository, address)
    if colon and _TAG.fullmatch(tag) is None:
        raise InvalidReference(
            f"{quote(tag)} is not a tag",
            "write letters, digits, '_', '.' and '-', at most 128 and first no '.' or '-'",
        )
    if at and not is_digest(digest):
        raise InvalidReference(
            f"{quote(digest)} is not a digest",
            "write sha256: and the 64 digits of 0 to 9 and a to f that the registry shows",
        )
    # A host means the same in capitals, and credentials are looked up by it.
    return Reference(host.lower(), repository, tag or None, digest or None)


def is_digest(text: str) -> bool:
    """Whether a text is the digest of some content, such as ``sha256:...``."""
    return _DIGEST.fullmatch(text) is not None


def host_without_port(host: str) -> str:
    """Return a host without the port behind it, an IPv6 address in its brackets."""
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


def _check_host(host: str, address: str) -> None:
    if not host:
        raise InvalidReference(f"{quote_name(address)} has no host")
    name = host_without_port(host)
    port = host[len(name) :]
    if _HOST.fullmatch(name) is None:
        raise InvalidReference(f"{quote(name)} is not the name of a host")
    number = port[1:]
    is_port = number.isascii() and number.isdigit() and len(number) < 6 and 0 < int(number) < 65536
    if port and not (port.startswith(":") and is_port):
        raise InvalidReference(
            f"{quote(number)} is not a port", "write a number from 1 to 65535 behind the host"
        )


def _check_repository(repository: str, address: str) -> None:
    for part in repository.split("/"):
        if _PART.fullmatch(part) is not None:
            continue
        if not part:
            raise InvalidReference(f"the path of {quote_name(address)} has an empty part")
        if _PART.fullmatch(part.lower()) is not None:
            raise InvalidReference(
                f"{quote(part)} has capital letters, which no path in a registry has",
                f"use {quote(part.lower())}",
            )
        raise InvalidReference(
            f"{quote(part)} is not a part of a path",
            "write small letters and digits, with '.', '_', '__' or '-' between them",
        )
