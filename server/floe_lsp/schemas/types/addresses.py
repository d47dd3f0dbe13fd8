"""Rules for network addresses in a manifest, and for the paths of ingestion sources.

Artifacts are compiled once and run in every environment, so an endpoint of this machine or of a
private network is refused (the released rule); here by the host as a client would parse it.
"""

import ipaddress
import re
from typing import Annotated, Final, TypeAlias
from urllib.parse import SplitResult, urlsplit

from pydantic.json_schema import JsonSchemaValue
from typing_extensions import LiteralString

from floe_lsp.wording.quoting import quote

from .errors import INVALID_ENDPOINT, INVALID_FORMAT, INVALID_PATH, Complaint
from .secrets.names import is_credential_parameter
from .text_rules import TextRule

_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_REFUSED_NETWORKS: Final = {
    "this machine": ("127.0.0.0/8", "0.0.0.0/32", "::1/128", "::/128"),
    "a private network": ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
    "the local link": ("169.254.0.0/16", "fe80::/10"),
}
_WHAT_IS_REFUSED: Final = tuple(
    (what, tuple(ipaddress.ip_network(network) for network in networks))
    for what, networks in _REFUSED_NETWORKS.items()
)
_NUMBER: Final = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")
_NAME_OF_HOST = re.compile(r"[\w.:\[\]-]+", re.ASCII)
_OBJECT_STORES: Final = ("s3", "gs", "az")
_DRIVE: Final = re.compile(r"[A-Za-z]:[\\/]")


def split_url(text: str) -> SplitResult | None:
    """Return the parts of an address, or ``None`` when it is malformed."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises for a port that is not a number below 65536
    except ValueError:
        return None
    return parts


def host_and_port(text: str) -> str | None:
    """Return host and port of an address, if it has a host: the rest may hold a credential.

    ``None`` also for a host with characters of no name, of which some steer a terminal.
    """
    parts = split_url(text)
    if parts is None or not parts.hostname or not _NAME_OF_HOST.fullmatch(parts.hostname):
        return None
    return parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"


def http_complaint(text: str) -> Complaint | None:
    """Return what keeps ``text`` from being an http or https address with a host."""
    if not text.strip():
        return Complaint("the address is empty", "write https://host:port/path")
    parts = split_url(text)
    shown = quote(text)
    if parts is None or any(char.isspace() for char in text):
        return Complaint(f"{shown} is not a valid address", "write https://host:port/path")
    if parts.scheme not in ("http", "https"):
        if "://" in text:
            return Complaint(
                f"{shown} is neither an http nor an https address", "start it with https://"
            )
        return Complaint(f"{shown} has no scheme", "start it with https:// or http://")
    if not parts.hostname:
        return Complaint(f"{shown} has no host", "write https://host:port/path")
    return None


def refused_network(host: str) -> str | None:
    """Return where a host points that no shared endpoint may point to, or ``None``.

    Args:
        host: Host of an address without brackets: a name, an IPv4 address in any form that
            clients take (``127.1``, ``0x7f000001``), or an IPv6 address.

    Returns:
        "this machine", "a private network" or "the local link".
    """
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return "this machine"
    address = _address(name)
    if address is None:
        return None
    return next(
        (
            what
            for what, networks in _WHAT_IS_REFUSED
            if any(address in network for network in networks)
        ),
        None,
    )


def _address(host: str) -> _Address | None:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return _old_style_address(host)
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _old_style_address(host: str) -> ipaddress.IPv4Address | None:
    """Return the address of ``127.1``, ``2130706433`` or ``0177.0.0.1``, as ``inet_aton`` does."""
    parts = host.split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) and len(part) < 20 for part in parts):
        return None
    try:
        numbers = [_inet_number(part) for part in parts]
    except ValueError:
        return None
    *leading, last = numbers
    if any(number > 255 for number in leading) or last >= 256 ** (4 - len(leading)):
        return None
    value = last
    for index, number in enumerate(leading):
        value += number << (8 * (3 - index))
    return ipaddress.IPv4Address(value)


def _inet_number(text: str) -> int:
    if text[:2].lower() == "0x":
        return int(text[2:] or "0", 16)
    return int(text, 8) if len(text) > 1 and text.startswith("0") else int(text)


class HttpAddress(TextRule):
    """An http or https address with a host."""

    error_type: LiteralString = INVALID_FORMAT

    def complaint(self, text: str) -> Complaint | None:
        """Return what is wrong with ``text``, or ``None``."""
        return http_complaint(text)

    def json_schema(self) -> JsonSchemaValue:
        """Return scheme and format."""
        return {"pattern": r"^[hH][tT][tT][pP][sS]?://[^/?#\s]+", "format": "uri"}


class SharedEndpoint(HttpAddress):
    """An http address that means the same in every environment."""

    error_type: LiteralString = INVALID_ENDPOINT

    def complaint(self, text: str) -> Complaint | None:
        """Return what is wrong with ``text``, or ``None``."""
        complaint = http_complaint(text)
        if complaint is not None:
            return complaint
        parts = split_url(text)
        host = parts.hostname if parts is not None else None
        where = refused_network(host) if host is not None else None
        if host is None or where is None:
            return None
        return Complaint(
            f"the endpoint {quote(text)} points to {where}",
            f"use a host name that every environment resolves instead of {quote(host)}",
        )


class SourcePath(TextRule):
    """Where an ingestion source lies: a relative path, or an object store's address."""

    error_type: LiteralString = INVALID_PATH

    def complaint(self, text: str) -> Complaint | None:
        """Return what is wrong with ``text``, or ``None``."""
        if not text.strip():
            return Complaint("the path is empty", "write data/orders.csv or s3://bucket/orders/")
        if text != text.strip():
            return Complaint(
                f"the path {quote(text)} starts or ends with a space",
                f"use {quote(text.strip())}",
                text.strip(),
            )
        parts = split_url(text)
        if parts is None:
            return Complaint(f"{quote(text)} is not a valid path", "check brackets and port")
        if _names_credential(parts.query) or _names_credential(parts.fragment):
            return Complaint(
                f"the path {_without_query(text)} carries a credential",
                "leave it out, the platform passes credentials at run time",
            )
        return _store_complaint(text, parts) if parts.scheme else _local_complaint(text)

    def json_schema(self) -> JsonSchemaValue:
        """Return that it is neither absolute nor of another scheme."""
        return {"pattern": r"^(?:(?:s3|gs|az)://[^/@\s]|(?![A-Za-z][A-Za-z0-9+.-]*:)[^/\s])"}


