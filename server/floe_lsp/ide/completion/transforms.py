"""Transforms that another one may depend on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.outline import ProductOutline, TransformOutline
from floe_lsp.ide.places import WordKind, words_of

from .context import CompletionContext, Proposal
from .items import ItemKind

_WORD = re.compile(r"\w+")


def dependencies(context: CompletionContext) -> Iterator[Proposal]:
    """Yield the transforms that may be added to a ``dependsOn``.

    Not the transform itself, none that depends on it already, which would close a circle, and none
    that is in the list. Those declared above come first, the nearest one before the others.
    """
    known = known_transforms(context)
    own = context.cursor.beside(*context.cursor.path[:2]).get("name")
    taken = {*context.cursor.items, *_dependents(known, own)}
    names = [name for name in known if name not in taken]
    index = list(known).index(own) if own in known else len(known)
    order = {name: position for position, name in enumerate(known)}
    above = [name for name in names if order[name] < index]
    below = [name for name in names if order[name] > index]
    for name in (*reversed(above), *below):
        yield Proposal(
            name,
            ItemKind.REFERENCE,
            _detail(known[name]),
            data={"kind": WordKind.TRANSFORM.value, "name": name},
        )


def publishable(context: CompletionContext) -> Iterator[Proposal]:
    """Yield the transforms that are not yet an output port, those of the tier gold first."""
    known = known_transforms(context)
    ports = _port_names(context)
    names = [name for name in known if name not in ports]
    for name in sorted(names, key=lambda name: known[name].tier != "gold"):
        yield Proposal(
            name,
            ItemKind.REFERENCE,
            _detail(known[name]),
            data={"kind": WordKind.TRANSFORM.value, "name": name},
        )


def known_transforms(context: CompletionContext) -> dict[str, TransformOutline]:
    """Return the transforms of the product by name, in the order of the file.

    Where the text cannot be read to its end, those that the newest good version had and the text
    still names are added.
    """
    snapshot = context.snapshot
    found = dict(snapshot.outline.by_name)
    if not snapshot.document.problems:
        return found
    good = snapshot.last_good
    if good is not None and good is not snapshot.document:
        # As whole words: what was half typed then is not a name now.
        named = set(_WORD.findall(snapshot.document.text.text))
        for name, transform in ProductOutline(good).by_name.items():
            if name in named:
                found.setdefault(name, transform)
    # What was torn apart may be read as a name with half a line in it.
    return {name: transform for name, transform in found.items() if name.isidentifier()}


def _dependents(known: dict[str, TransformOutline], name: str | None) -> set[str]:
    """Return a transform with all that depend on it, directly or not."""
    if name is None:
        return set()
    users: dict[str, list[str]] = {}
    for each, transform in known.items():
        for reference in transform.dependencies:
            users.setdefault(reference.name, []).append(each)
    found = {name}
    pending = [name]
    while pending:
        for user in users.get(pending.pop(), ()):
            if user not in found:
                found.add(user)
                pending.append(user)
    return found


def _port_names(context: CompletionContext) -> set[str]:
    ports = words_of(context.snapshot.document.root, FileKind.PRODUCT, WordKind.PORT)
    return {node.value for node, _ in ports if isinstance(node.value, str)}


def _detail(transform: TransformOutline) -> str | None:
    words = (transform.tier, transform.engine)
    return ", ".join(word for word in words if word) or None
