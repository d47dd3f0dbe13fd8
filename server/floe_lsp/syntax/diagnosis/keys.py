"""Lines that should be ``key: value`` and lack the colon, or the space after it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain, islice

from floe_lsp.syntax.lines import column, next_line, trimmed_end
from floe_lsp.syntax.nodes import MappingNode, Node
from floe_lsp.syntax.problems import ProblemKind, TextEdit
from floe_lsp.syntax.quoting import clip
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.tolerant.block_line import BlockLine, read_line
from floe_lsp.syntax.tolerant.neighbours import (
    block_end,
    lines_above,
    lines_below,
    neighbourhood,
    next_content,
    own_block,
    run_end,
    structure_above,
)

from .fault_context import Diagnosis, FaultContext
from .indentation import goes_on_below, misplaced
from .quotes import diagnose_text_after_quote, unclosed_quote
from .values import COLON, needs_quotes

_WORD = re.compile(r"""[\w.$/-]+|<<|"[^"\r\n]*"|'[^'\r\n]*'""")
_NO_SPACE = re.compile(r"([\w.$-]+):(?!//)(?=\S)")
_HEADER = re.compile(r"[|>][-+0-9]*")
_EQUALS = re.compile(r"([\w.$-]+)[ \t]*=[ \t]*")
_SECOND_KEY = re.compile(r"(?<![ \t])[ \t]{2,}([\w.$-]+)\Z")
_PROPERTIES = re.compile(r"[&!]\S*(?:\s+[&!]\S*)*\s*")
_MAX_LINES = 1_000
_MAX_KEY = 1_024
"""YAML 1.2.2, section 7.4.2: an implicit key has at most this many characters, on one line."""
_PROSE = 3
"""A line of this many words is not a key, but text that goes on from the line above."""


def diagnose_missing_colon(context: FaultContext) -> Diagnosis | None:
    """A key for which the parser found no colon; its place is the fault's context."""
    start = context.fault.start
    if start is None:
        return None
    line = read_line(context.text, start)
    if line.key is not None and line.colon is not None and line.colon - start > _MAX_KEY:
        return _too_long(line, line.entry or line.key)
    above = structure_above(context.text, line.start)
    if (
        _is_prose(context.text, line)
        and above is not None
        and above.key is not None
        and above.value
    ):
        continued = _continue(context.text, line, above)
        if continued is not None:
            return continued
    return without_colon(
        context.text, Span(start, trimmed_end(context.text, start, _body_end(line)))
    )


def without_colon(text: str, body: Span) -> Diagnosis:
    """Say what ``body``, which should be a key and perhaps a value, lacks to be one."""
    if match := _NO_SPACE.match(text, body.start, body.end):
        name = Span(*match.span(1))
        edit = TextEdit(Span(match.end(), match.end()), " ")
        return _lacks(
            text,
            Span(body.start, match.end()),
            f"there is no space after '{clip(text[name.start : name.end])}:'",
            f"write {clip(text[body.start : match.end()])} {clip(text[match.end() : body.end])}",
            ("Insert a space", edit),
        )
    if match := _EQUALS.match(text, body.start, body.end):
        name = Span(*match.span(1))
        edit = TextEdit(Span(name.end, match.end()), ": ")
        return _lacks(
            text,
            Span(name.start, match.end()),
            "YAML writes 'key: value', not 'key = value'",
            f"write {clip(text[name.start : name.end])}: {clip(text[match.end() : body.end])}",
            ("Replace '=' with ':'", edit),
        )
    word = _WORD.match(text, body.start, body.end)
    if word is None and text[body.start : body.start + 1] in {'"', "'"}:
        return unclosed_quote(text, body.start, in_brackets=False)
    if word is None:
        return _no_key(text, body)
    name = Span(*word.span())
    rest = text[word.end() : body.end].strip()
    is_header = _HEADER.fullmatch(rest) is not None
    if rest and not is_header and goes_on_below(text, body.start, column(text, body.start)):
        name, rest = body, ""
    shown = clip(text[name.start : name.end])
    edit = TextEdit(Span(name.end, name.end), ":")
    diagnosis = _lacks(
        text,
        name,
        f"there is no ':' after '{shown}'",
        f"write {shown}: {clip(rest)}".rstrip(),
        ("Insert ':'", edit),
    )
    below = next_content(text, body.start)
    if not rest and below is not None and below.indent < column(text, body.start):
        # Perhaps a line break was typed into a key, and the rest of it stands below.
        return replace(diagnosis, unreliable_structure=(neighbourhood(text, body.start),))
    return diagnosis


def _lacks(
    text: str, span: Span, message: str, suggestion: str, fix: tuple[str, TextEdit]
) -> Diagnosis:
    title, edit = fix
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        span,
        message,
        suggestion,
        fix_title=title,
        fix=(edit,),
        fix_is_safe=False,
        unreliable_structure=(own_block(text, span.start),),
    )


