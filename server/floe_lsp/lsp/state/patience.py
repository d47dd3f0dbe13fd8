"""What is shown while a person types: a new finding waits until what causes it is written.

The program is right about a text at rest. While one is being written most of what it finds is that
it is not finished, so what an edit brings up waits: until the line of the edit is left, or for a
moment without an edit. What says that something is missing or not ended waits until the entry is
left, or longer; what compares all that is written with what was there before, until nobody writes.
What an edit clears is gone at once, and what was there before it stays, also where what is not
finished keeps it from being found.

Nothing is decided by where a finding stands: whatever is found after an edit and was not before is
caused by it, in the line itself, below it, or in another file that names what is renamed.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from floe_lsp.compilation import Diagnostic, Stage
from floe_lsp.compilation.codes import Severity, Trait
from floe_lsp.compilation.diagnostics import Location
from floe_lsp.compilation.territory import Territory
from floe_lsp.syntax import SourceText, Span

from .splice import Splice

WORD_SECONDS = 0.6
"""How long without an edit what is found of a word waits."""

ENTRY_SECONDS = 2.0
"""How long without an edit it waits that an entry is not finished."""


class Patience:
    """Chooses, of what is found in each file, what is shown. Used on the event loop's thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing being written; ``clock`` counts seconds."""
        self._clock = clock
        self._place: _Place | None = None
        """Where something is being written."""
        self._left: _Place | None = None
        """The place before that one."""
        self._last_edit = 0.0
        self._known: dict[Path, list[_Known]] = {}
        self._not_saved: dict[Path, None] = {}
        self.on_wait: Callable[[], None] = _ignore
        """Called when something waits, so that somebody asks again after ``seconds_left``."""

    def keep(self, territory: Territory) -> None:
        """Forget the files that nobody asks for any more."""
        territory.keep(self._known)
        territory.keep(self._not_saved)

    def forget(self, path: Path) -> None:
        """Forget a file of which everything is shown at once."""
        self._known.pop(path, None)

    def edited(
        self, path: Path, before: SourceText, after: SourceText, at: int | None = None
    ) -> None:
        """Take note that a text is being written in.

        Args:
            path: The file.
            before: Its text until now.
            after: The text that it has now. It may be the same: a bracket that the editor had
                closed by itself is typed over.
            at: The offset in it at which the edit ends, where the editor has told it.
        """
        self._not_saved[path] = None
        splice = Splice.between(before.text, after.text, at)
        for place in (self._place, self._left):
            if place is not None and place.path == path:
                place.span = splice.moved(place.span)
        first, last = (after.position(offset).line for offset in (splice.start, splice.new_end))
        first += before.line(first) == after.line(first)  # As of Enter at its end.
        for each in self._known.get(path, ()):
            each.span = splice.moved(each.span)
            each.is_written_in |= first <= after.position(each.span.start).line <= last
        self._last_edit = self._clock()
        written = after.text[splice.start : splice.new_end]
        if written[:1] in ("\r", "\n") and not written.strip("\r\n\t -"):
            # Enter: what was written is the line before; an indentation comes with it.
            self._go(path, Span(splice.start, splice.start), after)
        self._go(path, Span(splice.new_end, splice.new_end), after)

    def moved_caret(self, path: Path, text: SourceText, offset: int) -> None:
        """Take note of where the caret is; ``text`` is that of the file."""
        if self._place is not None:
            self._go(path, Span(offset, offset), text)

    def saved(self, path: Path) -> bool:
        """Take note that a file is saved or closed; whether something was written in it."""
        had_edits = path in self._not_saved
        self._not_saved.pop(path, None)
        return had_edits

    def has_unsaved_edits(self, path: Path) -> bool:
        """Whether a file was written in since it was opened or saved."""
        return path in self._not_saved

    def rest(self) -> None:
        """Take note that nothing is being written: what waits need not wait any longer."""
        self._place = None

    def shown(
        self, path: Path, found: tuple[Diagnostic, ...], text: SourceText | None, *, is_whole: bool
    ) -> tuple[Diagnostic, ...]:
        """Return those of the findings of a file that are shown now.

        What is not finished keeps the rest of the file from being looked at. As long as it waits
        itself, what was shown before it stays, unless its line was written in.

        Args:
            path: The file.
            found: What is found in its present text, in order.
            text: That text; nothing where the file is not open.
            is_whole: Whether all of it could be looked at, so that what is not found is not there.
        """
        before = _ByCode(self._known.get(path, ()))
        known: list[_Known] = []
        shown: list[Diagnostic] = []
        for each in found:
            entry = before.take(each)
            if entry is None:
                entry = _Known(each, each.location.span, self._cause_of(path, each))
            entry.found, entry.span, entry.is_written_in = each, each.location.span, False
            if entry.cause is not None and not self._waits(entry, each):
                entry.cause = None
            if entry.cause is None:
                shown.append(each)
            known.append(entry)
        waiting = [each.found for each in known if each.cause is not None]
        hidden, rest = self._not_found(before.rest(), waiting, text)
        # What is not found may be there all the same, and is nothing new when it comes back.
        known += hidden if is_whole else (*hidden, *rest)
        if text is not None:
            stays = (each.at(text) for each in hidden if not each.is_written_in)
            shown = sorted((*shown, *stays), key=Diagnostic.sort_key)
        if known:
            self._known[path] = known
        else:
            self._known.pop(path, None)
        if not waiting:
            return found
        self.on_wait()
        return tuple(shown)

    def _not_found(
        self, known: Iterable[_Known], waiting: Iterable[Diagnostic], text: SourceText | None
    ) -> tuple[list[_Known], list[_Known]]:
        """Return what was shown and is not found: what is hidden by what waits, and the rest."""
        hidden: list[_Known] = []
        rest: list[_Known] = []
        hides = _Hides(waiting)
        for each in known:
            is_hidden = hides(each.found)
            if each.cause is not None and is_hidden and text is not None:
                is_over = not each.is_written_in and not self._waits(each, each.at(text))
                each.cause = None if is_over else each.cause
            if each.cause is None:
                (hidden if is_hidden else rest).append(each)
        return hidden, rest

    def waiting(self) -> set[Path]:
        """Return the files of which something is not shown yet."""
        return {
            path
            for path, known in self._known.items()
            if any(each.cause is not None for each in known)
        }

    def seconds_left(self) -> float:
        """Return in how many seconds something may have waited long enough."""
        seconds = self._clock() - self._last_edit
        return max(0.0, (WORD_SECONDS if seconds < WORD_SECONDS else ENTRY_SECONDS) - seconds)

    def _go(self, path: Path, span: Span, text: SourceText) -> None:
        """Take note that the place of writing is another; in the same line it is the same one."""
        place = self._place
        if place is not None and place.path == path:
            first, last = (text.position(offset).line for offset in place.span)
            if first <= text.position(span.start).line <= last:
                return
        self._left, self._place = self._place, _Place(path, span)

    def _cause_of(self, path: Path, found: Diagnostic) -> _Place | None:
        """Return what is being written that a new finding comes from."""
        place, left = self._place, self._left
        is_ours = Trait.INTERNAL in found.info.traits
        if place is None or is_ours or self._clock() >= self._last_edit + ENTRY_SECONDS:
            return None
        if left is not None and left.path == path and _is_in_line(found, left.span):
            return left
        return place

    def _waits(self, entry: _Known, found: Diagnostic) -> bool:
        place, seconds = self._place, self._clock() - self._last_edit
        if place is None:
            return False
        if Trait.UNTIL_ALL_IS_WRITTEN in found.info.traits:
            return seconds < ENTRY_SECONDS
        is_unfinished = Trait.UNFINISHED in found.info.traits
        if is_unfinished and (entry.cause is place or _is_in_entry(found, place)):
            return seconds < ENTRY_SECONDS
        return entry.cause is place and seconds < WORD_SECONDS


