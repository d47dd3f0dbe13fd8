"""Lines at a column where nothing that they could belong to begins."""

from __future__ import annotations

from floe_lsp.syntax.nodes import MappingNode, Node, SequenceNode
from floe_lsp.syntax.problems import ProblemKind, TextEdit
from floe_lsp.syntax.quoting import clip
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.tolerant.block_line import BlockLine, read_line
from floe_lsp.syntax.tolerant.neighbours import block_end, next_content, previous_content, run_of
from floe_lsp.wording.counting import counted

from .fault_context import Diagnosis, FaultContext


def diagnose_misplaced_line(context: FaultContext) -> Diagnosis | None:
    """A line of structure that fits no open collection (see ``FaultContext.block_columns``)."""
    line = context.line
    if not line.is_structure:
        return None
    at = line.indent
    candidates = [(where, node) for where, node in _collections_for(context, line) if where != at]
    if not candidates:
        return None
    target, collection = min(candidates, key=lambda each: (abs(each[0] - at), -each[0]))
    return misplaced(context.text, line, target, collection)


def _collections_for(context: FaultContext, line: BlockLine) -> list[tuple[int, Node]]:
    """Return the columns at which such a line could continue something."""
    wanted = SequenceNode if line.is_item else MappingNode
    return [(where, node) for where, node in context.block_columns() if isinstance(node, wanted)]


def _neighbour(text: str, collection: Node) -> str:
    """Return the words for what a line of ``collection`` stands beside."""
    if isinstance(collection, SequenceNode):
        return "the other items"
    key = read_line(text, collection.start).key
    if isinstance(collection, MappingNode) and collection.entries:
        key = collection.entries[-1].key.span
    return "its neighbours" if key is None else f"'{clip(text[key.start : key.end])}'"


def misplaced(text: str, line: BlockLine, target: int, collection: Node) -> Diagnosis:
    """Say that ``line`` belongs at column ``target``, and move it there with what is below it.

    ``collection`` is the one at that column. When more lines stand where ``line`` does than in it,
    those of the collection are to blame.
    """
    at = line.indent
    if (blamed := _outnumbered(text, line, collection)) is not None:
        return _misplaced_collection(text, line, blamed, collection)
    neighbour = _neighbour(text, collection)
    if line.is_item:
        subject, span = "this item", Span(line.content, line.content + 1)
    else:
        span = line.key or Span(line.content, line.end)
        subject = f"'{clip(text[span.start : span.end])}'"
    edits, end = _moved(text, line, target - at)
    if target == 0:
        message = f"{subject} is indented by {spaces(at)}, but {neighbour} {are(neighbour)} not"
        how = f"move it to the start of the line, like {neighbour}"
        title = "Remove the indentation"
    else:
        message = f"{subject} is indented by {spaces(at)}, but {neighbour} by {target}"
        how = f"indent it by {spaces(target)}, like {neighbour}"
        title = f"Indent by {spaces(target)}"
    return Diagnosis.of(
        ProblemKind.BAD_INDENTATION,
        span,
        message,
        how,
        fix_title=title,
        fix=edits,
        fix_is_safe=False,
        unreliable_structure=(Span(line.start, max(end, _owner_end(text, collection, line))),),
    )


def _owner_end(text: str, collection: Node, line: BlockLine) -> int:
    """Return where the value ends that ``collection`` is part of: so far ``line`` may do harm."""
    beside = collection.start
    if isinstance(collection, MappingNode) and collection.entries:
        beside = collection.entries[-1].key.start
    beside = min(beside, line.start)
    end = max(block_end(text, beside), block_end(text, line.start))
    first = read_line(text, collection.start)
    owner = previous_content(text, first.start)
    if owner is not None and owner.indent < first.indent:
        end = max(end, block_end(text, owner.start))
    return end


def _outnumbered(text: str, line: BlockLine, collection: Node) -> BlockLine | None:
    """Return the first line of ``collection`` if that is the odd one out."""
    first = read_line(text, collection.start)
    if (
        not isinstance(collection, MappingNode)
        or first.is_item
        or first.key is None
        or first.indent == 0
        or first.start >= line.start
        or line.is_item
    ):
        return None
    above = previous_content(text, first.start)
    if above is None or above.indent >= min(line.indent, first.indent) or above.is_item:
        return None
    own = _same_column(text, first, line.start)
    others = _same_column(text, line, len(text))
    return first if own < others else None


def _same_column(text: str, first: BlockLine, stop: int) -> int:
    """Count the entries of the run of ``first`` that begin at its column, before ``stop``."""
    return sum(
        line.is_structure and line.indent == first.indent
        for line in run_of(text, first)
        if line.start < stop
    )


def _misplaced_collection(
    text: str, line: BlockLine, first: BlockLine, collection: Node
) -> Diagnosis:
    """Blame the lines above ``line``, of which ``first`` is the first."""
    target, span = line.indent, first.key or Span(first.content, first.end)
    edits, end = _moved(text, first, target - first.indent, stop=line.start)
    below = line.key or Span(line.content, line.end)
    shown, neighbour = (f"'{clip(text[each.start : each.end])}'" for each in (span, below))
    return Diagnosis.of(
        ProblemKind.BAD_INDENTATION,
        span,
        f"{shown} is indented by {spaces(first.indent)}, but {neighbour} by {target}",
        f"indent it by {spaces(target)}, like {neighbour}",
        fix_title=f"Indent by {spaces(target)}",
        fix=edits,
        related=((below, "this line is indented differently"),),
        fix_is_safe=False,
        unreliable_structure=(Span(first.start, max(end, _owner_end(text, collection, line))),),
    )


def are(subject: str) -> str:
    """Return the verb for a subject of ``_neighbour``."""
    return "is" if subject.startswith("'") else "are"


def spaces(count: int) -> str:
    """Return a number of spaces in words."""
    return counted(count, "space")


def _moved(
    text: str, line: BlockLine, by: int, stop: int | None = None
) -> tuple[tuple[TextEdit, ...], int]:
    """Return the edits that move a line, those below it that are indented further, and its like.

    Also the offset at which the last of them ends.
    """
    edits: list[TextEdit] = []
    end = line.end
    for current in run_of(text, line):
        if stop is not None and current.start >= stop:
            break
        if current.content < current.end and "\t" not in text[current.start : current.content]:
            indent = Span(current.start, current.content)
            edits.append(TextEdit(indent, " " * max(current.indent + by, 0)))
            end = current.end
    return tuple(edits), end


def goes_on_below(text: str, offset: int, column: int) -> bool:
    """Whether the next line with content, below that of ``offset``, stands right of ``column``."""
    below = next_content(text, offset)
    return below is not None and below.indent > column
