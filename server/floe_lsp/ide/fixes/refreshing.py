"""What may mend a manifest without a copy: to ask its registry, now that a person wants it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from floe_lsp.compilation import Diagnostic
from floe_lsp.compilation.codes import Trait
from floe_lsp.ide.commands import EditorCommand
from floe_lsp.ide.snapshot import Snapshot

from .actions import ActionKind, CodeAction


def offered(snapshot: Snapshot, here: Iterable[Diagnostic]) -> Iterator[CodeAction]:
    """Yield the action, where one of the findings here is about a registry and it may be asked."""
    about = tuple(each for each in here if Trait.OF_A_REGISTRY in each.info.traits)
    if about and snapshot.sources.trusted:
        command = EditorCommand.REFRESH_MANIFESTS
        yield CodeAction("Refresh manifests", ActionKind.QUICK_FIX, (), about, command=command)
