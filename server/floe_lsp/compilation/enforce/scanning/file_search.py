"""Searches one file for secrets, once while it stays the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from time import thread_time
from types import MappingProxyType
from typing import NamedTuple

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.enforce.timed_patterns import MATCH_SECONDS, PatternTooSlow
from floe_lsp.compilation.scalars import content_span
from floe_lsp.compilation.secrecy import hide_shapes
from floe_lsp.compilation.sources import Sources
from floe_lsp.compilation.span_sets import joined
from floe_lsp.schemas.manifest.governance_access import SecretPattern
from floe_lsp.schemas.types.patterns import compiled
from floe_lsp.schemas.types.secrets.hard_coded import (
    HardCoded,
    Language,
    SecretKind,
    apart,
    find_hard_coded,
    is_password_name,
    kind_of_entry,
)
from floe_lsp.schemas.types.secrets.names import is_credential_key
from floe_lsp.schemas.types.secrets.written_out import NAMED_BY, find_literal_credentials
from floe_lsp.syntax import MappingNode, Node, ScalarNode, SourceText, Span, dereference
from floe_lsp.syntax import Path as Steps
from floe_lsp.wording.quoting import quote, quote_name

from .fingerprints import fingerprint

_CODES = {
    SecretKind.AWS_KEY: "FLOE-E601",
    SecretKind.PASSWORD: "FLOE-E602",
    SecretKind.TOKEN: "FLOE-E603",
    SecretKind.PRIVATE_KEY: "FLOE-E604",
    SecretKind.RANDOM: "FLOE-E605",
}
CUSTOM = "FLOE-E699"

_MOST_CHARACTERS = 1_000_000
_MOST_OF_DATA = 8_000_000
"""Of a file that is searched; rows of values are searched for shapes alone, which costs less."""

_SECONDS = 10
_MOST_OF_ALL = 64_000_000
"""How long one analysis searches what has changed, and how many characters."""

_SECONDS_OF_FILE = 3
"""How long one file may take: how many characters it has does not tell how much it costs."""

_SECONDS_OF_PATTERNS = 2
"""How long the platform's own patterns may take of it."""

_NOWHERE = Span(0, 0)
_MAY_NAME = re.compile(r"[^\W\d_][\w.-]{1,79}")
_AT_LINE_END = re.compile(r"\r\n?|\n")


class FoundSecret(NamedTuple):
    """A secret in a file, without anything of it."""

    code: str
    title: str
    """What it is, in words."""
    span: Span
    fingerprint: str
    pattern: int | None = None
    """Which of the platform's own patterns has found it."""


class FileSecrets(NamedTuple):
    """What the search of a file found."""

    text: SourceText | None = None
    """The text that the places count in; ``None`` where nothing was found in it."""
    secrets: tuple[FoundSecret, ...] = ()
    unread: str | None = None
    """Why it was not searched, as the end of a sentence."""


class OwnPatternsTooSlow(Exception):
    """The platform's own patterns take longer than all files may; the message says so."""


class _SearchedEnough(Exception):
    """What is left is not searched this time; the next analysis goes on with it."""


class _TakesTooLong(Exception):
    """A file is not searched to its end, and would not be the next time."""


