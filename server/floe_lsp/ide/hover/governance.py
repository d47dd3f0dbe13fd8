"""Who set a value that tiers inherit, and what governance is in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path as FilePath

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.enforce.ledger import (
    LedgerEntry,
    Outcome,
    Verdict,
    counted_broken,
    counted_models,
)
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.resolve.engine_names import Setting, settings
from floe_lsp.compilation.resolve.origins import is_inherited, is_joined, joined_entries, origin_of
from floe_lsp.ide.content import Block, Bullets, Code, Inline, Strong, paragraph
from floe_lsp.ide.definitions import Definition
from floe_lsp.ide.manifest_chain import chain_of, manifest_name
from floe_lsp.ide.places import place_at
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import Path, fields_of
from floe_lsp.syntax.emit import emit_flow
from floe_lsp.wording.counting import counted
from floe_lsp.wording.paths import dotted

from .links import file_link


def _is_governed(snapshot: Snapshot, path: Path) -> bool:
    """Whether a place belongs to the governance that tiers below inherit."""
    return snapshot.kind is FileKind.MANIFEST and len(path) > 1 and path[0] == "governance"


def inherited(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Say of a value that tiers inherit which manifest of the chain sets it; nothing elsewhere."""
    path = definition.path
    # The items of a list are looked up by place, which means nothing in another file.
    if snapshot.kind is not FileKind.MANIFEST or any(isinstance(step, int) for step in path):
        return
    chain = chain_of(snapshot)
    if is_joined(path):
        names = [manifest_name(setting.document) for setting in settings(chain, *path)]
        yield paragraph("Every manifest adds to this list: ", ", ".join(names))
        return
    origin = origin_of(chain, path) if is_inherited(path) else None
    if origin is None or (len(chain) == 1 and not _is_governed(snapshot, path)):
        return
    yield _set_by(snapshot, origin.in_force)
    for setting in origin.above:
        yield paragraph(
            Strong(manifest_name(setting.document)),
            ", above it, asks for ",
            Code(_shown(setting)),
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
    count, _ = counted_models(products)
    broken = counted_broken(products)
    result = f"broken by {broken}" if broken else f"{counted(count, 'model')}, none breaks it"
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
        Code(_shown(setting)),
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
                *_field(name, setting),
                " set by ",
                Strong(manifest_name(setting.document)),
            )


def _field(name: str, setting: Setting) -> tuple[Inline, ...]:
    value: object = setting.node.value
    if isinstance(value, str | int | float):
        return (Code(f"{name}: {_shown(setting)}"), ",")
    return (Code(name),)


def governing(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Say of a place in a product which fields of its platform decide what may stand there."""
    fields = place_at(snapshot.kind, definition.path).governed_by
    items = [item for field in fields for item in _governing(snapshot, field)]
    if items:
        yield paragraph("Governed by:")
        yield Bullets(tuple(items))


def _governing(snapshot: Snapshot, field: str) -> Iterator[tuple[Inline, ...]]:
    chain = chain_of(snapshot)
    written, _, kind = field.rstrip("]").partition("[")
    path = tuple(written.split("."))
    if kind:
        for document, _, entry in joined_entries(chain, path):
            of = fields_of(entry).get("type")
            if of is not None and of.value.value == kind:
                yield _in_force_at(snapshot, path, Setting(document, entry))
        return
    # Of a section each field may be set by another manifest.
    below = {key: None for each in settings(chain, *path) for key in fields_of(each.node)}
    for place in [(*path, key) for key in below] or [path]:
        origin = origin_of(chain, place)
        if origin is not None:
            yield _in_force_at(snapshot, place, origin.in_force, origin.above)


def _in_force_at(
    snapshot: Snapshot, path: Path, setting: Setting, above: Sequence[Setting] = ()
) -> tuple[Inline, ...]:
    name = dotted(path).removeprefix("governance.")
    words: list[Inline] = [Code(f"{name}: {_shown(setting)}"), ", set by "]
    words += [Strong(manifest_name(setting.document)), ": "]
    words.append(file_link(snapshot, setting.document.path))
    for each in above:
        words += ["; ", Strong(manifest_name(each.document)), ", above it, asks for "]
        words.append(Code(_shown(each)))
    return tuple(words)


def _shown(setting: Setting) -> str:
    shown = setting.document.masked(emit_flow(setting.node.value))
    return shown if len(shown) <= _MOST_SHOWN else f"{shown[: _MOST_SHOWN - 1]}…"


_MOST_SHOWN = 100
"""Characters of a value in a hover."""
