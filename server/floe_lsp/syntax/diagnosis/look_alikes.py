"""Characters that look like those of YAML, where they break its structure.

They are looked for before anything else is guessed, at the line of a fault and at those around it,
and in the keys of a text that the parser has read. In text they are as good as any others (YAML
1.2.2, section 5.1), so a line alone never convicts one: whoever asks reads the text again as it was
meant and sees whether the fault has gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from floe_lsp.syntax.faults import FaultKind
from floe_lsp.syntax.lines import line_end, line_start, next_line, previous_line
from floe_lsp.syntax.look_alikes import (
    ANY_BLANK,
    BROKEN_KEY,
    SEEMING_BLANK,
    characters_of,
    only_blanks,
    replaced_here,
    what_is_wrong,
    what_to_do,
)
from floe_lsp.syntax.nodes import MappingNode, Node, ScalarNode
from floe_lsp.syntax.problems import MAX_OF_A_KIND, ProblemKind, SyntaxProblem, TextEdit
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.walk import walk
from floe_lsp.wording.look_alikes import COLONS, DASHES, MEANT, SPACES, UNSEEN, WIDE_SPACE

from .fault_context import Diagnosis, FaultContext

_MOST_LINES = 400
"""This many lines on each side of a fault are looked at; the next fault tells of the others."""
_WIDTHS = (2, 1)
"""How many spaces an ideographic one may stand for, the likelier first."""
_MOST_CLEAN = 3
"""So many lines without such a character may stand between two with one."""

_LEADING = re.compile(f"{ANY_BLANK}*")
_DASH = re.compile(rf"(?P<dash>[-{DASHES}])(?:(?P<blanks>{ANY_BLANK}+)|\Z)")
_TIGHT_DASH = re.compile(rf"[{DASHES}](?=[A-Za-z_][\w.$-]*[:{COLONS}])", re.ASCII)
_QUOTES = "\"'" + "".join(char for char, meant in MEANT.items() if meant in {'"', "'"})
_KEY = re.compile(
    rf"""(?P<open>[{_QUOTES}])?[A-Za-z_][A-Za-z0-9_.$-]*(?P<close>[{_QUOTES}])?
         (?P<before>{ANY_BLANK}*)
         (?: (?P<false>[{COLONS}]) | :(?={ANY_BLANK}|\Z) )
         (?P<after>{ANY_BLANK}*)""",
    re.VERBOSE,
)
_SEEMING_BLANK = re.compile(SEEMING_BLANK)
_ALL_BLANKS = f" \t{SPACES}{UNSEEN}"
_COMMENT = re.compile(r"[ \t]#")
_FALSE_COMMENT = re.compile(rf"(?P<blank>{SEEMING_BLANK})#|{ANY_BLANK}(?P<sign>\uff03)")
_NUMBER_SIGN = "\uff03"
_TIGHT_ITEM = re.compile(
    rf"{ANY_BLANK}*-{ANY_BLANK}+[A-Za-z_][A-Za-z0-9_.$-]*[{COLONS}](?!{ANY_BLANK}|\Z)"
)
"""An item that may be text: a tag may hold a full-width colon."""
_BLOCK_HEADER = re.compile(r"(?:[:-]|\A)[ \t]+[|>][-+0-9]*[ \t]*(?:#|\Z)")
_FLOW = {char: meant for char, meant in MEANT.items() if meant and meant in "[]{},:"}
_OPENING, _CLOSING = frozenset("[{"), frozenset("]}")
_FLOW_FAULTS = frozenset(
    {FaultKind.IN_FLOW_LIST, FaultKind.IN_FLOW_MAPPING, FaultKind.COLON_IN_FLOW}
)


def look_alikes_at(context: FaultContext) -> Iterator[Diagnosis]:
    """Yield what may be said of such characters at a fault, the likeliest first.

    Each is true only if the fault goes with its repairs.
    """
    text = context.text
    seen: set[tuple[TextEdit, ...]] = set()
    widths = _WIDTHS if WIDE_SPACE in text else _WIDTHS[:1]
    here = _at(context)
    for lines in (_around(context, here), here):
        for width in widths:
            found = [
                edits
                for line in lines
                if (edits := _edits(context, line, width, is_here=line in here))
            ]
            edits = tuple(edit for line in found for edit in line)
            if edits and edits not in seen:
                seen.add(edits)
                yield _diagnosis(text, found)


def look_alikes_in_keys(text: str, root: Node | None) -> Iterator[Diagnosis]:
    """Yield what may be said of the keys of a text without a fault, the likeliest first.

    ``platform:`` above a line that no-break spaces indent is read without a word, as two entries.
    """
    starts = [
        entry.key.start
        for node in walk(root)
        if isinstance(node, MappingNode)
        for entry in node.entries
        if isinstance(entry.key, ScalarNode)
        and entry.key.style == "plain"
        and BROKEN_KEY.match(entry.key.text)
    ]
    if not starts:
        return
    lines = sorted({line_start(text, start) for start in starts})
    for width in _WIDTHS if WIDE_SPACE in text else _WIDTHS[:1]:
        found = [
            edits
            for start in lines
            if (edits := _structure(text, Span(start, line_end(text, start)), width))
        ]
        if found:
            yield _diagnosis(text, found)


def _diagnosis(text: str, lines: list[list[TextEdit]]) -> Diagnosis:
    """One problem a line: what is replaced in it is one slip of a keyboard, or one paste."""
    problems = tuple(_problem(text, edits) for edits in lines[:MAX_OF_A_KIND])
    return Diagnosis(
        problems,
        tuple(edit for edits in lines for edit in edits),
        # What else such a line would be blamed for may follow from them.
        unreliable_spans=tuple(_runs(text, lines)),
        certain=True,
        more=len(lines) - len(problems),
    )


def _runs(text: str, lines: list[list[TextEdit]]) -> Iterator[Span]:
    """Yield the lines of edits, those that follow each other together."""
    start = end = -1
    for edits in lines:
        first = line_start(text, edits[0].span.start)
        if end < 0 or first > next_line(text, end):
            if end >= 0:
                yield Span(start, end)
            start = first
        end = line_end(text, edits[-1].span.end)
    if end >= 0:
        yield Span(start, end)


def _problem(text: str, edits: list[TextEdit]) -> SyntaxProblem:
    found = characters_of(text, edits)
    return SyntaxProblem(
        ProblemKind.LOOK_ALIKE,
        Span(edits[0].span.start, edits[-1].span.end),
        what_is_wrong(found),
        what_to_do(found),
        fix_title=replaced_here(found),
        fix=tuple(edits),
        fix_is_safe=only_blanks(found),
    )


# --- which lines ------------------------------------------------------------------------------


def _at(context: FaultContext) -> list[Span]:
    """The lines of a fault: where the parser stopped, and where what it was reading began."""
    text, fault = context.text, context.fault
    places = [context.at, *context.brackets[-1:]]
    if fault.start is not None:
        places.append(fault.start)
    starts = sorted({line_start(text, place) for place in places})
    return [Span(start, line_end(text, start)) for start in starts]


def _around(context: FaultContext, at: list[Span]) -> list[Span]:
    """The lines of a fault, and those above and below with such characters.

    A block of text, or one in quotes, is not passed: what stands in it is text.
    """
    text = context.text
    above: list[Span] = []
    low = _text_end(context.last)
    start = previous_line(text, at[0].start)
    clean = 0
    while start is not None and start >= low and len(above) < _MOST_LINES and clean < _MOST_CLEAN:
        span = Span(start, line_end(text, start))
        if _BLOCK_HEADER.search(text[span.start : span.end]):
            break
        clean = 0 if _structure(text, span, 1) else clean + 1
        above.append(span)
        start = previous_line(text, start)
    below: list[Span] = []
    clean = 0
    end = at[-1].end
    while len(below) < _MOST_LINES and clean < _MOST_CLEAN:
        start = next_line(text, end)
        if start >= len(text):
            break
        span = Span(start, line_end(text, start))
        below.append(span)
        if _BLOCK_HEADER.search(text[span.start : span.end]):
            break
        clean = 0 if _structure(text, span, 1) else clean + 1
        end = span.end
    between = [at[0]] if len(at) == 1 else _lines(text, at[0].start, at[-1].end)
    return [*reversed(above), *between, *below]


def _lines(text: str, start: int, end: int) -> list[Span]:
    found: list[Span] = []
    while start < end and len(found) < _MOST_LINES:
        found.append(Span(start, line_end(text, start)))
        start = next_line(text, found[-1].end)
    return found


def _text_end(last: Node | None) -> int:
    """Return where the text ends that the parser has read last, if it cannot hold structure."""
    if isinstance(last, ScalarNode) and last.style != "plain":
        return last.end
    return 0


# --- what is replaced in a line ---------------------------------------------------------------


def _edits(context: FaultContext, line: Span, width: int, *, is_here: bool) -> list[TextEdit]:
    """What is replaced in a line at or near a fault, where its value may be broken as well."""
    text = context.text
    edits = _structure(text, line, width)
    if not is_here and (not edits or _TIGHT_ITEM.match(text, line.start, line.end)):
        return []
    start = _value_start(text, line)
    if context.brackets and is_here and context.fault.kind in _FLOW_FAULTS:
        taken = edits[-1].span.end if edits else line.start
        return [*edits, *_flow_signs(text, Span(max(start, taken), line.end))]
    end = _value_end(text, start, line.end)
    edits += _value(text, Span(start, end))
    if is_here:
        taken = edits[-1].span.end if edits else line.start
        edits += [each for each in _behind_value(text, end, line.end) if each.span.start >= taken]
    return edits


def _behind_value(text: str, start: int, end: int) -> Iterator[TextEdit]:
    """What is replaced between a value and the end of its line: blanks, and what begins a comment.

    The sign of a comment that looks like one is still in the value.
    """
    false = _FALSE_COMMENT.search(text, line_start(text, start), end)
    if false is not None:
        group = "blank" if false["blank"] else "sign"
        yield TextEdit(Span(*false.span(group)), "#" if group == "sign" else " ")
    elif not text[start:end].strip(_ALL_BLANKS):
        yield from _blanks(text, start, end, 1)


def _structure(text: str, line: Span, width: int) -> list[TextEdit]:
    """What is replaced of a line before its value: indentation, dashes, key and colon.

    Args:
        text: The text.
        line: The line, without its break.
        width: The number of spaces that an ideographic one stands for.
    """
    if text[line.start : line.end].isascii():
        return []
    edits: list[TextEdit] = []
    at = _end(_LEADING.match(text, line.start, line.end), line.start)
    if at == line.end:
        return _blanks(text, line.start, line.end, width)
    edits += _blanks(text, line.start, at, width)
    if text[at] == _NUMBER_SIGN:
        return [*edits, TextEdit(Span(at, at + 1), "#")]
    if text[at] == "#":
        return edits
    while (dash := _DASH.match(text, at, line.end)) is not None:
        if dash["dash"] != "-":
            edits.append(TextEdit(Span(at, at + 1), "-"))
        if dash["blanks"]:
            edits += _blanks(text, *dash.span("blanks"), width, needed=True)
        at = dash.end()
    if (tight := _TIGHT_DASH.match(text, at, line.end)) is not None:
        edits.append(TextEdit(Span(at, at + 1), "- "))
        at = tight.end()
    key = _KEY.match(text, at, line.end)
    return edits if key is None else [*edits, *_key(text, key)]


def _key(text: str, key: re.Match[str]) -> Iterator[TextEdit]:
    if (key["open"] is None) != (key["close"] is None):
        return
    is_false = key["false"] is not None
    if key["open"] is not None and (key["open"] in MEANT or key["close"] in MEANT):
        if is_false or _SEEMING_BLANK.search(key[0]):
            yield TextEdit(Span(*key.span("open")), '"')
            yield TextEdit(Span(*key.span("close")), '"')
        else:
            return
    yield from _blanks(text, *key.span("before"), 1)
    if is_false:
        needs_space = not key["after"] and key.end() < line_end(text, key.end())
        yield TextEdit(Span(*key.span("false")), ": " if needs_space else ":")
    yield from _blanks(text, *key.span("after"), 1, needed=True)


def _blanks(text: str, start: int, end: int, width: int, *, needed: bool = False) -> list[TextEdit]:
    """Return the edits that turn the blanks of a span into YAML's; at least one if ``needed``."""
    if text[start:end].isascii():
        return []
    found = [
        TextEdit(Span(match.start(), match.end()), _blank(match[0], width))
        for match in _SEEMING_BLANK.finditer(text, start, end)
    ]
    if found and needed:
        kept = any(char in " \t" for char in text[start:end]) or any(edit.text for edit in found)
        if not kept:
            found[0] = TextEdit(found[0].span, " ")
    return found


