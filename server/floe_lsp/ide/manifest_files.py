"""The file that the address of a manifest leads to: one beside it, or the copy of a registry's.

An editor asks no registry, so what it shows of one is the copy, and how old that is. A copy is what
its digest says: nobody edits it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from floe_lsp.compilation import Sources
from floe_lsp.compilation.load.manifests import local_path
from floe_lsp.registries.reference import InvalidReference, is_reference, parse_reference
from floe_lsp.wording.ages import age

from .snapshot import Snapshot

if TYPE_CHECKING:
    from floe_lsp.registries.cache import Copy


def manifest_file(sources: Sources, base: Path, address: object) -> Path | None:
    """Return the file that an address of a manifest leads to.

    ``None`` for what would have to be fetched, and for what is no address at all.

    Args:
        sources: Where files and copies are read.
        base: The file that holds the address.
        address: What is written there.
    """
    copy = registry_copy(sources, address)
    return local_path(base, address) if copy is None else copy.file


def registry_copy(sources: Sources, address: object) -> Copy | None:
    """Return the copy of the manifest at an ``oci://`` address, if there is one."""
    if not isinstance(address, str) or not is_reference(address):
        return None
    try:
        reference = parse_reference(address)
    except InvalidReference:
        return None
    return sources.manifests.known(reference)


def fetched(snapshot: Snapshot, copy: Copy) -> str:
    """Return when a copy was fetched, such as ``3 hours ago``."""
    return f"{age(copy.fetched_at, snapshot.now.timestamp())} ago"
