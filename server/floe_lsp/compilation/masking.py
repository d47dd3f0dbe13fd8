"""The end of a run: no finding tells a secret of any file of it, whichever file it is about.

A document hides its own secrets where a finding is made. What is known of the whole run alone is
hidden here: a finding in one file may name what stands in another, and a plugin may know that an
option is secret whose name tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from floe_lsp.syntax import SourceText, Span

from .codes import Trait
from .diagnostics import Diagnostic, Fix, Location, Related
from .documents import Document
from .secrecy import Secrecy, masked, masked_in_place


def masked_findings(
    found: Sequence[Diagnostic],
    documents: Iterable[Document],
    telling: Sequence[Diagnostic] = (),
) -> Sequence[Diagnostic]:
    """Return findings whose words hold no secret of any document of the run.

    Args:
        found: What the run has found, as far as it is shown.
        documents: The product and its manifests; most hold no secret, and cost nothing then.
        telling: What else the run has found, some of it about secrets.
    """
    if not found:
        return found
    quotable = [each for each in documents if each.is_quotable]
    secrecies = {id(each.text): _secrecy(each, [*found, *telling]) for each in quotable}
    if not any(each.spans for each in secrecies.values()):
        return found
    masking = _Masking(secrecies, own={id(each.text): each.secrecy for each in quotable})
    lines = _Lines()
    for each in found:
        lines.add(each)
    shown = {text: masking.lines(*around) for text, around in lines.by_text.items()}
    return [masking.of(each, shown) for each in found]


_AROUND = 2
"""Lines before and after a place that a report may show as well."""


class _Lines:
    """The lines that reports show, by the text that they are of."""

    def __init__(self) -> None:
        self.by_text: dict[int, tuple[Location, set[int]]] = {}

    def add(self, diagnostic: Diagnostic) -> None:
        places = [diagnostic.location, *(each.location for each in diagnostic.related)]
        for place in places:
            self._add(place, place.span)
        for edit in (edit for fix in diagnostic.fixes for edit in fix.edits):
            if edit.location.text is diagnostic.location.text:
                self._add(diagnostic.location, edit.location.span)

    def _add(self, place: Location, span: Span) -> None:
        if place.shown.text:
            line = place.text.position(span.start).line
            numbers = range(max(0, line - _AROUND), line + _AROUND + 1)
            self.by_text.setdefault(id(place.text), (place, set()))[1].update(numbers)


class _Masking:
    def __init__(self, secrecies: Mapping[int, Secrecy], own: Mapping[int, Secrecy]) -> None:
        """Hide what is known of a run.

        Args:
            secrecies: The secrets of each file by its text, with those that findings tell.
            own: Those that each file tells by itself, which are hidden where findings are made.
        """
        self._secrecies = secrecies
        self._known = [each for each in secrecies.values() if each.spans]
        self._hidden_already = {
            text for text, each in own.items() if all(known is each for known in self._known)
        }
        """Texts whose findings need no second look: only their own secrets are known, and these are
        hidden in their words already."""

    def of(self, diagnostic: Diagnostic, shown: Mapping[int, SourceText]) -> Diagnostic:
        def place(location: Location) -> Location:
            return replace(location, shown=shown.get(id(location.text), location.shown))

        if id(diagnostic.location.text) in self._hidden_already and not diagnostic.related:
            return replace(diagnostic, location=place(diagnostic.location))
        suggestion = diagnostic.suggestion
        return replace(
            diagnostic,
            message=self._words(diagnostic.message),
            location=place(diagnostic.location),
            suggestion=None if suggestion is None else self._words(suggestion),
            related=tuple(
                Related(place(each.location), self._words(each.message))
                for each in diagnostic.related
            ),
            fixes=tuple(map(self._fix, diagnostic.fixes)),
        )

    def lines(self, place: Location, numbers: set[int]) -> SourceText:
        """Return what is shown of a file, with stars for all that is known in some of its lines."""
        own = self._secrecies.get(id(place.text))
        shown = place.shown if own is None else own.shown
        parts: list[str] = []
        done = 0
        for number in sorted(each for each in numbers if each < shown.line_count):
            start, end = shown.line_span(number)
            parts += (shown.text[done:start], masked_in_place(shown.text[start:end], self._known))
            done = end
        return SourceText("".join([*parts, shown.text[done:]]), shown.version)

    def _fix(self, fix: Fix) -> Fix:
        moves = any(self._words(edit.text) != edit.text for edit in fix.edits)
        moves = moves or fix.moves_a_secret
        return replace(fix, title=self._words(fix.title), moves_a_secret=moves)

    def _words(self, words: str) -> str:
        return masked(words, self._known)


def _secret_of(diagnostic: Diagnostic) -> Span | None:
    """Return where the secret of a finding about one stands, which may be at the place of its key.

    ``None`` for any other finding.
    """
    if Trait.AT_A_SECRET not in diagnostic.info.traits:
        return None
    text, span = diagnostic.location.text, diagnostic.location.span
    line = text.line_span(text.position(span.start).line)
    end = min(span.end, line.end)
    after = text.text[end : line.end]
    value = after.lstrip("\"'").lstrip(" \t")
    if not value.startswith(":"):
        return _trimmed(text.text, span.start, end)
    start = line.end - len(value) + 1
    start += len(value[1:]) - len(value[1:].lstrip())
    written = text.text[start : line.end]
    if written[:1] in {'"', "'"}:
        return Span(start + 1, start + 1 + len(written[1:].partition(written[0])[0]))
    return _trimmed(text.text, start, start + len(written.partition(" #")[0]))


def _trimmed(text: str, start: int, end: int) -> Span | None:
    written = text[start:end]
    start += len(written) - len(written.lstrip("\"' "))
    end = start + len(text[start:end].rstrip("\"' "))
    return Span(start, end) if start < end else None


def _secrecy(document: Document, found: Iterable[Diagnostic]) -> Secrecy:
    """Return the secrecy of a document, with the secrets that findings are about."""
    secrecy = document.secrecy
    # Most are hidden already: tens of thousands in one line would have it looked through each time.
    telling = (
        each
        for each in found
        if Trait.AT_A_SECRET in each.info.traits
        and each.location.text is document.text
        and not secrecy.hides(each.location.span)
    )
    places = map(_secret_of, telling)
    known = [each for each in places if each is not None and not secrecy.hides(each)]
    if not known:
        return secrecy
    is_sound = not document.problems
    return Secrecy(document.text, document.root, is_sound=is_sound, known=known)
