"""Where secrets stand in a text: by the tree where it can be read, by its lines where it cannot.

Names and shapes are judged by ``floe_lsp.schemas.types.secrets``; here is only how far a value
reaches. Too much is hidden rather than too little: it costs stars.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import pairwise

from floe_lsp.schemas.types.secrets.beside_names import WITHOUT_COLON, named_values
from floe_lsp.schemas.types.secrets.in_addresses import places_in_text
from floe_lsp.schemas.types.secrets.names import is_sensitive_name
from floe_lsp.schemas.types.secrets.placeholders import placeholder_at
from floe_lsp.schemas.types.secrets.words import is_odd, looks_made_up
from floe_lsp.schemas.types.secrets.written_out import credential_items, is_no_credential
from floe_lsp.syntax import MappingNode, Node, ScalarNode, SourceText, Span, dereference
from floe_lsp.syntax.nodes import SequenceNode
from floe_lsp.syntax.walk import walk

from .unescaped import Unescaped

_QUIET = re.compile(r"[\w.-]{0,19}")
"""A name that is too short for a token, and says of nothing that it is a secret."""

_EXPLICIT = re.compile(r"^[ \t-]*\?[ \t]+[\"']?(?P<name>[\w@$.-]+)", re.MULTILINE)
"""The key of an entry in the long form, whose value stands on the next line."""

_BESIDE = re.compile(
    r"""\b(?:name|key)["']?[ \t]*:[ \t]*["']?(?P<name>[\w@$.-]+)["']?
        [\s,]*["']?value["']?[ \t]*:[ \t]*""",
    re.VERBOSE,
)
"""An entry such as ``{name: PASSWORD, value: ...}``."""

_ESCAPED_KEY = re.compile(r"\"[^\"\r\n\\]*\\[^\"\r\n]*\"[ \t]*:[ \t]*")
_BARE_VALUE = re.compile(r"^[ \t-]*:[ \t]+", re.MULTILINE)
_SOUND = re.compile(r"[ \t]*(?:-[ \t]+)*(?:\#|[\"']?[\w@$.-]+[\"']?[ \t]*:(?:\s|$))")
"""A line that is a key of its own, so that it goes on with no value above it."""

_PREFIX = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t]+)*")
"""Anchor and tag before a value."""

_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'", re.DOTALL)
_WORD = re.compile(r"[^\s,;]+")
_ANCHOR = re.compile(r"&([^\s,\[\]{}]+)[ \t]*")
_ALIAS = re.compile(r"\*([^\s,\[\]{}]+)")
_NOT_A_SECRET = re.compile(
    r"(?:null|true|false|yes|no|on|off|~|\"\"|''|[|>][-+0-9]*)?[ \t]*(?:\#.*)?$",
    re.IGNORECASE | re.MULTILINE,
)
_COMMENT = re.compile(r"[ \t]+(?!\#[ \t]*floe:)(\#[^\r\n]*[^\s])")
"""What YAML takes for a comment behind a value, or in the place of one."""
_SWALLOWING = re.compile(r"\#(?![ \t]*floe:)(?P<words>[^\r\n]{0,400})")

_REFERENCE = re.compile(
    r"""(?i:(?<=secret)[_-]?ref(?:erence)?)["']?[ \t]*:[ \t]*
        (?P<value>"[^"\r\n]+"|'[^'\r\n]+'|[^\s,\#"'\[\]{}&*|>!][^\s,\[\]{}]*)""",
    re.VERBOSE,
)
"""A key that takes the name of a secret, and what stands beside it."""

_QUOTES = frozenset("\"'")
"""What begins here may end after the word that it stands in."""

_MOST_IN_SCALAR = 20
"""Secrets that are looked for in a scalar, one after the other; with more all of it is hidden."""

_MAY_BE_NAME = re.compile(r"[a-z0-9-]+\Z|[{$<]")
"""The name of a secret as it may be, or a sign that something is still to be put there."""

_EDGES = "\"'`().,;:!?[]#"
_SIGN = re.compile(r"[^\w\s./:-]")
_NAMES = ("name", "key")
_BRACKET = re.compile(r"[\[\]{}]")
_FARTHEST = 4_000
"""Characters after which a quote or bracket is taken for one that is not closed."""

_MOST_LINES = 40
"""Lines over which a quote or bracket that is not closed can reach."""


