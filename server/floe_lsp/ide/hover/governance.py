"""Who set a governed value, and what governance is in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path as FilePath

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.enforce.ledger import LedgerEntry, Outcome, Verdict, counted_models
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.resolve.engine_names import Setting, settings
from floe_lsp.compilation.resolve.inheritance import JOINED_LISTS
from floe_lsp.ide.content import Block, Code, Inline, Strong, paragraph
from floe_lsp.ide.definitions import Definition
from floe_lsp.ide.manifest_chain import chain_of, manifest_name
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import Node, Path, fields_of
from floe_lsp.syntax.emit import emit_flow
from floe_lsp.wording.counting import counted

from .links import file_link


def _is_governed(snapshot: Snapshot, path: Path) -> bool:
    """Whether a place belongs to what tiers below inherit."""
    return snapshot.kind is FileKind.MANIFEST and len(path) > 1 and path[0] == "governance"


def governed(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Say which manifest of the chain sets a value below ``governance``; nothing elsewhere."""
    if not _is_governed(snapshot, definition.path):
        return
    chain = chain_of(snapshot)
    found = settings(chain, *definition.path)
    # The items of a list are looked up by place, which means nothing in another file.
    if not found or any(isinstance(step, int) for step in definition.path):
        return
    nearest, *above = found
    if definition.path[-1] in JOINED_LISTS:
        names = [manifest_name(setting.document) for setting in found]
        yield paragraph("Every manifest adds to this list: ", ", ".join(names))
        return
    yield _set_by(snapshot, nearest)
    for setting in above:
        yield paragraph(
            Strong(manifest_name(setting.document)),
            ", above it, asks for ",
            Code(_shown(setting.node)),
        )


def ended(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Say how a governance field ended for the products that this manifest governs."""
    if not _is_governed(snapshot, definition.path):
        return
    path = definition.path[1:]
    outcomes = [each.enforcement for each in snapshot.governed if each.enforcement is not None]
    products = [_at(outcome.ledger, snapshot.path, path) for outcome in outcomes]
    if any(products):
        yield from _ended(products)
    elif not outcomes:
        yield paragraph("No product on this platform has been checked against it")


def _at(ledger: Iterable[LedgerEntry], file: FilePath, path: Path) -> list[Verdict]:
    """Return the verdicts on a place, each once: one verdict answers several fields."""
    found = {
        id(entry.verdict): entry.verdict
        for entry in ledger
        if entry.field.document.path == file and _touch(entry.field.own_path, path)
    }
    return [*found.values()]


def _touch(one: Path, other: Path) -> bool:
    """Whether two places are the same, or one is around the other."""
    common = min(len(one), len(other))
    return one[:common] == other[:common]


def _ended(products: Sequence[Sequence[Verdict]]) -> Iterator[Block]:
    every = (verdict for verdicts in products for verdict in verdicts)
    worst = min(every, key=lambda verdict: verdict.outcome.order)
    # What belongs to no policy is kept by floe in all of them, and its note says how.
    if worst.outcome is not Outcome.CHECKED or worst.policy is None:
        yield paragraph(Strong(_WORDS[worst.outcome]), ": ", worst.note)
        return
    count, failed = counted_models(products)
    models = counted(count, "model")
    result = f"broken by {failed:,} of {models}" if failed else f"{models}, none breaks it"
    note = f" ({worst.note})" if worst.note else ""
    yield paragraph(Strong(_WORDS[worst.outcome]), f": {result}{note}")


_WORDS = {
    Outcome.NOT_CHECKABLE: "Not checked",
    Outcome.CHECKED: "Checked",
    Outcome.DECLARED: "Declared",
    Outcome.OFF: "Off",
}


def _set_by(snapshot: Snapshot, setting: Setting) -> Block:
    if setting.document.path == snapshot.path:
        count = len(snapshot.governed)
        products = f" for {counted(count, 'product')}" if count else ""
        return paragraph(f"Set here{products}")
    return paragraph(
        "In force: ",
        Code(_shown(setting.node)),
        ", set by ",
        Strong(manifest_name(setting.document)),
        ": ",
        file_link(snapshot, setting.document.path),
    )


def in_force(chain: tuple[Document, ...]) -> Iterator[tuple[Inline, ...]]:
    """Name each governance field with its value and the manifest that sets it."""
    names = dict.fromkeys(
        key
        for document in chain
        if (node := document.node("governance")) is not None
        for key in fields_of(node)
    )
    for name in names:
        for setting in settings(chain, "governance", name)[:1]:
            yield (
                *_field(name, setting.node),
                " set by ",
                Strong(manifest_name(setting.document)),
            )


def _field(name: str, node: Node) -> tuple[Inline, ...]:
    value: object = node.value
    if isinstance(value, str | int | float):
        return (Code(f"{name}: {_shown(node)}"), ",")
    return (Code(name),)


def _shown(node: Node) -> str:
    shown = emit_flow(node.value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
