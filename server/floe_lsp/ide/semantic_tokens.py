"""Words with a role, for colours that a grammar of YAML can't give (LSP ``semanticTokens``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.plugins.placeholders import expressions
from floe_lsp.schemas.types import reflection
from floe_lsp.syntax import AliasNode, MappingNode, Node, Path, ScalarNode, SequenceNode, Span

from .definitions.definition import BY_PLACE_ALONE
from .definitions.transforms import published_names, transform_nodes
from .definitions.written import anchor_span, written_span
from .limits import MOST_TOKENS
from .places import WordKind, place_at
from .snapshot import Snapshot

_BREAK = re.compile(r"[\r\n]")


class TokenType(str, Enum):
    """The role of a word; ``standard`` is the type of LSP that themes have a colour for."""

    TRANSFORM = "transform"
    ENGINE = "engine"
    TAG = "tag"
    TIER = "tier"
    ENUM = "enum"
    """One of the few values that a field takes."""
    EXPRESSION = "expression"
    """A cron expression, a template, a placeholder."""
    ANCHOR = "anchor"

    @property
    def standard(self) -> str:
        """The predefined token type of LSP 3.17."""
        return _STANDARD[self]


_STANDARD = {
    TokenType.TRANSFORM: "function",
    TokenType.ENGINE: "type",
    TokenType.TAG: "decorator",
    TokenType.TIER: "enumMember",
    TokenType.ENUM: "enumMember",
    TokenType.EXPRESSION: "macro",
    TokenType.ANCHOR: "variable",
}


class TokenModifier(str, Enum):
    """Further meaning, by the names of LSP."""

    DECLARATION = "declaration"


@dataclass(frozen=True)
class SemanticToken:
    """A word on one line."""

    span: Span
    type: TokenType
    modifiers: tuple[TokenModifier, ...] = ()


_DECLARED = (TokenModifier.DECLARATION,)
_Meaning = tuple[TokenType, tuple[TokenModifier, ...]]
_ENUM: _Meaning = (TokenType.ENUM, ())

_TRANSFORM: _Meaning = (TokenType.TRANSFORM, ())
_TRANSFORM_DECLARED: _Meaning = (TokenType.TRANSFORM, _DECLARED)

_BY_KIND: dict[WordKind, _Meaning] = {
    WordKind.TRANSFORM: _TRANSFORM,
    WordKind.ENGINE: (TokenType.ENGINE, ()),
    WordKind.TIER: (TokenType.TIER, ()),
    WordKind.TAG: (TokenType.TAG, ()),
    WordKind.CRON: (TokenType.EXPRESSION, ()),
}


_RawToken = tuple[int, int, TokenType, tuple[TokenModifier, ...]]
"""Start, end and what it is; ``SemanticToken`` is made of those that are kept."""


def semantic_tokens(snapshot: Snapshot, span: Span | None = None) -> tuple[SemanticToken, ...]:
    """Return the words of a file, or of a part of it, in order and without overlaps."""
    text = snapshot.document.text
    result: list[SemanticToken] = []
    done = 0
    for start, end, kind, modifiers in sorted(snapshot.part_guard.join((_words,), snapshot, span)):
        if _BREAK.search(text.text, start, end):
            end = text.first_line((start, end)).end  # noqa: PLW2901 - the part that is shown
        if done <= start < end:
            done = end
            result.append(SemanticToken(Span(start, end), kind, modifiers))
            if len(result) == MOST_TOKENS:
                break
    return tuple(result)


def _words(snapshot: Snapshot, span: Span | None) -> Iterator[_RawToken]:
    return _TokenWalk(snapshot, span).words()


class _KnownPath:
    """What is known of a path, found once for all items of a list."""

    __slots__ = ("allowed", "below", "is_final", "known", "path")

    def __init__(self, snapshot: Snapshot, path: Path) -> None:
        self.path = path
        self.below: dict[str | int, _KnownPath] = {}
        place = place_at(snapshot.kind, path)
        self.known = _BY_KIND.get(place.kind)
        self.is_final = place.kind in BY_PLACE_ALONE
        if place.declares and self.known is _TRANSFORM:
            self.known = _TRANSFORM_DECLARED
        doc = reflection.describe(snapshot.model, path, snapshot.document.value)
        self.allowed = frozenset(() if doc is None else doc.allowed)


class _TokenWalk:
    """One walk over a tree."""

    def __init__(self, snapshot: Snapshot, span: Span | None) -> None:
        self.snapshot = snapshot
        self.text = snapshot.document.text
        self.low, self.high = span or Span(0, len(self.text))
        self.has_templates = snapshot.kind is FileKind.MANIFEST
        self.named = dict(snapshot.part_guard.join((_named_elsewhere,), snapshot))

    def words(self) -> Iterator[_RawToken]:
        root = self.snapshot.document.root
        top = _KnownPath(self.snapshot, ())
        pending: list[tuple[Node, _KnownPath]] = [] if root is None else [(root, top)]
        while pending:
            node, place = pending.pop()
            if node.start > self.high or node.end < self.low:
                continue
            if node.anchor is not None:
                anchor = anchor_span(self.text, node)
                if anchor is not None:
                    yield (anchor.start, anchor.end, TokenType.ANCHOR, _DECLARED)
            if isinstance(node, ScalarNode):
                yield from self._scalar(node, place)
            elif isinstance(node, MappingNode):
                pending.extend(self._values(node, place))
            elif isinstance(node, SequenceNode):
                below = self._below(place, 0)
                pending.extend((item, below) for item in node.items)
            elif isinstance(node, AliasNode):
                yield (node.start, node.end, TokenType.ANCHOR, ())

    def _values(self, mapping: MappingNode, place: _KnownPath) -> Iterator[tuple[Node, _KnownPath]]:
        """Yield the values of a mapping; what ``<<`` merges has the place of the mapping."""
        for entry in mapping.entries:
            if not entry.is_merge:
                key: object = entry.key.value
                yield entry.value, self._below(place, str(key))
            elif isinstance(entry.value, SequenceNode):
                yield from ((item, place) for item in entry.value.items)
            else:
                yield entry.value, place

    def _below(self, place: _KnownPath, step: str | int) -> _KnownPath:
        found = place.below.get(step)
        if found is None:
            found = place.below[step] = _KnownPath(self.snapshot, (*place.path, step))
        return found

    def _scalar(self, node: ScalarNode, place: _KnownPath) -> Iterator[_RawToken]:
        known = place.known or (_ENUM if node.text in place.allowed else None)
        if self.named and not place.is_final and id(node) in self.named:
            is_declared = self.named[id(node)]
            known = _TRANSFORM_DECLARED if is_declared else _TRANSFORM
        if known is not None:
            plain = node.style == "plain"
            span = node.span if plain else written_span(self.text.text, node)
            yield (span.start, span.end, known[0], known[1])
        elif self.has_templates and "{" in node.text:
            for start, end in expressions(self.text.text, node.start, node.end):
                yield (start, end, TokenType.EXPRESSION, ())


def _named_elsewhere(snapshot: Snapshot) -> Iterable[tuple[int, bool]]:
    """The nodes that may name a transform from another place: aliases and ports do that."""
    if snapshot.kind is not FileKind.PRODUCT:
        return ()
    is_published = any(True for _ in published_names(snapshot))
    is_needed = bool(snapshot.document.tree.anchors) or is_published
    return transform_nodes(snapshot).items() if is_needed else ()