def secret_spans(text: SourceText, root: Node | None, *, is_sound: bool) -> tuple[Span, ...]:
    """Return where secrets stand in a file, in order and apart from each other.

    Args:
        text: The file.
        root: Its tree, as far as it could be read.
        is_sound: Whether the tree is the whole text, so that its lines need no reading of ours.
    """
    found = list(_in_text(text.text))
    named = set(_named(text.text))
    if "\\" in text.text:
        unescaped, known = Unescaped(text.text), {start for start, _ in named}
        found.extend(map(unescaped.span, _in_text(unescaped.text)))
        more: list[int] = []
        for start, is_prose in sorted(_named(unescaped.text)):
            written = unescaped.offset(start)
            # Most are known; a quote that is escaped is one only here.
            if written not in known or text.text[written : written + 1] == "\\":
                more.append(start)
                if not is_sound:
                    named.add((written, is_prose))
        found.extend(map(unescaped.span, _beside(unescaped.text, more)))
    if not is_sound:
        named.update((start, False) for start in _mistyped(text.text))
    of_tree = joined(list(_in_tree(text, root)))
    found.extend(of_tree)
    found.extend(_in_place_of_names(text.text))
    if is_sound:
        # The tree knows better where a value ends.
        named = {each for each in named if not overlaps(of_tree, each[0], each[0] + 1)}
    found.extend(_by_lines(text, named, is_sound=is_sound))
    return joined(found)


def _by_lines(
    text: SourceText, named: Iterable[tuple[int, bool]], *, is_sound: bool
) -> Iterator[Span]:
    """Yield how far the values reach that begin at some offsets."""
    lines = _Lines(text)
    done = 0
    for start, is_prose in sorted(named):
        is_short = is_sound or is_prose
        if start < done and not (is_short and text.text[start : start + 1] in _QUOTES):
            continue  # within a value that is hidden to its end
        for span in lines.beside(start) if is_short else lines.below(start):
            yield span
            if span.start >= start:
                done = max(done, span.end)


def spans_in_line(text: str) -> tuple[Span, ...]:
    """Return where secrets stand in any piece of text, such as a message."""
    if _QUIET.fullmatch(text):
        return ()
    return _kept(text) if len(text) <= _MOST_KEPT else _looked_for(text)


def _looked_for(text: str) -> tuple[Span, ...]:
    found = list(_in_text(text))
    found.extend(_beside(text, sorted(start for start, _ in _named(text))))
    return joined(found)


_MOST_KEPT = 400
"""Characters of a piece of text whose answer is kept: thousands of findings share their advice."""

_kept = lru_cache(maxsize=16_384)(_looked_for)


def _beside(text: str, named: list[int]) -> Iterator[Span]:
    """Yield the words or quoted texts at some offsets, which are in order."""
    if not named:
        return
    lines = _Lines(SourceText(text))
    done = 0
    for start in named:
        if start >= done or text[start : start + 1] in _QUOTES:
            for span in lines.beside(start):
                yield span
                done = max(done, span.end)


def _in_text(text: str) -> Iterator[Span]:
    return (Span(shape.start, shape.end) for shape in places_in_text(text))


def _named(text: str) -> Iterator[tuple[int, bool]]:
    """Yield where the value beside the name of a credential begins, and if a sentence says so."""
    for value in named_values(text):
        yield value.start, value.is_prose
    for sign, pattern in (("value", _BESIDE), ("?", _EXPLICIT)):
        for match in pattern.finditer(text) if sign in text else ():
            if is_sensitive_name(match["name"]):
                yield match.end(), False


def _in_place_of_names(text: str) -> Iterator[Span]:
    """Yield what stands where the name of a secret belongs and is none: the secret, most likely."""
    if "ef" not in text and "EF" not in text:
        return
    for match in _REFERENCE.finditer(text):
        value = match["value"].strip("\"'")
        if _MAY_BE_NAME.match(value) is None and (looks_made_up(value) or _SIGN.search(value)):
            yield Span(*match.span("value"))


def _mistyped(text: str) -> Iterator[int]:
    """Yield where a credential may begin whose key is no key, or not to be read."""
    for match in WITHOUT_COLON.finditer(text):
        if is_sensitive_name(match["name"]):
            yield match.end()
    for match in _ESCAPED_KEY.finditer(text):
        yield match.end()
    if any(is_sensitive_name(match["name"]) for match in _EXPLICIT.finditer(text)):
        for match in _BARE_VALUE.finditer(text):
            yield match.end()


