"""The lock file beside a product: by digest, which manifests of registries it was made for.

A tag can be moved. What the lock file names has to stand for the same content as when it was
written, or the product is not compiled (E227).
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Final

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.sources import Sources
from floe_lsp.files.names import LOCK_NAME
from floe_lsp.registries.reference import Reference, is_digest
from floe_lsp.schemas.types.raw import field, is_list, is_mapping, text
from floe_lsp.syntax import Node, SourceText, Span, parse
from floe_lsp.syntax.decoding import decode
from floe_lsp.wording.counting import sentence
from floe_lsp.wording.file_paths import below_shared_folder
from floe_lsp.wording.paths import dotted

_COMMAND: Final = "floe manifest lock"
_HEADER: Final = (
    "# Written by floe manifest lock; commit it, and change it with floe manifest lock --update.\n"
)
_VERSION: Final = 1
_MOST_NAMED: Final = 5


@dataclass(frozen=True)
class ManifestLock:
    """What a lock file says."""

    digests: Mapping[str, str] | None
    """The digest of each address; ``None`` for a file that is no lock file."""
    command: str = _COMMAND
    """What writes it anew for the product: it names the manifest that the caller names."""

    def complaint(
        self,
        document: Document,
        place: Node | Span,
        reference: Reference,
        opened: Document,
        sources: Sources,
    ) -> Diagnostic | None:
        """Return what keeps a manifest from being the one that is locked.

        Args:
            document: The file that names it.
            place: Where.
            reference: The address, as it is written.
            opened: What stands there.
            sources: Where the copy of what is locked may be.
        """
        if reference.is_pinned:
            return None
        if self.digests is None:
            message = f"{LOCK_NAME} is not what '{_COMMAND}' writes, so nothing is locked"
            return document.diagnostic("E227", place, message, self._update)
        locked = self.digests.get(str(reference))
        now = None if opened.address is None else opened.address.digest
        if locked is None:
            message = f"{reference} is not in {LOCK_NAME}"
            return document.diagnostic("E227", place, message, f"add it: '{self.command}'")
        if locked == now:
            return None
        differs = _what_differs(locked, opened, sources)
        message = f"{reference} is {now} here, but {LOCK_NAME} says {locked}{differs}"
        return document.diagnostic("E227", place, message, self._update)

    @property
    def _update(self) -> str:
        return f"look at what changed, and lock it: '{self.command} --update'"


def lock_beside(
    product: FilePath, sources: Sources, option: FilePath | Reference | None = None
) -> ManifestLock | None:
    """Return the lock file beside a product, ``None`` where there is none.

    Args:
        product: The path of floe.yaml.
        sources: Where files are read.
        option: The manifest that the caller names.
    """
    path = product.with_name(LOCK_NAME)
    if not sources.is_file(path):
        return None
    command = _COMMAND
    if option is not None:
        folder = product.parent
        named = (
            str(option) if isinstance(option, Reference) else below_shared_folder(folder, option)
        )
        command = f"{_COMMAND} -m {shlex.quote(named)}"
    try:
        document = sources.document(path)
    except OSError:
        return ManifestLock(None, command)
    return ManifestLock(None if document.problems else _digests(document.value), command)


def lock_text(digests: Mapping[str, str]) -> str:
    """Return a lock file."""
    if not digests:
        return f"{_HEADER}version: {_VERSION}\nmanifests: []\n"
    lines = [f"{_HEADER}version: {_VERSION}\nmanifests:\n"]
    lines += [
        f"  - address: {address}\n    digest: {digest}\n"
        for address, digest in sorted(digests.items())
    ]
    return "".join(lines)


def _digests(value: object) -> dict[str, str] | None:
    entries = field(value, "manifests")
    if field(value, "version") != _VERSION or not is_list(entries):
        return None
    found: dict[str, str] = {}
    for entry in entries:
        address, digest = text(field(entry, "address")), text(field(entry, "digest"))
        # A digest leads to a file among the copies; of a repository it may say anything.
        if address is None or digest is None or not is_digest(digest):
            return None
        found[address] = digest
    return found


def _what_differs(locked: str, opened: Document, sources: Sources) -> str:
    """Name the fields that differ from the manifest that is locked, where there is a copy of it."""
    before = sources.manifests.cache.pulled(locked)
    if before is None:
        return ""
    old = parse(SourceText(decode(before.content).text)).root
    paths = [dotted(each) for each in _differing(None if old is None else old.value, opened.value)]
    if not paths:
        return ", which differs in comments alone"
    more = len(paths) - _MOST_NAMED
    named = [*paths[:_MOST_NAMED], *([f"{more:,} more"] if more > 0 else [])]
    return f"; what differs is {sentence(named)}"


def _differing(
    old: object, new: object, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[str | int, ...]]:
    if is_mapping(old) and is_mapping(new):
        for key in dict.fromkeys((*old, *new)):
            yield from _differing(old.get(key), new.get(key), (*path, str(key)))
    elif old != new:
        yield path
