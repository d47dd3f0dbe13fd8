"""Where a repository is kept for everybody: its remote, without credentials (git-config(1)).

Nothing that the configuration includes is read, nor what a user or a machine sets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from .reading import Unreadable, content
from .repository import Repository

MAX_BYTES: Final = 256 * 1024
"""Bytes of a configuration; one with a hundred branches has ten thousand."""
_USUAL: Final = "origin"
_SECTION = re.compile(
    r"\s*\[\s*(?P<name>[A-Za-z0-9.-]+)(?:\s+\"(?P<part>(?:[^\"\\]|\\.)*)\")?\s*\]"
)
_PIECE = re.compile(r"\\(?P<escaped>.)|(?P<quote>\")|(?P<comment>[#;])|(?P<plain>[^\\\"#;]+)")
_OF_HOSTS: Final = frozenset({"git", "git+ssh", "http", "https", "ssh", "ssh+git"})
"""Schemes of addresses that are the same from every machine."""
_SHORT = re.compile(r"(?:[^@/:\s]+@)?(?P<host>[A-Za-z0-9][A-Za-z0-9.-]+):(?!//)(?P<path>.+)")
"""An address as ssh has it: ``git@example.com:acme/sales.git``. One letter is a drive."""
_PATH = re.compile(r"[A-Za-z0-9._~+%-]+(?:/[A-Za-z0-9._~+%-]+)*", re.ASCII)


def remote_of(repository: Repository) -> str | None:
    """Return host and path of a repository's remote: ``example.com/acme/sales``.

    That is ``origin``, or else the only one. ``None`` without one, for one on the same machine, and
    where the configuration cannot be read.
    """
    try:
        text = content(
            repository.common_folder / "config", repository.common_folder, MAX_BYTES
        ).decode("utf-8", "replace")
    except Unreadable:
        return None
    urls = dict(reversed([*_urls(text)]))  # of several addresses git fetches from the first
    url = urls.get(_USUAL) or (next(iter(urls.values())) if len(urls) == 1 else None)
    return None if url is None else without_credentials(url)


def without_credentials(url: str) -> str | None:
    """Return host and path of a remote's address: no scheme, user, password, query or ``.git``.

    ``None`` for what is no address on another machine.
    """
    short = None if "://" in url else _SHORT.fullmatch(url)
    try:
        parts = urlsplit(f"ssh://{short['host']}/{short['path']}" if short else url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    path = parts.path.strip("/").removesuffix(".git").rstrip("/")
    if parts.scheme not in _OF_HOSTS or not host or _PATH.fullmatch(path) is None:
        return None
    if host == "localhost" or host.startswith("127.") or ":" in host:
        return None
    return f"{host}{f':{port}' if port else ''}/{path}"


def _urls(text: str) -> Iterator[tuple[str, str]]:
    """Yield the addresses that remotes are fetched from, by the remotes' names."""
    remote: str | None = None
    for line in text.replace("\\\r\n", "").replace("\\\n", "").splitlines():
        section = _SECTION.match(line)
        if section is not None:
            is_remote = section["name"].lower() == "remote" and section["part"] is not None
            remote = re.sub(r"\\(.)", r"\1", section["part"]) if is_remote else None
            line = line[section.end() :]  # noqa: PLW2901 - an entry may follow in the same line
        key, is_entry, value = line.partition("=")
        if remote is not None and is_entry and key.strip().lower() == "url":
            yield remote, _value(value)


def _value(written: str) -> str:
    """Return a value without its quotes and its comment."""
    found: list[str] = []
    quoted = False
    for piece in _PIECE.finditer(written):
        if piece["quote"]:
            quoted = not quoted
        elif piece["comment"] and not quoted:
            break
        else:
            found.append(piece["escaped"] or piece[0])
    return "".join(found).strip()