def _in_tree(text: SourceText, root: Node | None) -> Iterator[Span]:
    """Yield the values of credentials, and scalars that only as they are read hold a secret."""
    for node in walk(root):
        if isinstance(node, MappingNode):
            for entry in node.entries:
                key: object = entry.key.value
                if isinstance(key, str) and (
                    is_sensitive_name(key)
                    or key.lower() == "headers"
                    or (key == "value" and _is_named_beside(node))
                ):
                    yield from _values(entry.value)
                    yield from _comment_behind(text.text, entry.value)
        elif isinstance(node, SequenceNode):
            for _, item in credentials_of(node):
                yield from _values(item)
            for before, item in pairwise(map(dereference, node.items)):
                if item.start == item.end and _names_what_follows(before):
                    yield from _comment_behind(text.text, item)
        elif isinstance(node, ScalarNode) and isinstance(node.value, str):
            yield from _in_scalar(text.text, node)


def credentials_of(node: SequenceNode) -> Iterator[tuple[Node, Node]]:
    """Yield each item that the one before says to be a credential, with that one before it.

    Aliases are resolved.
    """
    items = [dereference(each) for each in node.items]
    values = [each.value if isinstance(each, ScalarNode) else None for each in items]
    for index in sorted(credential_items(values)):
        yield items[index - 1], items[index]


def _comment_behind(text: str, node: Node) -> Iterator[Span]:
    """Yield the comment that stands in place of a plain value, or cuts it: ``password: #a1``."""
    if isinstance(node, ScalarNode) and node.style == "plain":
        match = _COMMENT.match(text, node.end)
        if match is not None and _holds_more_than_words(text, match.start(1)):
            yield Span(*match.span(1))


def _holds_more_than_words(text: str, start: int) -> bool:
    """Whether a comment in place of a secret may be it: ``#a1``, ``# a1 of Ann``, not ``# none``.

    What is said to floe is not.
    """
    match = _SWALLOWING.match(text, start)
    if match is None:
        return False
    words = match["words"]
    return words[:1] not in {"", " ", "\t"} or any(
        is_odd(word.strip(_EDGES)) for word in words.split()
    )


def _names_what_follows(item: Node) -> bool:
    return (
        isinstance(item, ScalarNode)
        and isinstance(item.value, str)
        and is_sensitive_name(item.value)
    )


def _in_scalar(text: str, node: ScalarNode) -> Iterator[Span]:
    """Yield what is a secret in a scalar over several lines, as it is read.

    Its folds may hide from the lines which words stand beside each other.
    """
    if node.style == "literal" or text.find("\n", node.start, node.end) < 0:
        return
    found = {node.text[start:end] for start, end in spans_in_line(node.text)}
    written = text[node.start : node.end]
    if len(found) > _MOST_IN_SCALAR or any(
        written.count(each) != node.text.count(each) for each in found
    ):
        yield node.span
        return
    for secret in found:
        at = text.find(secret, node.start, node.end)
        while at >= 0:
            yield Span(at, at + len(secret))
            at = text.find(secret, at + len(secret), node.end)


def _is_named_beside(node: MappingNode) -> bool:
    """Whether an entry such as ``{name: PASSWORD, value: ...}`` holds a credential."""
    return any(
        entry.key.value in _NAMES
        and isinstance(entry.value.value, str)
        and is_sensitive_name(entry.value.value)
        for entry in node.entries
    )


def _values(node: Node) -> Iterator[Span]:
    """Yield the scalars of a value, through aliases, but for keys and what is no secret."""
    pending, seen = [node], set[int]()
    while pending:
        found = dereference(pending.pop())
        if id(found) in seen:
            continue
        seen.add(id(found))
        if isinstance(found, MappingNode):
            pending.extend(entry.value for entry in found.entries)
        elif isinstance(found, SequenceNode):
            pending.extend(found.items)
        elif found.start < found.end and not is_no_credential(found.value):
            yield found.span


