"""What every fix promises: fewer findings, none that is new, and no line lost that says more.

Whether it keeps that is told by the findings of the files as they are and as they would be. Most
fixes are good guesses; what is wrong around a mistake can make one of them a bad guess, and nobody
sees that at the place where it is made.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cached_property
from itertools import accumulate, groupby
from pathlib import Path
from typing import TypeAlias

from floe_lsp.syntax import SourceText, Span
from floe_lsp.syntax.text import LINE_BREAK

from .codes import Trait
from .diagnostics import Diagnostic, Edit, Location, apply_edits
from .placeholder_findings import is_about_a_placeholder
from .stages import Stage

_HIDING = {Trait.LEAVES_THE_REST, Trait.LEAVES_GAPS}
"""What is true of findings that keep others from being found in what they do not stop."""

_WORD = re.compile(r"\w+")

_Identity: TypeAlias = tuple[Path, str, int, str]
_Place: TypeAlias = tuple[Path, str, int]
_Key: TypeAlias = "tuple[Path, str, int | None, str]"
_Keyed: TypeAlias = tuple[Diagnostic, tuple[_Key, _Key, _Key]]


class Outcome(IntEnum):
    """How a fix turns out; the lower, the better."""

    KEPT = 0
    """Fewer findings, and none that is new."""
    FILLS = 1
    """What is missing has its place, which a placeholder holds until a person knows more."""
    UNCOVERS = 2
    """The mistake goes, and what nobody could look at before has mistakes of its own."""
    UNTRIED = 3
    """Nobody has looked."""
    BROKEN = 4
    """The mistake stays, another one takes its place, or a line is lost."""


def outcome(
    mended: Sequence[Diagnostic],
    edits: Sequence[Edit],
    before: Sequence[Diagnostic],
    after: Sequence[Diagnostic],
    *,
    sure: bool = False,
) -> Outcome:
    """Return how edits turn out.

    Args:
        mended: The findings that they are for, which are among those before.
        edits: What is changed; spans count in the texts as they were.
        before: All findings of the files as they were.
        after: All findings of the same files, changed.
        sure: Whether they keep what was meant: what stands beside them is no work of theirs.
    """
    changes = changes_of(edits)
    if any(change.loses_a_line(mended) for change in changes.values()):
        return Outcome.BROKEN
    left, new = _compared(before, after, changes)
    if all(each in left for each in map(_identity, mended)):
        return Outcome.BROKEN
    if not new:
        return Outcome.KEPT if _counts(after).total() < _counts(before).total() else Outcome.BROKEN
    new = [each for each in new if not is_about_a_placeholder(each)]
    if not new:
        return Outcome.FILLS
    if all(_was_hidden(each, mended, before, changes, sure=sure) for each in new):
        return Outcome.UNCOVERS
    return Outcome.BROKEN


def changes_of(edits: Sequence[Edit]) -> dict[Path, Change]:
    """Return what edits change, by file."""
    by_path: dict[Path, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_path[edit.location.path].append(edit)
    return {path: Change(of_file) for path, of_file in by_path.items()}


class Change:
    """Edits of one file, and where things stand after them."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        """Take edits of one file, at least one, without overlaps."""
        self._edits = sorted(edits, key=lambda edit: edit.location.span)
        self._path = self._edits[0].location.path
        self._before = self._edits[0].location.text
        self.text = apply_edits(self._before.text, self._edits)
        """The text after them."""
        self._after = SourceText(self.text)

    def moved(self, offset: int) -> int:
        """Return where a character of the text as it was stands now."""
        count = bisect_left(
            self._edits,
            (offset, True),
            key=lambda edit: (edit.location.span.start, edit.location.span != (offset, offset)),
        )
        if count == 0:
            return offset
        start, end = self._edits[count - 1].location.span
        if offset < end:
            return start + self._shifts[count - 1]
        return offset + self._shifts[count]

    @cached_property
    def _shifts(self) -> list[int]:
        """By how much what stands before each edit has moved, and what stands behind the last."""
        spans = (each.location.span for each in self._edits)
        longer = (
            len(each.text) - (end - start)
            for each, (start, end) in zip(self._edits, spans, strict=True)
        )
        return list(accumulate(longer, initial=0))

    def touches(self, location: Location, *, lines: bool, comments: bool) -> bool:
        """Whether a place of the changed text was written into.

        Args:
            location: The place.
            lines: Whether it counts where its line was.
            comments: Whether a comment counts that was added, which nothing else is read by.
        """
        written = self._written_with_comments if comments else self._written_without
        if _meets(written, location.span):
            return True
        if not lines:
            return False
        of_lines = [Span(*_lines(self._after, each)) for each in written]
        return _meets(of_lines, Span(*_lines(self._after, location.span)))

    def loses_a_line(self, mended: Iterable[Diagnostic]) -> bool:
        """Whether a line goes that says something, and is neither told of nor said elsewhere."""
        gone = sorted({*self._gone(), *self._cut()})
        if not gone:
            return False
        told = self._told(mended)
        if told.issuperset(gone):
            return False
        left = [line.strip() for line in LINE_BREAK.split(self.text) if line.strip()]
        new = {line.strip() for edit in self._edits for line in LINE_BREAK.split(edit.text)}
        for run in _runs(gone):
            said = [self._before.line(number).strip() for number in run]
            is_told = all(
                number in told or line in new for number, line in zip(run, said, strict=True)
            )
            if not is_told and not _holds(left, said):
                return True
        return False

    @cached_property
    def _written_with_comments(self) -> list[Span]:
        return list(self._written(comments=True))

    @cached_property
    def _written_without(self) -> list[Span]:
        return list(self._written(comments=False))

    def _written(self, *, comments: bool) -> Iterator[Span]:
        """Each part of the changed text that was written, none where whole lines were taken."""
        shift = 0
        for edit in self._edits:
            start, end = edit.location.span
            is_comment = start == end and edit.text.lstrip().startswith("#")
            is_said = edit.text or not self._is_of_whole_lines(start, end)
            if is_said and (comments or not is_comment):
                at = start + shift
                yield Span(at, at + len(edit.text))
            shift += len(edit.text) - (end - start)

    def _is_of_whole_lines(self, start: int, end: int) -> bool:
        text = self._before.text
        begins = start == 0 or text[start - 1] in "\r\n" or text[start] in "\r\n"
        ends = end == len(text) or text[end - 1] in "\r\n" or text[end] in "\r\n"
        return start < end and begins and ends

    def _gone(self) -> Iterator[int]:
        """The lines of which nothing is left."""
        for edit in self._edits:
            first, last = _lines(self._before, edit.location.span)
            for number in range(first, last + 1):
                span = self._before.line_span(number)
                line = self._before.text[span.start : span.end]
                start = span.start + len(line) - len(line.lstrip())
                end = span.start + len(line.rstrip())
                taken = edit.location.span
                if taken.start <= start < end <= taken.end:
                    yield number

    def _cut(self) -> Iterator[int]:
        """The lines that lose half of their words or more, and those joined without some."""
        written = {word for edit in self._edits for word in _WORD.findall(edit.text)}
        lost: Counter[int] = Counter()
        for edit in self._edits:
            start, end = edit.location.span
            first, last = _lines(self._before, edit.location.span)
            one, other = self._before.line_span(first), self._before.line_span(last)
            text = self._before.text
            has_rest = text[one.start : start].strip() and text[end : other.end].strip()
            is_joined = has_rest and first < last and not LINE_BREAK.search(edit.text)
            for number in {first, last}:
                line = self._before.line_span(number)
                taken = _WORD.findall(text, max(start, line.start), min(end, line.end))
                words = sum(len(word) for word in taken if word not in written)
                lost[number] += words
                if words and is_joined:
                    yield number
        for number, words in lost.items():
            if words and 2 * words >= sum(map(len, _WORD.findall(self._before.line(number)))):
                yield number

    def _told(self, mended: Iterable[Diagnostic]) -> set[int]:
        """The lines that findings speak of."""
        places = (
            location
            for each in mended
            for location in (each.location, *(it.location for it in each.related))
            if location.path == self._path
        )
        return {
            number
            for place in places
            for first, last in [_lines(self._before, place.span)]
            for number in range(first, last + 1)
        }


def _identity(found: Diagnostic) -> _Identity:
    location = found.location
    return location.path, found.code, location.span.start, found.message


def _compared(
    before: Sequence[Diagnostic], after: Sequence[Diagnostic], changes: Mapping[Path, Change]
) -> tuple[set[_Identity], list[Diagnostic]]:
    """Return which findings are still there, as they were, and those that are new.

    The same is said in the same words, or of the same place: words may name what has changed.
    """

    def keys(each: Diagnostic, place: int) -> tuple[_Key, _Key, _Key]:
        about, said = (each.location.path, each.code), each.own_message
        return (*about, place, said), (*about, None, said), (*about, place, "")

    def place_now(each: Diagnostic) -> int:
        change, start = changes.get(each.location.path), each.location.span.start
        return start if change is None else change.moved(start)

    gone = [(each, keys(each, place_now(each))) for each in before]
    places = {(*_file_and_code(each), place_now(each)) for each in before}
    new = [
        (each, keys(each, each.location.span.start))
        for each in _without_counted(before, after, places, changes)
    ]
    for how in range(3):
        same = Counter(key[how] for _, key in gone)
        same &= Counter(key[how] for _, key in new)
        gone, new = (list(_others(found, how, same.copy())) for found in (gone, new))
    missing = {_identity(each) for each, _ in gone}
    stay = {each for each in map(_identity, before) if each not in missing}
    return stay, [each for each, _ in new]


def _without_counted(
    before: Sequence[Diagnostic],
    after: Sequence[Diagnostic],
    places_before: Container[_Place],
    changes: Mapping[Path, Change],
) -> Iterator[Diagnostic]:
    """Yield what is found afterwards without what was there before and was only counted.

    Of very many findings of a kind the first are described: where one goes, another comes up.
    """
    counts = _counts(before)
    more = counts - Counter(map(_file_and_code, before))
    more = Counter({key: more[key] for key in more if _counts(after)[key] <= counts[key]})
    for each in after:
        key, start = _file_and_code(each), each.location.span.start
        change = changes.get(each.location.path)
        if (
            more[key]
            and (*key, start) not in places_before
            and (change is None or not change.touches(each.location, lines=False, comments=True))
        ):
            more[key] -= 1
        else:
            yield each


def _counts(found: Iterable[Diagnostic]) -> Counter[tuple[Path, str]]:
    """Return how many findings there are of each code in each file, with those only counted."""
    counts: Counter[tuple[Path, str]] = Counter()
    for each in found:
        counts[_file_and_code(each)] += 1 + each.more
    return counts


def _file_and_code(found: Diagnostic) -> tuple[Path, str]:
    return found.location.path, found.code


def _others(found: Iterable[_Keyed], how: int, same: Counter[_Key]) -> Iterator[_Keyed]:
    """Yield what is not one of those that are the same, by one of its keys."""
    for each in found:
        key = each[1][how]
        if same[key]:
            same[key] -= 1
        else:
            yield each


def _was_hidden(
    found: Diagnostic,
    mended: Sequence[Diagnostic],
    before: Sequence[Diagnostic],
    changes: Mapping[Path, Change],
    *,
    sure: bool,
) -> bool:
    """Whether a new finding is about something that nobody could look at.

    What stands where the fix writes is its own work; of a guess at a text that could not be read,
    all that stands on the line.
    """
    if Trait.INTERNAL in found.info.traits:
        return False  # It comes of the new text, of which nobody knows then what else is wrong.
    change = changes.get(found.location.path)
    unread = any(each.info.stage is Stage.LOAD for each in mended)
    if change is not None and change.touches(
        found.location,
        lines=unread and not sure,
        comments=Trait.ABOUT_SUPPRESSIONS in found.info.traits,
    ):
        return False
    # What a wrong key holds is checked when it has its right name, and so is what needs a value.
    if any(_HIDING & each.info.traits for each in mended):
        return True
    stage, path = found.info.stage, found.location.path
    errors = [each for each in before if each.is_error]
    if stage is Stage.VALIDATE:
        return any(each.info.stage is Stage.LOAD and each.location.path == path for each in errors)
    return any(each.info.stage.order < stage.order for each in errors)


def _lines(text: SourceText, span: Span) -> tuple[int, int]:
    return text.position(span.start).line, text.position(span.end).line


def _meets(ranges: Sequence[Span], one: Span) -> bool:
    """Whether one of several ranges in order, with both their ends, has something of another."""
    at = bisect_left(ranges, one.start, key=lambda each: each.end)
    return at < len(ranges) and ranges[at].start <= one.end


def _runs(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Yield lines that follow each other together."""
    for _, run in groupby(enumerate(numbers), key=lambda each: each[1] - each[0]):
        yield [number for _, number in run]


def _holds(lines: Sequence[str], run: Sequence[str]) -> bool:
    """Whether lines stand somewhere, one below the other."""
    return any(
        list(lines[at : at + len(run)]) == list(run)
        for at in range(len(lines) - len(run) + 1)
        if lines[at] == run[0]
    )
