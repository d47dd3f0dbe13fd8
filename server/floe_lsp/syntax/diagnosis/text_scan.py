"""A forgiving scan of a whole text, for what is repaired in the whole of it at once.

A parser stops at the first tab or Jinja expression. This scan knows enough of YAML to tell
structure from the inside of quotes and of blocks of text, goes on after whatever is broken, and
finds them all. It runs only when a parser has stopped.

It also finds what is not a mistake, but what one of the parsers stops at: tabs as white space
between words (the pure parser) and plain words in brackets that hold ``:`` or ``?``, such as URLs
(the C parser, which is written for YAML 1.1; YAML 1.2.2, section 7.3.3, allows them).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from floe_lsp.syntax.lines import BLANKS, next_line
from floe_lsp.syntax.problems import TextEdit
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.tolerant.block_line import BlockLine, ElementKind, closing_quote, read_line
from floe_lsp.syntax.tolerant.neighbours import structure_above

from .fault_context import FaultContext
from .flow_scan import JINJA_END, JINJA_START, FlowScan

_MAX_FOUND = 10_000
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?\Z")
_BLOCK_MARK = re.compile(r"[|>](?![-+]?[0-9])")
_PROPERTY = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t]+)+")
_HARMLESS = re.compile(
    r"""[^\[{\t|>"'\r\n]*
        (?: (?: "[^"\\\t\r\n]*" | '[^'\t\r\n]*' | \[ [^\[\]{}"':?\t\r\n]* \] ) [ ]* )?
        (?: \r\n | \n | \r | \Z )""",
    re.VERBOSE,
)
"""A line without tab, brackets and quotes, but for one short value at its end."""


@dataclass
class TextScan:
    """What a scan has found, each in order of place."""

    indents: list[Span] = field(default_factory=list[Span])
    """White space with a tab in it that indents structure or text: a mistake."""
    separators: list[Span] = field(default_factory=list[Span])
    """White space with a tab in it where a tab may stand."""
    words: list[Span] = field(default_factory=list[Span])
    """Plain scalars that are fine but stop a parser until they are quoted."""
    missing_spaces: dict[int, Span] = field(default_factory=dict[int, Span])
    """Offsets after a colon, in braces, where a space was forgotten, and the plain scalar there."""
    tight_colons: list[int] = field(default_factory=list[int])
    """Colons of plain scalars in brackets that stop libyaml, for what follows at once."""
    jinja: list[Span] = field(default_factory=list[Span])
    """Values that begin with a Jinja expression and are not quoted."""
    insertions: list[TextEdit] = field(default_factory=list[TextEdit])
    """What a parser needs to read text that is fine: the indentation of a block of text whose
    first line begins with a tab, a space between a colon and a comma."""

    @property
    def is_full(self) -> bool:
        """Whether more would cost more than a text is worth."""
        found = (
            self.indents,
            self.separators,
            self.words,
            self.missing_spaces,
            self.tight_colons,
            self.jinja,
        )
        return sum(map(len, found)) >= _MAX_FOUND


def scan_text(context: FaultContext) -> TextScan:
    """Scan the text of ``context`` line by line, as far as its budget reaches."""
    return _Scanner(context).scan()


class _Scanner:
    def __init__(self, context: FaultContext) -> None:
        self.text = context.text
        self.budget = context.budget
        self.as_libyaml = context.as_libyaml
        self.found = TextScan()
        self.parent = -1
        """Column of the last key or dash: text of its value must be indented further."""

    def scan(self) -> TextScan:
        at = 0
        while at < len(self.text):
            # Four of five lines hold nothing that matters here and are passed by at once.
            harmless = _HARMLESS.match(self.text, at)
            if harmless is not None and harmless.end() > at:
                at = harmless.end()
                continue
            if not self.budget.spend() or self.found.is_full:
                self.budget.exhaust()
                break
            at = self._line(read_line(self.text, at))
        return self.found

    def _line(self, line: BlockLine) -> int:
        """Look at one line outside of quotes and brackets; return where to go on."""
        self._indent(line)
        if line.is_blank:
            return next_line(self.text, line.end)
        if line.is_marker:
            self._separator(line.start + len("---"), line.body)
            self.parent = -1
        if line.elements:
            self._after_indicators(line)
            self.parent = line.column
        if line.key is not None and line.colon is not None:
            key = self.text[line.key.start : line.key.end]
            if "\t" in key and key[0] not in "\"'&*!":
                self.found.words.append(line.key)
            self._separator(line.key.end, line.colon)
            value = line.value.start if line.value else line.end
            self._separator(line.colon + 1, value)
        return self._value(line)

    def _indent(self, line: BlockLine) -> None:
        white = self.text[line.start : line.content]
        if "\t" not in white:
            return
        span = Span(line.start, line.content)
        if line.is_blank or (not line.elements and white.index("\t") > self._column_above(line)):
            self.found.separators.append(span)
        else:
            self.found.indents.append(span)

    def _column_above(self, line: BlockLine) -> int:
        """Return the column of the key or dash whose value ``line`` goes on with."""
        above = structure_above(self.text, line.start)
        return -1 if above is None else above.column

    def _after_indicators(self, line: BlockLine) -> None:
        """A tab after ``-``, ``?`` or ``:`` may stand before a word, not before structure."""
        last = len(line.elements) - 1
        for index, element in enumerate(line.elements):
            if element.kind is ElementKind.KEY and element.colon is not None:
                continue
            stop = line.body if index == last else line.elements[index + 1].start
            if "\t" in self.text[element.start + 1 : stop]:
                target = self.found.separators if index == last else self.found.indents
                target.append(Span(element.start + 1, stop))

    def _separator(self, start: int, stop: int) -> None:
        if "\t" in self.text[start:stop]:
            self.found.separators.append(Span(start, stop))

    def _value(self, line: BlockLine) -> int:
        """Look at the value of a line, and at the lines that belong to it."""
        following = next_line(self.text, line.end)
        if line.value is None:
            return following
        start, end = line.value
        if properties := _PROPERTY.match(self.text, start, end):
            start = properties.end()
        first = self.text[start : start + 1]
        if first in {"|", ">"} and _BLOCK_HEADER.match(self.text[start:end]):
            self._separator(end, line.end)
            return self._block_text(start, following)
        if first in {'"', "'"}:
            return self._quote(line, start)
        if JINJA_START.match(self.text, start) and JINJA_END.search(self.text, start, line.end):
            self.found.jinja.append(Span(start, end))
            return following
        if first in {"[", "{"}:
            return self._brackets(line, start)
        if "\t" in self.text[start:end] and first not in {"&", "*", "!", ""}:
            self.found.words.append(Span(start, end))
        return self._behind_value(end)

    def _block_text(self, header: int, at: int) -> int:
        """Skip the lines of a block of text, noting tabs that indent them."""
        content: int | None = None
        while at < len(self.text) and self.budget.spend():
            line = read_line(self.text, at)
            white = self.text[line.start : line.content]
            spaces = len(white) - len(white.lstrip(" "))
            if line.is_marker:
                break
            if content is None and "\t" in white and 0 < spaces - self.parent <= 9:
                content = spaces
                if spaces == 0:  # at the root, where no header can say so
                    self.found.separators.append(Span(line.start, line.content))
                self._tell_indentation(header, spaces - max(self.parent, 0))
            elif line.content < line.end:
                if spaces <= self.parent and "\t" not in white:
                    break
                if "\t" in white and spaces < (self.parent + 1 if content is None else content):
                    self.found.indents.append(Span(line.start, line.content))
                elif content is None:
                    content = spaces
            at = next_line(self.text, line.end)
        return at

    def _tell_indentation(self, header: int, count: int) -> None:
        """Let the header of a block of text say how far it is indented, if it does not."""
        mark = _BLOCK_MARK.match(self.text, header)
        if mark is not None and 0 < count <= 9:
            place = Span(header + 1, header + 1)
            self.found.insertions.append(TextEdit(place, str(count)))

    def _quote(self, line: BlockLine, start: int) -> int:
        """Go after a quoted value; one that nobody closes ends with its line."""
        end = closing_quote(self.text, start, line.end)
        if end is not None:
            return self._behind_value(end)
        quote = self.text[start]
        at = next_line(self.text, line.end)
        while at < len(self.text) and self.budget.spend():
            continued = read_line(self.text, at)
            if continued.is_structure and continued.indent <= self.parent:
                break
            close = self.text.find(quote, at, continued.end)
            at = next_line(self.text, continued.end)
            if close >= 0:
                return at
        return next_line(self.text, line.end)

    def _brackets(self, line: BlockLine, start: int) -> int:
        """Look at the items of a flow collection, if its last bracket is there."""
        flow = FlowScan(self.text, self.budget, line, start, is_closed_anywhere=self.as_libyaml)
        end = flow.scan()
        if flow.is_closed:
            self.found.words += flow.words
            self.found.missing_spaces.update(flow.missing_spaces)
            self.found.tight_colons += flow.tight_colons
            self.found.jinja += flow.jinja
            self.found.insertions += flow.insertions
            return self._behind_value(end)
        return end

    def _behind_value(self, at: int) -> int:
        """Go after a value and what ends its line."""
        blanks = BLANKS.match(self.text, at)
        if blanks is not None:
            self._separator(at, blanks.end())
        return next_line(self.text, at)
