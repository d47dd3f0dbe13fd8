"""The fix that writes the name which a ``ref()`` or ``source()`` was probably meant to have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from floe_lsp.compilation.diagnostics import Edit, Fix, Location
from floe_lsp.compilation.secrecy import hide_shapes
from floe_lsp.syntax import Span
from floe_lsp.wording.near_miss import clear_near_miss
from floe_lsp.wording.quoting import quote_name

if TYPE_CHECKING:
    from floe_lsp.dbt.jinja.calls import Reference

_ENDS_A_LITERAL = "'\"\\"


class _Word(NamedTuple):
    """A literal argument and what is to stand in it."""

    span: Span | None
    written: str
    meant: str


def near_miss_fixes(
    reference: Reference, place: Location, candidates: Iterable[str]
) -> tuple[Fix, ...]:
    """Return the fix of a reference that names nothing, if one name alone is nearest to it.

    Only the words between the quotes are written anew. Where one is not written as it is read, such
    as ``'a' 'b'`` or with an escape, there is none.

    Args:
        reference: What names nothing.
        place: Where its name stands, in the text that its spans count in.
        candidates: What could be meant: the names of models, seeds and snapshots, or the tables of
            sources as ``source.table``.
    """
    written = reference.name
    if reference.kind == "source":
        written = f"{reference.owner}.{reference.name}"
    near = clear_near_miss(written, candidates)
    if near is None or hide_shapes(near) != near:
        return ()
    changed = [each for each in _words(reference, near) if each.written != each.meant]
    edits: list[Edit] = []
    for each in changed:
        if each.span is None or place.text.slice(each.span) != each.written:
            return ()
        if not each.meant.isprintable() or any(end in each.meant for end in _ENDS_A_LITERAL):
            return ()
        edits.append(Edit(Location(place.path, each.span, place.text), each.meant))
    if not edits:
        return ()
    return (Fix(f"Replace with {quote_name(near)}", tuple(edits), is_near_miss=True),)


def _words(reference: Reference, near: str) -> Iterator[_Word]:
    """Yield the arguments of a reference to another name, in the order in which they stand."""
    if reference.kind == "ref":
        yield _Word(reference.span, reference.name, near)
        return
    # Both names may hold dots themselves, so what is right already tells where the other begins.
    owner, table = reference.owner or "", reference.name
    if near.startswith(f"{owner}."):
        yield _Word(reference.span, table, near.removeprefix(f"{owner}."))
    elif near.endswith(f".{table}"):
        yield _Word(reference.owner_span, owner, near.removesuffix(f".{table}"))
    elif near.count(".") == 1:
        source, _, name = near.partition(".")
        yield _Word(reference.owner_span, owner, source)
        yield _Word(reference.span, table, name)