def _no_key(text: str, body: Span) -> Diagnosis:
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        body,
        f"'{clip(text[body.start : body.end])}' is where a key is expected, but is not one",
        "write 'key: value', or indent the line if it belongs to the value above",
        repairs=(TextEdit(body, ""),),
        unreliable_spans=(body,),
    )


def _too_long(line: BlockLine, key: Span) -> Diagnosis:
    span = Span(line.content, line.end)
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        key,
        f"the key has {key.end - key.start:,} characters, and YAML allows {_MAX_KEY:,}",
        "shorten it",
        repairs=(TextEdit(span, ""),),
        unreliable_spans=(span,),
    )


def _continue(text: str, line: BlockLine, above: BlockLine) -> Diagnosis | None:
    """Text that goes on from the value above, but is not indented."""
    if above.key is None or above.value is None or text[above.value.start] in "\"'[{|>*":
        return None
    column = above.column
    if line.indent > column:
        return None
    edits: list[TextEdit] = []
    end = line.start
    for current in islice(chain((line,), lines_below(text, line.end)), _MAX_LINES):
        if current.is_structure or current.content == current.end or current.indent > column:
            break
        edits.append(TextEdit(Span(current.start, current.content), " " * (column + 2)))
        end = next_line(text, current.end)
    return Diagnosis.of(
        ProblemKind.BAD_INDENTATION,
        Span(line.content, trimmed_end(text, line.content, line.end)),
        "this line continues the value above, but is not indented further than its key",
        f"indent it by {column + 2} spaces",
        fix_title=f"Indent by {column + 2} spaces",
        fix=tuple(edits),
        fix_is_safe=False,
        unreliable_spans=(Span(line.start, end),),
    )


def diagnose_unexpected_colon(context: FaultContext) -> Diagnosis | None:
    """A colon where no key can stand: a second one in a line, or a line at the wrong column."""
    text, line, at = context.text, context.line, context.at
    if text.startswith(("--- ", "---\t"), line.start):
        return _beside_marker(text, line)
    if line.colon is not None and line.colon < at and line.value is not None:
        if not text[line.colon + 1 : at].strip():
            return _two_colons(text, at)
        if (after := diagnose_text_after_quote(context)) is not None:
            return after
        if (joined := _joined_lines(text, line, at)) is not None:
            return joined
        end = max(line.value.end, _continued_end(text, line))
        return needs_quotes(text, Span(line.value.start, end), COLON)
    if line.is_item:
        return _item_below_value(context, line)
    if line.key is not None:
        return _line_in_a_value(context, line)
    return None


def _is_prose(text: str, line: BlockLine) -> bool:
    """Whether a line is text rather than a key and its value."""
    written = text[line.body : line.end]
    return len(written.split()) >= _PROSE and not _EQUALS.match(written)


def _joined_lines(text: str, line: BlockLine, at: int) -> Diagnosis | None:
    """``a: 1  b: 2``, or ``a: b: 1`` with more keys below: a line break is missing."""
    if line.key is None or line.value is None:
        return None
    second = Span(line.value.start, at)
    column = line.column
    below = read_line(text, next_line(text, line.end))
    if _WORD.fullmatch(text, second.start, second.end):
        if below.key is None or below.is_item or below.indent <= column:
            return None
        message = f"a mapping cannot begin on the line of its key {_shown(text, line.key)}"
        colon = line.key.end if line.colon is None else line.colon
        gap, column = Span(colon + 1, second.start), below.indent
    else:
        match = _SECOND_KEY.search(text, line.value.start, at)
        if match is None or match.end() != at:
            return None
        second = Span(*match.span(1))
        message = (
            f"the key {_shown(text, second)} comes after the value of another key on the same line"
        )
        gap = Span(match.start(), second.start)
    edit = TextEdit(gap, "\n" + " " * column)
    return _lacks(
        text,
        second,
        message,
        f"begin a new line before {_shown(text, second)}; if it is text, quote the whole value",
        ("Begin a new line", edit),
    )


def _shown(text: str, span: Span) -> str:
    return f"'{clip(text[span.start : span.end])}'"


def _item_below_value(context: FaultContext, line: BlockLine) -> Diagnosis | None:
    """A list item below a key that has a value on its line already."""
    text = context.text
    owner = structure_above(text, line.start)
    if owner is None:
        return None
    what = owner.key or Span(owner.body, _body_end(owner))
    end = run_end(text, line)
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        Span(line.content, line.content + 1),
        f"a list item cannot follow {_shown(text, what)}, which already has a value",
        "put it below a key without a value, or indent it like the items it belongs to",
        related=((what, "the value above begins here"),),
        repairs=(TextEdit(Span(line.start, end), ""),),
        unreliable_spans=(Span(line.start, end),),
        unreliable_structure=(Span(line.start, block_end(text, what.start)),),
    )


