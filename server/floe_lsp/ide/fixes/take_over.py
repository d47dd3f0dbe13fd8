"""Take over what dbt has: every model becomes a transform, every ``dependsOn`` what is read.

It writes what the dbt project says and asks no platform: what a policy says of the names and tags
of new transforms is for a person to look at afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.commands import EditorCommand
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.wording.counting import counted

from .actions import ActionKind, CodeAction
from .edits import action

TITLE = "Take over what dbt has"


def taken_over(snapshot: Snapshot) -> Iterator[CodeAction]:
    """Yield the action, where there is something to take over; comments and form are kept."""
    if snapshot.kind is not FileKind.PRODUCT or snapshot.document.problems:
        return
    facts = snapshot.sources.dbt_facts(snapshot.path.parent)
    if facts is None:
        return
    # A product without a dbt project does without what reads one.
    from floe_lsp.compilation.validate.against_dbt.paired import PairedProduct  # noqa: PLC0415
    from floe_lsp.compilation.validate.against_dbt.taking_over import take_over  # noqa: PLC0415

    paired = PairedProduct(snapshot.outline, facts)
    edits, changed = take_over(paired)
    if edits:
        told = f"{counted(len(paired.undeclared), 'model')} declared"
        told += f", dependsOn of {counted(changed, 'transform')} written" if changed else ""
        yield replace(
            action(snapshot, TITLE, ActionKind.TAKE_OVER, edits),
            command=EditorCommand.TELL,
            told=told,
        )