def _blank(char: str, width: int) -> str:
    return " " * width if char == WIDE_SPACE else MEANT[char]


def _value_start(text: str, line: Span) -> int:
    """Return where the value of a line begins, behind dashes and key."""
    at = _end(_LEADING.match(text, line.start, line.end), line.start)
    while (dash := _DASH.match(text, at, line.end)) is not None and dash.end() > at:
        at = dash.end()
    return _end(_KEY.match(text, at, line.end), at)


def _value_end(text: str, start: int, end: int) -> int:
    comment = _COMMENT.search(text, start, end)
    stop = end if comment is None else comment.start()
    while stop > start and (text[stop - 1] in " \t" or _SEEMING_BLANK.match(text[stop - 1])):
        stop -= 1
    return stop


def _value(text: str, value: Span) -> list[TextEdit]:
    """What is replaced at both ends of a value: quotes, or brackets and all signs in them."""
    if value.end - value.start < 2:
        return []
    first, last = text[value.start], text[value.end - 1]
    opening, closing = MEANT.get(first, first), MEANT.get(last, last)
    if first not in MEANT and last not in MEANT:
        return []
    if opening in {'"', "'"} and closing == opening:
        inner = text[value.start + 1 : value.end - 1]
        if opening in inner or (opening == '"' and "\\" in inner):
            return []
        ends = (Span(value.start, value.start + 1), Span(value.end - 1, value.end))
        return [TextEdit(span, opening) for span in ends if text[span.start] in MEANT]
    if (opening, closing) in {("[", "]"), ("{", "}")}:
        return _flow_signs(text, value)
    return []


def _flow_signs(text: str, span: Span) -> list[TextEdit]:
    """Brackets and commas of a flow collection, and colons with a space or comma after them."""
    edits: list[TextEdit] = []
    for at in range(*span):
        char = text[at]
        if (meant := _FLOW.get(char)) is None:
            continue
        follows = text[at + 1 : at + 2]
        tight = meant in ",:" and follows and follows not in _ALL_BLANKS and at + 1 < span.end
        edits.append(TextEdit(Span(at, at + 1), f"{meant} " if tight else meant))
    return edits


def _end(match: re.Match[str] | None, otherwise: int) -> int:
    return otherwise if match is None else match.end()