def _beside_marker(text: str, line: BlockLine) -> Diagnosis:
    span = Span(line.start, line.start + 3)
    edit = TextEdit(Span(line.start + 3, line.start + 4), "\n")
    return _lacks(
        text,
        span,
        "a mapping cannot begin on the line of '---'",
        "put it on the next line, or remove the '---'",
        ("Move it to the next line", edit),
    )


def _two_colons(text: str, at: int) -> Diagnosis:
    span = Span(at, at + 1)
    return _lacks(
        text,
        span,
        "there is a second ':' after this key",
        "remove one of them",
        ("Remove ':'", TextEdit(span, "")),
    )


def _line_in_a_value(context: FaultContext, line: BlockLine) -> Diagnosis | None:
    """``line`` has a key, but was read as part of the value that began above it."""
    text = context.text
    first, owner = _beginning_above(text, line)
    is_key = line.key is not None and _WORD.fullmatch(text, *line.key) is not None
    if first is not None and not is_key and _is_prose(text, first):
        end = max(_body_end(line), _continued_end(text, first))
        return needs_quotes(text, Span(first.body, end), COLON)
    if first is not None:
        # The value began on a line of its own: that line was meant as a key.
        return without_colon(text, Span(first.body, _body_end(first)))
    if owner is None or owner.value is None or line.key is None:
        return None
    if owner.key is None:
        return without_colon(text, Span(owner.body, _body_end(owner)))
    if owner.entry is not None and text[owner.entry.start] in "&*!":
        return needs_quotes(text, owner.entry)
    if text[owner.value.start] in "\"'":
        return _behind_long_quote(text, line, owner)
    if owner.column == line.indent:
        return None
    if _WORD.fullmatch(text, line.key.start, line.key.end):
        return misplaced(text, line, owner.column, _mapping_of(context, owner))
    end = max(_body_end(line), _continued_end(text, owner))
    return needs_quotes(text, Span(owner.value.start, end), COLON)


def _mapping_of(context: FaultContext, owner: BlockLine) -> Node:
    """Return the mapping of which ``owner`` is an entry."""
    column = owner.column if owner.key else 0
    for where, node in reversed(context.block_columns()):
        if where == column and isinstance(node, MappingNode):
            return node
    return MappingNode(owner.content, owner.end, None, None, flow=False)


def _behind_long_quote(text: str, line: BlockLine, owner: BlockLine) -> Diagnosis | None:
    """Text after the quote that closes a value of several lines."""
    if owner.value is None:
        return None
    close = text.find(text[owner.value.start], line.content, line.end)
    if close < 0:
        return None
    span = Span(close + 1, trimmed_end(text, close + 1, line.end))
    end = block_end(text, owner.content)
    return Diagnosis.of(
        ProblemKind.INVALID_YAML,
        span,
        f"'{clip(text[span.start : span.end])}' comes after the closing quote",
        "begin a new line after the quote, or put all of the text inside the quotes",
        repairs=(TextEdit(Span(close + 1, next_line(text, line.end)), "\n"),),
        unreliable_structure=(Span(line.start, max(end, block_end(text, line.end))),),
    )


def _beginning_above(text: str, line: BlockLine) -> tuple[BlockLine | None, BlockLine | None]:
    """Return the line on which the value above ``line`` began, and the key or dash before it.

    The first is ``None`` when the value began on the line of its key or dash.
    """
    first: BlockLine | None = None
    for above in islice(lines_above(text, line.start), _MAX_LINES):
        if above.is_blank:
            continue
        if above.is_marker:
            return (first if above.value is None else above), None
        if above.is_structure:
            began = above.value is not None and not _PROPERTIES.fullmatch(text, *above.value)
            return (None, above) if began else (first, above)
        first = above
    return first, None


def _continued_end(text: str, owner: BlockLine) -> int:
    """Return where a plain value ends that may go on below its line."""
    column = owner.column
    end = _body_end(owner)
    at = next_line(text, owner.end)
    for _ in range(_MAX_LINES):
        if at >= len(text):
            break
        line = read_line(text, at)
        if line.content == line.end:
            at = next_line(text, line.end)
            if at == len(text):
                break
            continue
        if line.is_blank or line.indent <= column:
            break
        if line.is_structure and _WORD.fullmatch(text, *(line.key or (line.content, line.end))):
            break
        end = _body_end(line)
        at = next_line(text, line.end)
    return end


def _body_end(line: BlockLine) -> int:
    """Return where the content of a line ends, without comment."""
    if line.value is not None:
        return line.value.end
    return line.colon + 1 if line.colon is not None else line.end