class FileSearch:
    """Searches the files of one product, one after the other.

    Args:
        product: The name of the product, by which fingerprints differ.
        patterns: The platform's own patterns.
        sources: Where the files are read.
        states: The states of files that are known already, so that they are not asked for again.
    """

    def __init__(
        self,
        product: str,
        patterns: Sequence[SecretPattern],
        sources: Sources,
        states: Mapping[Path, object] = MappingProxyType({}),
    ) -> None:
        self._product = product
        self._patterns = tuple(patterns)
        self._sources = sources
        self._states = states
        self._begun = self._clock = thread_time()
        self._characters = _MOST_OF_ALL
        self._of_patterns = 0.0
        self.is_whole = True
        """Whether no file was left for the next analysis."""

    def of_path(self, path: Path, name: str, language: Language) -> FileSecrets:
        """Return the secrets of a file of the dbt project, searched again only when it changes.

        Args:
            path: The file.
            name: From the product's folder on, with slashes.
            language: What it is written in.

        Raises:
            PatternTooSlow: A pattern of the platform takes too long on a line of it.
            OwnPatternsTooSlow: They have taken too long on all files by now.
        """
        of_file = self._states.get(path) or self._sources.state(path)
        state = (of_file, self._product, name, self._patterns)
        if of_file is None:
            return FileSecrets(unread=f"{name} cannot be read")
        try:
            return self._sources.made_again(
                path, "secrets", state, lambda: self._search(path, name, language)
            )
        except _SearchedEnough:
            self.is_whole = False
            return FileSecrets(
                unread=f"{name} is not searched yet, since there is more than is searched at once"
            )

    def of_document(self, document: Document, where: Sequence[str]) -> FileSecrets:
        """Return the secrets of floe.yaml or a manifest; raises as ``of_path``.

        Args:
            document: The file.
            where: What it is called by, so that its fingerprints are the same on every machine.
        """
        state = (document, self._patterns, where)
        return self._sources.made_again(
            document.path, "secrets", state, lambda: self._search_document(document, where)
        )

    def _search_document(self, document: Document, where: Sequence[str]) -> FileSecrets:
        self._clock = thread_time()
        try:
            return self._of_document(document, where)
        except _TakesTooLong:
            return _too_long(where[-1])

    def _of_document(self, document: Document, where: Sequence[str]) -> FileSecrets:
        found = find_hard_coded(document.text.text, Language.YAML)
        found += self._entries(document)
        definitions = document.node("governance", "secret_scanning", "custom_patterns")
        return self._found(document.text, apart(found), where, _span(definitions))

    def _search(self, path: Path, name: str, language: Language) -> FileSecrets:
        text = self._sources.source_text(path)
        if text is None:
            return FileSecrets(unread=f"{name} cannot be read, or is larger than is read")
        if self._characters <= 0 or thread_time() - self._begun > _SECONDS:
            raise _SearchedEnough
        most = _MOST_OF_DATA if language is Language.DATA else _MOST_CHARACTERS
        if len(text.text) > most:
            return FileSecrets(
                unread=f"{name} has more than the {most:,} characters that are searched"
            )
        self._characters -= len(text.text)
        self._clock = thread_time()
        try:
            # What calls itself wide, and is not, is read by everybody else as it is.
            narrow = None if text.text.isascii() else self._sources.text_of_bytes(path)
            if narrow is not None:
                found = find_hard_coded(narrow, language)
                secrets = self._found(SourceText(narrow), found, (self._product, name))
                if secrets.secrets:
                    return secrets
            return self._of_text(path, name, language, text)
        except _TakesTooLong:
            return _too_long(name)

    def _of_text(self, path: Path, name: str, language: Language, text: SourceText) -> FileSecrets:
        found = find_hard_coded(text.text, language)
        if language is Language.YAML and _may_hold_entries(text.text):
            try:
                found = apart([*found, *self._entries(self._sources.document_once(path))])
            except OSError:
                # It has gone meanwhile.
                return FileSecrets(unread=f"{name} cannot be read")
        return self._found(text, found, (self._product, name))

    def _entries(self, document: Document) -> Iterator[HardCoded]:
        """Yield the values of a file's entries that are credentials by their names."""
        judged: set[tuple[int, bool]] = set()
        for path, value in find_literal_credentials(document.value):
            self._look_at_the_clock()
            written = document.node(*path)
            node = None if written is None else dereference(written)
            if not isinstance(node, ScalarNode) or node.start == node.end:
                continue
            name = _telling_name(document, path)
            # Aliases write out one value in many places; more of a name does not count.
            judgement = (node.start, is_password_name(name))
            if judgement in judged:
                continue
            judged.add(judgement)
            kind = kind_of_entry(name, value)
            if kind is not None:
                span = content_span(document.text, node)
                yield HardCoded(kind, f"the value of {quote_name(name)}", span.start, span.end)

    def _look_at_the_clock(self) -> None:
        if thread_time() - self._clock > _SECONDS_OF_FILE:
            raise _TakesTooLong

    def _found(
        self,
        text: SourceText,
        found: Sequence[HardCoded],
        where: Sequence[str],
        definitions: Span = _NOWHERE,
    ) -> FileSecrets:
        """Return what was found with what the platform's patterns find outside of their texts."""
        own = [
            (index, span)
            for index, span in self._by_patterns(text, where[-1])
            if not (definitions.start <= span.start and span.end <= definitions.end)
        ]
        if not found and not own:
            return FileSecrets()
        told = [Span(each.start, each.end) for each in found]
        self._look_at_the_clock()
        everywhere = joined([*told, *(span for _, span in own)])
        secrets: list[FoundSecret] = []
        for each, span in zip(found, told, strict=True):
            self._look_at_the_clock()
            code = _CODES[each.kind]
            called = fingerprint(code, where, text, span, everywhere)
            secrets.append(FoundSecret(code, hide_shapes(each.title), span, called))
        for index, span in own:
            self._look_at_the_clock()
            title = f"what the pattern {quote(self._patterns[index].name)} looks for"
            called = fingerprint(CUSTOM, where, text, span, everywhere)
            secrets.append(FoundSecret(CUSTOM, title, span, called, index))
        return FileSecrets(text, tuple(sorted(secrets, key=lambda secret: secret.span)))

    def _by_patterns(self, text: SourceText, called: str) -> Iterator[tuple[int, Span]]:
        """Yield what the platform's own patterns find, each in the lines of a text."""
        if not self._patterns:
            return
        begun = thread_time()
        patterns = [compiled(each.pattern) for each in self._patterns]
        start = 0
        ends = (match.span() for match in _AT_LINE_END.finditer(text.text))
        for end in chain(ends, [None]):
            line = text.text[start : None if end is None else end[0]]
            for index, pattern in enumerate(patterns if line else ()):
                try:
                    matches = list(pattern.finditer(line, timeout=MATCH_SECONDS))
                except TimeoutError:
                    raise PatternTooSlow(index, f"a line of {called}") from None
                for match in matches:
                    if match.start() < match.end():
                        yield index, Span(start + match.start(), start + match.end())
            if self._of_patterns + thread_time() - begun > _SECONDS_OF_PATTERNS:
                raise OwnPatternsTooSlow(
                    f"take more than {_SECONDS_OF_PATTERNS} s on the files of {self._product}"
                )
            start = len(text.text) if end is None else end[1]
        self._of_patterns += thread_time() - begun


def _too_long(name: str) -> FileSecrets:
    return FileSecrets(unread=f"{name} takes more than {_SECONDS_OF_FILE} s to search")


def _span(node: Node | None) -> Span:
    return _NOWHERE if node is None else dereference(node).span


def _may_hold_entries(text: str) -> bool:
    """Whether a word of a YAML file names a credential, so that its tree is worth reading."""
    return any(map(is_credential_key, set(_MAY_NAME.findall(text))))


def _telling_name(document: Document, path: Steps) -> str:
    """Return the name that says of a value that it is a credential."""
    named = (step for step in reversed(path) if isinstance(step, str) and is_credential_key(step))
    found = next(named, None)
    if found is not None:
        return found
    entry = document.node(*path[:-1])
    fields = entry.entries if isinstance(entry, MappingNode) else ()
    beside = (field.value.value for field in fields if field.key.value in NAMED_BY)
    return next((each for each in beside if isinstance(each, str)), "password")
