"""Lines of a block that fit neither the mapping nor the list that they stand in."""

from __future__ import annotations

from floe_lsp.syntax.faults import FaultKind
from floe_lsp.syntax.graph_problems import no_key
from floe_lsp.syntax.lines import next_line, trimmed_end
from floe_lsp.syntax.nodes import AliasNode, MappingNode
from floe_lsp.syntax.problems import ProblemKind, TextEdit
from floe_lsp.syntax.quoting import clip
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.tolerant.block_line import read_line
from floe_lsp.syntax.tolerant.neighbours import block_end, neighbourhood, previous_content, run_end

from .blocks import diagnose_outdented_text
from .fault_context import Diagnosis, FaultContext
from .indentation import diagnose_misplaced_line
from .names import diagnose_two_properties
from .quotes import diagnose_text_after_quote
from .stray import diagnose_entry_behind_value
from .values import needs_quotes


def diagnose_in_block(context: FaultContext) -> Diagnosis | None:
    """Something other than a key in a mapping, or than a dash in a list."""
    if context.begins_line:
        return (
            _no_key(context)
            or diagnose_outdented_text(context)
            or _keys_below_alias(context)
            or diagnose_misplaced_line(context)
            or _mixed(context)
        )
    return (
        diagnose_text_after_quote(context)
        or diagnose_two_properties(context)
        or diagnose_entry_behind_value(context)
        or _text_after_value(context)
    )


def _no_key(context: FaultContext) -> Diagnosis | None:
    """``: value``: a colon begins the line."""
    if context.char != ":":
        return None
    line = context.line
    return Diagnosis(
        (no_key(context.at),),
        (TextEdit(Span(line.content, line.end), ""),),
        (Span(line.content, line.end),),
    )


def _keys_below_alias(context: FaultContext) -> Diagnosis | None:
    """``key: *base`` with keys below it, which was meant as a merge."""
    last, text, line = context.last, context.text, context.line
    if not isinstance(last, AliasNode) or line.key is None:
        return None
    above = read_line(text, last.start)
    if above.key is None or line.indent <= above.column:
        return None
    colon = above.key.end if above.colon is None else above.colon
    edit = TextEdit(Span(colon + 1, last.end), f"\n{' ' * line.indent}<<: *{last.name}")
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        line.key,
        f"'*{clip(last.name)}' is a whole value; nothing can be added below it",
        f"merge it instead: <<: *{clip(last.name)} on a line of its own beside these keys",
        fix_title=f"Merge with <<: *{clip(last.name)}",
        fix=(edit,),
        related=((last.span, "the alias is here"),),
    )


def _mixed(context: FaultContext) -> Diagnosis | None:
    """Keys among the items of a list, or items among the keys of a mapping."""
    text, line = context.text, context.line
    if not line.is_structure:
        return None
    in_list = context.fault.kind is FaultKind.IN_LIST
    owner = context.around[-1] if context.around else None
    if line.is_item and (in_list or not isinstance(owner, MappingNode)):
        return None
    span = line.key if line.key is not None and not line.is_item else None
    if span is None:
        span = Span(line.content, line.content + 1)
    if line.is_item:
        message = "a list item is mixed in with the keys of a mapping"
        how = "put the items below a key of their own, or remove the '-'"
    else:
        message = f"'{clip(text[span.start : span.end])}' is mixed in with the items of a list"
        how = "indent it to belong to the item above, or begin the line with '- '"
    end = run_end(text, line)
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        span,
        message,
        how,
        repairs=(TextEdit(Span(line.start, end), ""),),
        unreliable_spans=(Span(line.start, end),),
    )


def _text_after_value(context: FaultContext) -> Diagnosis | None:
    """``*name more``, ``[a] more``, ``{{ x }}.y``, ``, x``: the value needs quotes."""
    span = context.value
    if span is None or context.text[span.start : span.start + 1] not in {
        "*",
        "[",
        "{",
        ",",
        "&",
        "!",
    }:
        return None
    return needs_quotes(context.text, span)


def diagnose_dash(context: FaultContext) -> Diagnosis | None:
    """``key: - item``: a list begins on the line of its key."""
    text, line = context.text, context.line
    if line.key is None or line.value is None or line.value.start != context.at:
        return diagnose_misplaced_line(context) if context.begins_line else None
    written = text[line.value.start : line.value.end]
    if written == "-":
        return needs_quotes(text, line.value)
    column = line.column + 2
    following = read_line(text, next_line(text, line.end))
    if following.is_item and following.indent >= column - 2:
        column = following.indent
    colon = line.colon if line.colon is not None else line.key.end
    edit = TextEdit(Span(colon + 1, line.value.start), "\n" + " " * column)
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        line.value,
        f"a list cannot begin on the line of its key '{clip(context.slice(line.key))}'",
        "put each '- item' on a line of its own below the key, or use brackets: [a, b]",
        fix_title="Move the list below its key",
        fix=(edit,),
    )


def diagnose_anything(context: FaultContext, place: int | None = None) -> Diagnosis:
    """Say at least where reading stopped, and go on without that line, or that of ``place``."""
    text = context.text
    line = context.line if place is None else read_line(text, place)
    if line.is_blank:
        line = previous_content(text, line.start) or line
    end = max(trimmed_end(text, line.content, line.end), line.content)
    span = Span(line.content, end)
    whole = Span(line.start, block_end(text, line.start))
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        span,
        "this line cannot be read as YAML",
        "check its quotes, brackets and indentation, and those of the lines above",
        repairs=(TextEdit(whole, ""),),
        unreliable_spans=(whole,),
        unreliable_structure=(
            neighbourhood(text, max(line.start - 1, 0)),
            neighbourhood(text, line.start),
        ),
    )


def diagnose_exhausted(context: FaultContext) -> Diagnosis:
    """Say that what stands in brackets is too long to find the mistake in it.

    So it is with tens of thousands of values that only the C parser refuses, such as URLs: to
    blame one of them, or a bracket, would be a guess.
    """
    opening = next(node for node in context.around if node.flow)
    return Diagnosis.of(
        ProblemKind.TOO_LARGE,
        Span(opening.start, min(opening.start + 1, len(context.text))),
        "the brackets that open here contain too much to be checked",
        "split the value, or write it in lines without brackets; what follows is not read",
        ends=True,
    )
