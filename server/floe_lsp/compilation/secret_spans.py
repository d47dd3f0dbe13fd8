"""Where secrets stand in a text: by the tree where it can be read, by its lines where it cannot.

Which names and shapes are a credential's, ``floe_lsp.schemas.types.secrets`` judges; here is how
far a value reaches, and the forms of YAML in which one stands beside its name. Too much is hidden
rather than too little: it costs stars.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from floe_lsp.schemas.types.secrets.beside_names import WITHOUT_COLON, named_values
from floe_lsp.schemas.types.secrets.defaults import reached, with_defaults
from floe_lsp.schemas.types.secrets.headers import HEADERS
from floe_lsp.schemas.types.secrets.in_addresses import places_in_text
from floe_lsp.schemas.types.secrets.names import is_sensitive_name
from floe_lsp.schemas.types.secrets.words import looks_made_up
from floe_lsp.schemas.types.secrets.written_out import NAMED_BY, credential_items, is_no_credential
from floe_lsp.syntax import AliasNode, MappingNode, Node, ScalarNode, SourceText, Span, dereference
from floe_lsp.syntax.nodes import SequenceNode
from floe_lsp.syntax.walk import walk

from .secret_comments import comment_behind
from .span_sets import joined, overlaps
from .unescaped import Unescaped
from .values_by_lines import ValuesByLines

_TOO_SHORT = re.compile(r"[\w.-]{0,19}")
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

_PROPERTY = re.compile(r"(?<![^\s,\[\]{}])[&*!](?:[\w-]*!)?(?P<name>[^\s,\[\]{}]+)")
"""The name of an anchor, an alias or a tag."""

_PROPERTIES = re.compile(r"(?<![^\s,\[\]{}])(?:[&!][^\s,\[\]{}]*\s+){1,2}\Z")
_MOST_BEFORE = 400
"""Characters before a value in which its anchor and tag stand."""

_SIGN = re.compile(r"[^\w\s./:-]")


_MOST_IN_FILE = 20_000
"""Values beside names of credentials that are looked at one by one; with so many all is hidden."""


def secret_spans(text: SourceText, root: Node | None, *, is_sound: bool) -> tuple[Span, ...]:
    """Return where secrets stand in a file, in order and apart from each other.

    Args:
        text: The file.
        root: Its tree, as far as it could be read.
        is_sound: Whether the tree is the whole text, so that its lines need no reading of ours.
    """
    named: set[tuple[int, bool]] = set()
    for each in _named(text.text):
        named.add(each)
        if len(named) == _MOST_IN_FILE:
            return (Span(0, len(text.text)),)
    found = list(_in_text(text.text))
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
    lines = ValuesByLines(text)
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
    if _TOO_SHORT.fullmatch(text):
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
    lines = ValuesByLines(SourceText(text))
    done = 0
    for start in named:
        if start >= done or text[start : start + 1] in _QUOTES:
            for span in lines.beside(start):
                yield span
                done = max(done, span.end)


def _in_text(text: str) -> Iterator[Span]:
    yield from (Span(shape.start, shape.end) for shape in places_in_text(text))
    read, defaults = with_defaults(text)
    if defaults:
        inside = [(shape.start, shape.end) for shape in places_in_text(read)]
        # A quote may stand before the value.
        inside += [(start, start + 2) for start, _ in _named(read)]
        yield from (Span(each.start, each.end) for each in reached(defaults, inside))


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
                    or key.lower() == HEADERS
                    or (key == "value" and _is_named_beside(node))
                ):
                    yield from _values(text.text, entry.value)
                    yield from comment_behind(text.text, entry.value)
        elif isinstance(node, SequenceNode):
            for _, item in credentials_of(node):
                yield from _values(text.text, item)
            for before, item in pairwise(map(dereference, node.items)):
                if item.start == item.end and _names_what_follows(before):
                    yield from comment_behind(text.text, item)
        elif isinstance(node, ScalarNode) and isinstance(node.value, str):
            yield from _in_scalar(text.text, node)


def credentials_of(node: SequenceNode) -> Iterator[tuple[Node, Node]]:
    """Yield each item that the one before says to be a credential, with that one before it.

    Aliases are resolved.
    """
    if len(node.items) < 2:
        return
    items = [dereference(each) for each in node.items]
    values = [each.value if isinstance(each, ScalarNode) else None for each in items]
    for index in sorted(credential_items(values)):
        yield items[index - 1], items[index]


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
        entry.key.value in NAMED_BY
        and isinstance(entry.value.value, str)
        and is_sensitive_name(entry.value.value)
        for entry in node.entries
    )


def _values(text: str, node: Node) -> Iterator[Span]:
    """Yield the scalars of a value, through aliases, but for what is no secret.

    A key is, or what YAML takes for the name of an anchor or a tag, when nobody would choose it for
    a name: ``password: {x9k2}``, ``password: *x9k2``.
    """
    pending, seen = [node], set[int]()
    while pending:
        found = dereference(pending.pop())
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield from _properties(text, found)
        if isinstance(found, MappingNode):
            pending.extend(entry.value for entry in found.entries)
            keys = (entry.key for entry in found.entries)
            yield from (each.span for each in keys if _is_odd_key(each))
        elif isinstance(found, SequenceNode):
            pending.extend(found.items)
        elif found.start < found.end and not is_no_credential(found.value):
            yield found.span


def _is_odd_key(key: Node) -> bool:
    return isinstance(key.value, str) and looks_made_up(key.value)


def _properties(text: str, node: Node) -> Iterator[Span]:
    """Yield anchor, tag or unknown alias of a value whose names look made up."""
    begin = node.start
    if not isinstance(node, AliasNode):
        before = _PROPERTIES.search(text, max(0, begin - _MOST_BEFORE), begin)
        begin = begin if before is None else before.start()
    for match in _PROPERTY.finditer(text, begin, node.end):
        if match.start() <= node.start and looks_made_up(match["name"]):
            yield Span(*match.span("name"))
