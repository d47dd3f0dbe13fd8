"""What may mend a manifest without a copy: to ask its registry, now that a person wants it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from floe_lsp.compilation import Diagnostic
from floe_lsp.compilation.codes import Trait
from floe_lsp.compilation.load.manifest_lock import lock_beside
from floe_lsp.ide.commands import EditorCommand
from floe_lsp.ide.manifest_files import registry_copy
from floe_lsp.ide.snapshot import Snapshot

from .actions import ActionKind, CodeAction


def offered(snapshot: Snapshot, here: Iterable[Diagnostic]) -> Iterator[CodeAction]:
    """Yield the action, where one of the findings here is about a registry and it may be asked."""
    about = tuple(
        each
        for each in here
        if Trait.OF_A_REGISTRY in each.info.traits
        and (Trait.OF_A_LOCK not in each.info.traits or _may_be_what_is_locked(snapshot))
    )
    if about and snapshot.sources.trusted:
        command = EditorCommand.REFRESH_MANIFESTS
        yield CodeAction("Refresh manifests", ActionKind.QUICK_FIX, (), about, command=command)


def _may_be_what_is_locked(snapshot: Snapshot) -> bool:
    """Whether a copy may differ from a lock file for its age alone, which a newer one mends.

    Nothing of a registry mends a lock file that cannot be read, or that lacks an address.
    """
    products = {snapshot.path, *(each.spec_path for each in snapshot.governed)}
    locks = (lock_beside(each, snapshot.sources) for each in sorted(products))
    return any(
        _digest_of_copy(snapshot, address) not in (None, digest)
        for lock in locks
        if lock is not None and lock.digests is not None
        for address, digest in lock.digests.items()
    )


def _digest_of_copy(snapshot: Snapshot, address: str) -> str | None:
    copy = registry_copy(snapshot.sources, address)
    return None if copy is None else copy.digest
