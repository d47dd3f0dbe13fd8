"""Edits of ``dependsOn`` and of the list of transforms, in the form that the file has already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.outline import ProductOutline, TransformOutline
from floe_lsp.schemas.product.floe_spec import TransformSpec
from floe_lsp.syntax import (
    Entry,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    SourceText,
    Span,
    TextEdit,
    dereference,
)
from floe_lsp.syntax.edits import (
    fill_entry,
    insert_entry,
    insert_item,
    line_break,
    remove_entry,
    remove_item,
)
from floe_lsp.syntax.emit import Data, FlowList, emit_scalar

_DEPENDS_ON, *_ = TransformSpec.keys_of("depends_on")


class FileForm:
    """How a product writes its transforms: the spelling of ``dependsOn``, and brackets or lines."""

    def __init__(self, product: ProductOutline) -> None:
        """Look at the first transform that depends on anything."""
        self.key = _DEPENDS_ON
        self._is_flow = True
        for transform in product.transforms:
            entry = transform.depends_on
            if entry is not None and isinstance(entry.value, SequenceNode) and entry.value.items:
                self.key, self._is_flow = str(entry.key.value), entry.value.flow
                break

    def names(self, names: Sequence[str]) -> Data:
        """Return names as a list of the file's form."""
        return FlowList(names) if self._is_flow else [*names]


def dependencies_edits(
    document: Document, transform: TransformOutline, names: Sequence[str], form: FileForm
) -> tuple[TextEdit, ...]:
    """Return the edits after which a transform depends on exactly some others.

    What it depends on already stays where it is, with its comments and anchors. Returns nothing
    where nothing changes, where an alias elsewhere would change with it, and where there is no
    list of names.
    """
    entry = transform.depends_on
    if is_shared(document, transform):
        return ()
    if entry is None:
        if not names:
            return ()
        above = next((key for key in ("tags", "tier") if key in transform.fields), "name")
        listed = form.names(names)
        return (insert_entry(document.text, transform.node, form.key, listed, above),)
    if not is_own(transform.node, entry):
        return ()
    items, text = entry.value, document.text
    if isinstance(items, SequenceNode) and not items.anchor:
        if not names:
            is_free = items.items and not any(each.anchor for each in items.items)
            return (remove_entry(text, transform.node, entry.key),) if is_free else ()
        if items.items:
            return _changed_list(text, items, names)
    elif not _is_nothing(items):
        return ()
    return fill_entry(text, transform.node, entry.key, form.names(names)) if names else ()


def _is_nothing(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value is None and not node.anchor


def _changed_list(
    text: SourceText, items: SequenceNode, names: Sequence[str]
) -> tuple[TextEdit, ...]:
    there = [each.value for each in items.items]
    if not all(isinstance(each, str) for each in there):
        return ()
    wanted, known = frozenset(names), frozenset(there)
    missing = [name for name in names if name not in known]
    wrong = [each for each in items.items if each.value not in wanted]
    if (not missing and not wrong) or any(each.anchor for each in wrong):
        return ()
    if items.flow:
        return _in_brackets(text, items, wrong, missing)
    return tuple(_in_lines(text, items, wrong, missing))


def is_own(mapping: MappingNode, entry: Entry) -> bool:
    """Whether an entry stands in a mapping itself, and not in one that it merges."""
    return any(each.key is entry.key for each in mapping.entries)


def is_shared(document: Document, transform: TransformOutline) -> bool:
    """Whether an alias may stand for a whole transform, or for the list of them."""
    place = document.place("transforms")
    above = None if place is None else dereference(place.value)
    return bool(transform.node.anchor) or (above is not None and bool(above.anchor))


def _in_lines(
    text: SourceText, items: SequenceNode, wrong: Sequence[Node], missing: Sequence[str]
) -> Iterator[TextEdit]:
    """Write missing names in place of wrong ones, and what is over at the end or not at all."""
    for node, name in zip(wrong, missing, strict=False):
        yield TextEdit(node.span, emit_scalar(name))
    for node in wrong[len(missing) :]:
        yield remove_item(text, items, node)
    added = [insert_item(text, items, name) for name in missing[len(wrong) :]]
    if added:
        yield TextEdit(added[0].span, "".join(each.text for each in added))


def _in_brackets(
    text: SourceText, items: SequenceNode, wrong: Sequence[Node], missing: Sequence[str]
) -> tuple[TextEdit, ...]:
    """Write the list again between its brackets, on as many lines as it has."""
    written = text.slice(items.span)
    if "#" in written:
        # A comment belongs to the name before it.
        return ()
    dropped = {id(each) for each in wrong}
    starts = _starts_in_brackets(text, items)
    names = [
        text.slice(Span(start, each.end))
        for start, each in zip(starts, items.items, strict=True)
        if id(each) not in dropped
    ]
    names += map(emit_scalar, missing)
    inside = Span(starts[0], items.items[-1].end)
    between = ", "
    if len(items.items) > 1 and line_break(text) in text.slice(inside):
        column = text.position(starts[-1]).column
        between = f",{line_break(text)}{' ' * column}"
    return (TextEdit(inside, between.join(names)),)


def _starts_in_brackets(text: SourceText, items: SequenceNode) -> list[int]:
    """Return where each item begins, with its anchor and its tag."""
    starts: list[int] = []
    before = items.start + 1
    for each in items.items:
        comma = text.text.find(",", before, each.start) + 1 if starts else before
        written = text.text[comma : each.start]
        starts.append(comma + len(written) - len(written.lstrip()))
        before = each.end
    return starts


def transforms_edits(product: ProductOutline, transforms: Sequence[Data]) -> tuple[TextEdit, ...]:
    """Return the edits that add transforms at the end of the list; none where there is no list."""
    document = product.document
    root, place = document.root, document.place("transforms")
    if not isinstance(root, MappingNode) or place is None or place.key is None or not transforms:
        return ()
    value = place.value
    if _is_nothing(value) or (isinstance(value, SequenceNode) and not value.items):
        return fill_entry(document.text, root, place.key, [*transforms])
    if not isinstance(value, SequenceNode) or value.anchor:
        return ()
    edits = [insert_item(document.text, value, each) for each in transforms]
    before = _blank_line(document.text, value)
    return (TextEdit(edits[0].span, "".join(f"{before}{edit.text}" for edit in edits)),)


def _blank_line(text: SourceText, items: SequenceNode) -> str:
    """Return the blank line that sets each item apart, where the last two have one in between."""
    if items.flow or len(items.items) < 2:
        return ""
    line = text.position(dereference(items.items[-1]).start).line
    return line_break(text) if not text.line(line - 1).strip() else ""


def together(text: SourceText, edits: Iterable[TextEdit]) -> tuple[TextEdit, ...]:
    """Return edits of one file in order of place, none at the place of another.

    Lines that are written at one place follow each other as given, and those that are written
    where lines are taken stand in their place.
    """
    found: list[TextEdit] = []
    for edit in sorted(edits, key=lambda each: each.span.start):
        last = found[-1] if found else None
        if last is not None and last.span == edit.span:
            found[-1] = TextEdit(edit.span, last.text + edit.text)
        elif last is not None and edit.span.start < last.span.end:
            end = line_break(text)
            found[-1] = TextEdit(last.span, f"{last.text}{edit.text.removeprefix(end)}{end}")
        else:
            found.append(edit)
    return tuple(found)
