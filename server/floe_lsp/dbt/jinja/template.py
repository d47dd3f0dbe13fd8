"""Templates as trees of Jinja's own nodes, each of which knows its offset.

Jinja's nodes know their lines alone. Its lexer is given the text, and its parser the tokens with
their offsets in the place of line numbers, so a node's ``lineno`` is the offset of its first token.
No template is rendered or compiled; https://jinja.palletsprojects.com/en/stable/api/, "The Low
Level API".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import islice

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.ext import Extension
from jinja2.lexer import TokenStream
from jinja2.parser import Parser

from floe_lsp.syntax import SourceText, Span

MAX_CHARACTERS = 500_000
"""Of a template that is read; dbt projects have models of some thousands."""
MAX_TOKENS = 20_000
"""Of a template that is read: what a token costs does not depend on its length."""


@dataclass(frozen=True)
class TemplateProblem:
    """Why a template is not read."""

    span: Span
    """The line of the mistake, without the blanks around it."""
    message: str
    is_mistake: bool = True
    """Whether Jinja refuses it; otherwise it is only more than is read here."""


@dataclass(frozen=True, eq=False)
class Template:
    """A template that Jinja accepts."""

    body: nodes.Template
    """Its tree; the ``lineno`` of each node is an offset for ``span_of_text`` and ``span``."""
    tokens: int
    """How many it has: what it costs to read it."""
    _strings: dict[int, str]
    """The strings as typed, by offset."""
    _breaks: list[int]
    """Offsets of the line feeds that stand for two characters of the text."""

    def span(self, start: int, length: int) -> Span:
        """Return where something stands in the text."""
        return Span(self._place(start), self._place(start + length))

    def span_of_text(self, literal: nodes.Const) -> Span:
        """Return where a string stands in the text, without its quotes."""
        typed = self._strings.get(literal.lineno, "")
        return self.span(literal.lineno + 1, max(len(typed) - 2, 0))

    def is_as_typed(self, literal: nodes.Const) -> bool:
        """Whether a string was typed as one, without escapes: its span is its value."""
        return self._strings.get(literal.lineno, "")[1:-1] == literal.value

    def _place(self, offset: int) -> int:
        return offset + bisect_right(self._breaks, offset - 1)


class _Parser(Parser):
    """Reads what dbt adds to Jinja within its own tags: types of a macro's arguments.

    ``{% macro cents(column: string, scale: optional[integer] = 2) %}``; they say nothing here.
    https://docs.getdbt.com/reference/resource-properties/arguments
    """

    def parse_signature(self, node: nodes.Macro | nodes.CallBlock) -> None:
        """Read the names in brackets behind the name of a macro, with types and defaults."""
        node.args, node.defaults = [], []
        _ = self.stream.expect("lparen")
        while self.stream.current.type != "rparen":
            if node.args:
                _ = self.stream.expect("comma")
            argument = self.parse_assign_target(name_only=True)
            argument.set_ctx("param")
            if self.stream.skip_if("colon"):
                self._skip_type()
            if self.stream.skip_if("assign"):
                node.defaults.append(self.parse_expression())
            elif node.defaults:
                self.fail("non-default argument follows default argument")
            node.args.append(argument)
        _ = self.stream.expect("rparen")

    def _skip_type(self) -> None:
        _ = self.stream.expect("name")
        if not self.stream.skip_if("lbracket"):
            return
        self._skip_type()
        while self.stream.skip_if("comma"):
            self._skip_type()
        _ = self.stream.expect("rbracket")


class _BlocksOfDbt(Extension):
    """Reads the blocks that dbt adds to Jinja, as macros of the name ``<tag> <name>``."""

    tags: set[str] = {"data_test", "docs", "materialization", "snapshot", "test"}  # noqa: RUF012 - as its base has it

    def parse(self, parser: Parser) -> nodes.Node:
        """Return the block at which a parser stands."""
        tag = next(parser.stream)
        name = parser.parse_assign_target(name_only=True).name
        block = nodes.Macro(lineno=tag.lineno)
        block.name, block.args, block.defaults = f"{tag.value} {name}", [], []
        if tag.value in ("test", "data_test"):
            parser.parse_signature(block)
        elif tag.value == "materialization":
            while parser.stream.skip_if("comma"):
                _ = parser.parse_assign_target(name_only=True)
                if parser.stream.skip_if("assign"):
                    _ = parser.parse_expression()
        block.body = parser.parse_statements((f"name:end{tag.value}",), drop_needle=True)
        return block


_ENVIRONMENT = Environment(  # noqa: S701 - nothing is rendered
    extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"], keep_trailing_newline=True
)
_WITH_BLOCKS = _ENVIRONMENT.overlay(extensions=[_BlocksOfDbt])
_BREAK = re.compile(r"\r\n")
_AT = re.compile(r" at \d+$")
_QUOTED = re.compile(r"'([^']+)'")
_TAGS = ("if", "for", "set", "macro", "call", "filter", "block", "raw", "snapshot", "test", "docs")
_WORDS = frozenset({
    *_TAGS, *(f"end{tag}" for tag in _TAGS), "elif", "else", "in", "is", "not", "name", "string",
    "integer", "float", "end of print statement", "end of statement block", "end of template",
    "begin of print statement", "begin of statement block", "materialization",
    "endmaterialization", "template data / text",
})  # fmt: skip
"""What Jinja itself calls things, and the tags of Jinja and dbt."""


def read_template(text: str, *, with_blocks: bool = False) -> Template | TemplateProblem:
    """Return a template, or the first thing that Jinja refuses about it; never raises.

    Args:
        text: The whole text of a file, or of a value of YAML.
        with_blocks: Whether it may hold dbt's own blocks, as files of macros and snapshots do.
    """
    if len(text) > MAX_CHARACTERS:
        return TemplateProblem(
            Span(0, 0), f"it has more than {MAX_CHARACTERS:,} characters", is_mistake=False
        )
    environment = _WITH_BLOCKS if with_blocks else _ENVIRONMENT
    pairs = [match.start() for match in _BREAK.finditer(text)] if "\r" in text else []
    # Jinja takes every end of a line for one character.
    breaks = [start - count for count, start in enumerate(pairs)]
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    tokens: list[tuple[int, str, str]] = []
    try:
        strings = _located(environment, unified, tokens)
        if len(tokens) >= MAX_TOKENS:
            message = f"it has more than {MAX_TOKENS:,} words and signs in its templates"
            return TemplateProblem(Span(0, 0), message, is_mistake=False)
    except TemplateSyntaxError as error:
        return TemplateProblem(_line(text, error.lineno), _words(error))
    try:
        parser = _Parser(environment, "")
        parser.stream = TokenStream(environment.lexer.wrap(iter(tokens)), None, None)
        return Template(parser.parse(), len(tokens), strings, breaks)
    except TemplateSyntaxError as error:
        start = error.lineno + bisect_right(breaks, error.lineno - 1)
        return TemplateProblem(_line_at(text, start), _words(error))
    except RecursionError:
        return TemplateProblem(
            Span(0, 0), "its expressions are nested too deeply", is_mistake=False
        )
    except (ValueError, OverflowError):
        # Jinja makes numbers while it parses, and Python has a limit for their digits.
        return TemplateProblem(
            Span(0, 0), "a number in it has more digits than are read", is_mistake=False
        )


def _located(
    environment: Environment, text: str, tokens: list[tuple[int, str, str]]
) -> dict[int, str]:
    """Fill ``tokens`` with offset, kind and text of each; return the strings by offset."""
    strings: dict[int, str] = {}
    offset = 0
    for _, kind, typed in islice(environment.lexer.tokeniter(text, None), MAX_TOKENS):
        # The lexer leaves out only the blanks that a ``-`` takes away.
        offset = text.find(typed, offset)
        tokens.append((offset, kind, typed))
        if kind == "string":
            strings[offset] = typed
        offset += len(typed)
    return strings


def _words(error: TemplateSyntaxError) -> str:
    """Return what Jinja says, without the offset that a person can do nothing with.

    Of the file only signs and Jinja's own words are repeated: anything else may be a secret.
    """
    said = _AT.sub("", error.message or "").rstrip(".")
    return _QUOTED.sub(lambda found: found[0] if _may_be_said(found[1]) else "another word", said)


def _may_be_said(word: str) -> bool:
    return word in _WORDS or not any(map(str.isalnum, word))


def _line(text: str, number: int) -> Span:
    source = SourceText(text)
    starts = source.line_starts
    return _line_at(text, starts[min(max(number, 1), len(starts)) - 1])


def _line_at(text: str, offset: int) -> Span:
    """Return the words of the line around an offset, from the offset on where it is within them."""
    source = SourceText(text)
    line = source.position(offset).line
    starts = [*source.line_starts, len(text)]
    words = text[starts[line] : starts[line + 1]]
    begin = starts[line] + len(words) - len(words.lstrip())
    return Span(begin, max(begin, starts[line] + len(words.rstrip())))