class _Lines:
    """How far the value after a name reaches, by the lines of a text alone."""

    def __init__(self, text: SourceText) -> None:
        self._source = text
        self._text = text.text
        self._line = Span(0, -1)
        """The last line whose end was asked for: most questions are about the same again."""
        self._unclosed = 0
        """Before this offset nothing that opens is looked for again: one found no end so far."""

    @cached_property
    def _anchors(self) -> dict[str, list[int]]:
        """Where the values of anchors begin that are still to be hidden."""
        found: dict[str, list[int]] = {}
        for match in _ANCHOR.finditer(self._text):
            found.setdefault(match[1], []).append(match.end())
        return found

    def beside(self, start: int) -> Iterator[Span]:
        """Yield the word or the quoted text at an offset, no further than its line."""
        start = self._content(start)
        end = self._line_end(start)
        if self._is_comment(start):
            yield Span(start, end)
            return
        if self._begins_no_credential(start) or self._text[start] in "*{[|>":
            return
        quoted = _QUOTED.match(self._text, start, min(end, start + _FARTHEST))
        word = quoted or _WORD.match(self._text, start, end)
        if word is not None:
            yield Span(start, word.end())

    def below(self, start: int) -> Iterator[Span]:
        """Yield all that may belong to the value at an offset, of a text that cannot be parsed."""
        start = self._content(start)
        alias = _ALIAS.match(self._text, start)
        if alias is not None:
            for anchor in self._anchors.pop(alias[1], ()):
                yield from self._block(anchor)
        elif placeholder_at(self._text, start) is None:
            yield from self._block(start)

    def _block(self, start: int) -> Iterator[Span]:
        line = self._source.position(start).line
        margin = self._margin(line)
        head = self._text[start : self._line_end(start)]
        if self._is_comment(start) or not self._begins_no_credential(start):
            yield Span(start, start + len(head.rstrip()))
        last = self._closing_line(start, line)
        for number in range(line + 1, self._source.line_count):
            span = self._source.line_span(number)
            written = self._text[span.start : span.end]
            content = written.strip()
            if content and number > last and not self._belongs(written, margin, head):
                return
            if content:
                begin = span.start + len(written) - len(written.lstrip())
                yield Span(begin, begin + len(content))

    def _belongs(self, written: str, margin: int, head: str) -> bool:
        """Whether a line goes on with the value of a key that stands at ``margin``."""
        indent = len(written) - len(written.lstrip())
        if indent > margin or _SOUND.match(written) is None:
            return True
        content = written.lstrip()
        is_open = not head.strip() or head.startswith("#")
        return indent == margin and is_open and content.startswith(("- ", ":"))

    def _closing_line(self, start: int, line: int) -> int:
        """Return the last line of a quote or bracket that opens at an offset."""
        opening = self._text[start : start + 1]
        if start < self._unclosed:
            return line
        if opening and opening in "\"'":
            quoted = _QUOTED.match(self._text, start, start + _FARTHEST)
            end = start if quoted is None else quoted.end()
        elif opening and opening in "[{":
            end = self._closing_bracket(start)
        else:
            return line
        if end == start:
            self._unclosed = start + _FARTHEST
        return min(self._source.position(end).line, line + _MOST_LINES)

    def _closing_bracket(self, start: int) -> int:
        depth = 0
        for match in _BRACKET.finditer(self._text, start, start + _FARTHEST):
            depth += 1 if match[0] in "[{" else -1
            if depth == 0:
                return match.end()
        return start

    def _margin(self, line: int) -> int:
        written = self._source.line(line)
        return len(written) - len(written.lstrip())

    def _content(self, start: int) -> int:
        match = _PREFIX.match(self._text, start)
        return start if match is None else match.end()

    def _is_comment(self, start: int) -> bool:
        """Whether a comment stands in place of the value, but for one that is said to floe."""
        return _holds_more_than_words(self._text, start)

    def _begins_no_credential(self, start: int) -> bool:
        end = self._line_end(start)
        return (
            start >= end
            or _NOT_A_SECRET.match(self._text, start, min(end, start + _FARTHEST)) is not None
            or placeholder_at(self._text, start) is not None
        )

    def _line_end(self, start: int) -> int:
        if not self._line.start <= start <= self._line.end:
            self._line = self._source.line_span(self._source.position(start).line)
        return max(start, self._line.end)


def joined(spans: list[Span]) -> tuple[Span, ...]:
    """Return spans in order and apart from each other."""
    apart: list[Span] = []
    for span in sorted(spans):
        if apart and span.start <= apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, span.end))
        elif span.start < span.end:
            apart.append(span)
    return tuple(apart)


def overlaps(spans: tuple[Span, ...], start: int, end: int) -> bool:
    """Whether a range shares a character with spans that are in order and apart."""
    index = bisect_right(spans, (end, -1)) - 1
    return index >= 0 and spans[index].end > start and start < end


def covers(spans: tuple[Span, ...], start: int, end: int) -> bool:
    """Whether a range lies within one of spans that are in order and apart."""
    index = bisect_right(spans, (start, len(spans) and spans[-1].end)) - 1
    return index >= 0 and spans[index].end >= end > start
