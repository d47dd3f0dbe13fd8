"""What may be shown of a file: its text with stars for its secrets, and words without them.

This is the one way by which text leaves a file: frames, messages, titles of fixes, hovers and all
else that quotes a file goes through the ``Secrecy`` of its document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from floe_lsp.schemas.types.secrets.stars import with_stars, with_stars_in_place
from floe_lsp.schemas.types.secrets.words import EDGES_AND_SIGN, is_odd
from floe_lsp.syntax import Node, ScalarNode, SourceText, Span
from floe_lsp.syntax.walk import walk

from .secret_spans import secret_spans, spans_in_line
from .span_sets import covers, joined, overlaps
from .unescaped import Unescaped

_PIECE = 8
"""Letters and digits in a row that are told as those of a secret, however it was cut or spelled."""

_SHORTEST = 4
"""Shorter secrets are ordinary words everywhere but at their own place."""

_MOST = 100_000
"""Letters of secrets that are remembered; beyond them all that a message quotes is hidden."""

_OUR_OWN = re.compile(
    r"\{\{-?\s*env_var\(\s*(?:'{1,2}\w+'{1,2}|\\?\"\w+\\?\")\s*,?|[\\\"']{1,3}\s*\)(?=\s*[|}-])"
    r"|\|\s*\w+\s*-?\}\}|\}\}|-----[A-Z0-9 ]+-----"
    r"|\b(?i:host|server|port|user|uid|database|dbname|password|passwd|pwd|token)="
)
"""What may stand around a secret, and in our own words: a placeholder, the frame of a key, the
names of a connection."""

_CUT = re.compile(r"[^\W_]")
_IN_QUOTES = re.compile(r"'[^']*'?|\"[^\"]*\"?|`[^`]*`?")
_SIGNED = re.compile(r"\A[\W_]|[\W_]\Z")
_TOKEN = re.compile(r"\w+")
_NOT_A_LETTER = re.compile(r"[^A-Za-z]")


class Secrecy:
    """The secrets of one file, and what is shown in their place."""

    def __init__(
        self,
        text: SourceText,
        root: Node | None,
        *,
        is_sound: bool,
        known: Iterable[Span] = (),
    ) -> None:
        """Look for the secrets.

        Args:
            text: The file.
            root: Its tree, as far as it could be read.
            is_sound: Whether the tree is the whole text.
            known: Where secrets stand that the text does not tell.
        """
        self._text = text
        self.spans = joined([*secret_spans(text, root, is_sound=is_sound), *known])
        """Where secrets stand, in order and apart from each other."""
        self._secrets = frozenset(_secrets(text, root, self.spans))

    @cached_property
    def shown(self) -> SourceText:
        """The text as it may be shown: as long, line by line, with stars for secrets.

        Places of the file are told in columns, so each line keeps them; a finding about a secret
        tells where it ends in any case.
        """
        if not self.spans:
            return self._text
        return SourceText(with_stars_in_place(self._text.text, self.spans), self._text.version)

    def hides(self, span: tuple[int, int]) -> bool:
        """Whether a range of the text holds a part of a secret."""
        return overlaps(self.spans, *span)

    def masked(self, words: str) -> str:
        """Return any words with stars for each secret of this file, and each in its own shape."""
        return masked(words, (self,))

    @cached_property
    def pieces(self) -> frozenset[str]:
        """All runs of letters and digits of the secrets, as long as one is told by."""
        found: set[str] = set()
        if self.is_flooded:
            return frozenset()
        for secret in self._secrets:
            plain = _plain(secret)
            found.update(plain[i : i + _PIECE] for i in range(len(plain) - _PIECE + 1))
        return frozenset(found)

    @cached_property
    def is_flooded(self) -> bool:
        """Whether there is more secret text than could be looked for."""
        return sum(map(len, self._secrets)) > _MOST

    @cached_property
    def short(self) -> tuple[str, ...]:
        """The secrets that have no such run, the longest first."""
        short = {
            secret
            for secret in self._secrets
            if len(secret) >= _SHORTEST and len(_plain(secret)) < _PIECE
        }
        return tuple(sorted(short, key=lambda each: (-len(each), each)))

    @property
    def _signed(self) -> Iterator[str]:
        """The secrets that are told by their runs, but for signs before and behind them."""
        for secret in self._secrets:
            if len(_plain(secret)) >= _PIECE and _SIGNED.search(secret):
                yield secret

    def whole_in(self, words: str) -> Iterable[str]:
        """Return the secrets that may stand in some words as they are: few of thousands.

        Of the long ones this tells the signs at both ends, which are in no run of letters.
        """
        tokens = {"", *_TOKEN.findall(words)}
        by_token = self._by_token
        return [secret for token in tokens & by_token.keys() for secret in by_token[token]]

    @cached_property
    def _by_token(self) -> dict[str, list[str]]:
        """The secrets by their first token, which stands as one wherever they are told."""
        found: dict[str, list[str]] = {}
        for secret in (*self.short, *self._signed):
            token = _TOKEN.search(secret)
            found.setdefault("" if token is None else token[0], []).append(secret)
        return found


def masked(words: str, of: Iterable[Secrecy]) -> str:
    """Return any words with stars for the secrets of several files."""
    hidden = _hidden_in(words, of)
    return with_stars(words, hidden) if hidden else words


def masked_in_place(line: str, of: Iterable[Secrecy]) -> str:
    """Return a line of a file with stars for the secrets of several, as long as it was.

    What else stands on it keeps its column.
    """
    return with_stars_in_place(line, _hidden_in(line, of))


def _hidden_in(words: str, of: Iterable[Secrecy]) -> tuple[Span, ...]:
    hidden = list(spans_in_line(words))
    for each in of:
        if each.is_flooded:
            hidden.extend(Span(*match.span()) for match in _IN_QUOTES.finditer(words))
        elif each.spans:
            hidden.extend(_pieces_in(words, each.pieces))
            hidden.extend(_whole_in(words, each.whole_in(words)))
    return joined(hidden) if hidden else ()


def hide_shapes(words: str) -> str:
    """Return any words with stars for what looks like a secret wherever it comes from."""
    return masked(words, ())


def _secrets(text: SourceText, root: Node | None, spans: tuple[Span, ...]) -> Iterator[str]:
    """Yield each secret as it is written, and as it is read, without what is known of it anyway."""
    if not spans:
        return
    found = [line for start, end in spans for line in text.text[start:end].splitlines()]
    found += [Unescaped(line).text for line in found if "\\" in line]
    found += [
        node.text
        for node in walk(root)
        if isinstance(node, ScalarNode) and covers(spans, node.start, node.end)
    ]
    for secret in found:
        if secret.startswith("# "):
            # A comment in place of a secret is words, of which only some can be the secret.
            yield from filter(is_odd, (word.strip(EDGES_AND_SIGN) for word in secret.split()))
            continue
        yield from (part.strip("\"' \t") for part in _OUR_OWN.split(secret))


def _plain(words: str) -> str:
    """Return the letters and digits of any words, however they are spelled.

    One of them may fold to several, and those to more than letters.
    """
    plain = "".join(_CUT.findall(words))
    return plain.lower() if plain.isascii() else "".join(_CUT.findall(plain.casefold()))


def _pieces_in(words: str, pieces: frozenset[str]) -> Iterator[Span]:
    plain = _plain(words)
    if pieces.isdisjoint(plain[at : at + _PIECE] for at in range(len(plain) - _PIECE + 1)):
        return
    places = [match.start() for match in _CUT.finditer(words) for _ in _plain(match[0])]
    for at in range(len(plain) - _PIECE + 1):
        if plain[at : at + _PIECE] in pieces:
            yield Span(places[at], places[at + _PIECE - 1] + 1)


def _whole_in(words: str, secrets: Iterable[str]) -> Iterator[Span]:
    """Yield where a secret stands as a word; one of letters alone only in quotes."""
    for secret in secrets:
        if secret in words:
            before, after = (r"(?<!\w)", r"(?!\w)")
            if not _NOT_A_LETTER.search(secret):
                before, after = (r"(?<=['\"`])", r"(?=['\"`])")
            pattern = f"{before}{re.escape(secret)}{after}"
            for match in re.finditer(pattern, words):
                yield Span(*match.span())