def _ignore() -> None:
    pass


@dataclass(eq=False)
class _Place:
    """Where something is written."""

    path: Path
    span: Span


@dataclass(eq=False)
class _Known:
    """A finding that is shown, or waits."""

    found: Diagnostic
    """As it was found last; its place counts in the text of then."""
    span: Span
    """Where that is now."""
    cause: _Place | None
    """What it waits for; nothing where it is shown."""
    is_written_in: bool = False
    """Whether its line has been written in since it was found."""

    def at(self, text: SourceText) -> Diagnostic:
        """Return the finding in a newer text, without what counts in the older one."""
        start, end = (min(offset, len(text.text)) for offset in self.span)
        location = Location(self.found.location.path, Span(start, end), text)
        return replace(self.found, location=location, related=(), fixes=())


class _ByCode:
    """What is known of a file, found again in what is found now, in the order of the text."""

    def __init__(self, known: Iterable[_Known]) -> None:
        self._known: defaultdict[str, deque[_Known]] = defaultdict(deque)
        self._gone: list[_Known] = []
        for each in sorted(known, key=lambda known: known.span):
            self._known[each.found.code].append(each)

    def take(self, found: Diagnostic) -> _Known | None:
        """Return what a finding was before, whatever its words are now."""
        span, known = found.location.span, self._known[found.code]
        while known and known[0].span.end < span.start:
            self._gone.append(known.popleft())
        return known.popleft() if known and known[0].span.start <= span.end else None

    def rest(self) -> Iterable[_Known]:
        """Return what is not found any more."""
        return chain(self._gone, *self._known.values())


class _Hides:
    """Tells what is not looked for because of what waits; not what waits may itself ask for."""

    def __init__(self, waiting: Iterable[Diagnostic]) -> None:
        errors = [each.info for each in waiting if each.severity is Severity.ERROR]
        gaps = (each.stage is Stage.LOAD or Trait.LEAVES_GAPS in each.traits for each in errors)
        self._is_gap = any(gaps)
        self._first = min(
            (each.stage for each in errors), key=lambda stage: stage.order, default=None
        )

    def __call__(self, found: Diagnostic) -> bool:
        if self._first is None or Trait.NOT_WRITTEN_YET in found.info.traits:
            return False
        return self._is_gap or not self._first.reaches(found.info.stage)


def _is_in_line(found: Diagnostic, span: Span) -> bool:
    text = found.location.text
    line = text.position(found.location.span.start).line
    return text.position(span.start).line <= line <= text.position(span.end).line


def _is_in_entry(found: Diagnostic, place: _Place) -> bool:
    """Whether a place is in the entry that a finding is about, by the indentation of the lines.

    The entry of the first key is the whole file. Of a finding that a line beside it could clear it
    is the one that both stand in.
    """
    text, path = found.location.text, found.location.path
    first = text.position(found.location.span.start).line
    here = text.position(place.span.end).line
    if path != place.path or here < first:
        return False
    if not any(":" in text.line(line) for line in text.content_lines if line < first):
        return True
    depth = _depth(text.line(first))
    least = depth + (Trait.GOES_ON_BESIDE not in found.info.traits)
    below = map(text.line, range(first + 1, here + 1))
    return all(_depth(line) >= least for line in below if line.strip())


def _depth(line: str) -> int:
    """How far in a line begins; an item may stand in the column of the key whose list it is in."""
    # A tab is wide: it stands in brackets alone, in which lines stand further right.
    wide = line.expandtabs()
    rest = wide.lstrip()
    return 2 * (len(wide) - len(rest)) + rest.startswith("-")