def _local_complaint(text: str) -> Complaint | None:
    if text.startswith(("/", "\\")):
        return Complaint(
            f"the path {quote(text)} is absolute, which works on one machine only",
            "write it relative to floe.yaml, or use s3://, gs:// or az://",
        )
    if "://" in text:
        return Complaint(f"the path {quote(text)} has no valid scheme", "use s3://, gs:// or az://")
    return None


def _store_complaint(text: str, parts: SplitResult) -> Complaint | None:
    if _DRIVE.match(text):
        return Complaint(
            f"the path {quote(text)} is absolute, which works on one machine only",
            "write it relative to floe.yaml, or use s3://, gs:// or az://",
        )
    if parts.scheme not in _OBJECT_STORES:
        return Complaint(
            f"the path {quote(text)} has the scheme {quote(parts.scheme)}",
            "write a relative path, or use s3://, gs:// or az://",
        )
    if "@" in parts.netloc:
        return Complaint(
            f"the path of {parts.scheme}:// carries a user name or password",
            "leave it out, the platform passes credentials at run time",
        )
    if not parts.netloc:
        return Complaint(
            f"the path {quote(text)} names no bucket", f"write {parts.scheme}://bucket/path"
        )
    return None


def _names_credential(text: str) -> bool:
    keys = (part.partition("=")[0] for part in re.split("[&;]", text))
    return any(map(is_credential_parameter, keys))


def _without_query(text: str) -> str:
    return quote(re.split("[?#]", text)[0])


HttpUrl: TypeAlias = Annotated[str, HttpAddress()]
Endpoint: TypeAlias = Annotated[str, SharedEndpoint()]
IngestionPath: TypeAlias = Annotated[str, SourcePath()]
