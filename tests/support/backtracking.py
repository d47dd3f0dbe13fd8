r"""Whether a regular expression can take more than linear time, told from its parse tree.

``re`` backtracks: it tries every way in which a pattern can read a text until one of them works.
What it costs at worst is how many ways there are, and that is a question about the pattern alone.
The pattern becomes an automaton, and the number of ways grows with the text exactly where a word
can be read in a loop, in a later loop, and on the way from the first to the second (Weber and
Seidl, On the degree of ambiguity of finite automata, 1991): ``\s*\s*x`` divides blanks between its
loops. Searching is a loop that reads anything in front of the pattern, so ``\s+x`` searches a run
of blanks from each of its places.

What the automaton knows of a lookaround of one character, of ``^``, ``$`` and ``\b`` is exact. A
longer lookaround always holds as far as it knows, and what stands in it counts as a way of its
own, since it is read as well. So a pattern that is harmless may be accused, and none that is not
goes free. What the program does around it is another matter, such as matching again at each place
of a text; and what is repeated at most so many times is no loop, however slow it is.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

with warnings.catch_warnings():
    # The parser of `re` has no public name. The one that it had is deprecated since 3.11.
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_constants
    import sre_parse

_parser: Any = sre_parse
"""Its parse trees are pairs of an operator and what it takes, of another shape for each."""

Mode = Literal["search", "match", "fullmatch"]
"""How a pattern is used; ``search`` also for all that search, such as ``finditer`` and ``sub``."""

_SAMPLES: Final = "aZs5_ \t\n\r.\x00\x7f\u00e9\u0663\u017f\u2028\ufeff\U0001f600"
"""Characters of every category, beside those that a pattern names."""

_UNROLLED: Final = 40
"""How often a part is copied that may be repeated more often."""


class Unknown(Exception):
    """The pattern has an element that this judgement does not know."""


def find_superlinear(pattern: str, flags: int, mode: Mode) -> str | None:
    """Return a text whose repetition costs a pattern more than linear time, if there is one.

    Raises:
        Unknown: As of the class.
    """
    return _Automaton(pattern, flags, mode).ambiguous_word()


_State = tuple[int, int]
"""A place, and the characters that a guard on the way lets follow."""

_Three = tuple[_State, _State, _State]


@dataclass(frozen=True)
class _Guard:
    """A step that reads nothing, and which characters must stand before it and after it."""

    to: int
    before: int
    after: int
    is_exact: bool
    """Whether it lets pass whatever fits; if not, some of that fails after all."""


@dataclass
class _Places:
    """The automaton as it is built: places, steps that read a character, and guards."""

    reading: list[list[tuple[int, int]]] = field(default_factory=list[list[tuple[int, int]]])
    """For each place the sets of characters that are read there, and where each leads."""
    silent: list[list[_Guard]] = field(default_factory=list[list[_Guard]])

    def add(self) -> int:
        self.reading.append([])
        self.silent.append([])
        return len(self.reading) - 1


class _Automaton:
    """A pattern as states, and how they follow each other."""

    def __init__(self, pattern: str, flags: int, mode: Mode) -> None:
        tree = _parser.parse(pattern, flags)
        self._mode = mode
        self._alphabet = sorted(_characters(tree))
        self._every = (1 << len(self._alphabet)) - 1
        self._edge = 1 << len(self._alphabet)
        """Stands for the beginning of the text before a place, and for its end after one."""
        self._any = self._every | self._edge
        self._groups: dict[int, tuple[Any, int]] = {}
        self._places = _Places()
        first = self._places.add()
        begin = first
        if mode == "search":
            self._places.reading[first].append((self._every, first))
            begin = self._places.add()
            self._join(first, begin)
        self._final = self._sequence(tree, begin, tree.state.flags)
        self._first = first
        self._steps: dict[_State, dict[_State, int]] = {}
        self._doubled: set[tuple[_State, _State]] = set()
        """Steps that the pattern takes in two ways at once, such as in ``(a*)*``."""
        self._read()

    # From the pattern to places

    def _join(
        self,
        place: int,
        to: int,
        before: int | None = None,
        after: int | None = None,
        *,
        is_exact: bool = True,
    ) -> None:
        before = self._any if before is None else before
        after = self._any if after is None else after
        self._places.silent[place].append(_Guard(to, before, after, is_exact))

    def _sequence(self, items: Iterable[Any], place: int, flags: int) -> int:
        for operator, argument in items:
            place = self._item(operator, argument, place, flags)
        return place

    def _item(self, operator: Any, argument: Any, place: int, flags: int) -> int:
        characters = self._set(operator, argument, flags)
        if characters is not None:
            end = self._places.add()
            self._places.reading[place].append((characters, end))
            return end
        match str(operator):
            case "BRANCH":
                return self._branches(argument[1], place, flags)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                return self._repeat(argument, place, flags)
            case "AT":
                return self._anchor(str(argument), place, flags)
            case "ASSERT" | "ASSERT_NOT":
                return self._assertion(argument, place, flags, holds=str(operator) == "ASSERT")
            case _:
                return self._group(str(operator), argument, place, flags)

    def _branches(self, branches: Iterable[Any], place: int, flags: int) -> int:
        end = self._places.add()
        for branch in branches:
            begin = self._places.add()
            self._join(place, begin)
            self._join(self._sequence(branch, begin, flags), end)
        return end

    def _group(self, operator: str, argument: Any, place: int, flags: int) -> int:
        match operator:
            case "SUBPATTERN":
                group, added, removed, body = argument
                inner = (flags | added) & ~removed
                if group is not None:
                    self._groups[group] = (body, inner)
                return self._sequence(body, place, inner)
            case "ATOMIC_GROUP":
                return self._sequence(argument, place, flags)
            case "GROUPREF":
                # What was read there is of this form.
                body, inner = self._groups[argument]
                return self._sequence(body, place, inner)
            case _:
                raise Unknown(operator)

    def _repeat(self, argument: Any, place: int, flags: int) -> int:
        least, most, body = argument
        for _ in range(min(least, _UNROLLED)):
            place = self._sequence(body, place, flags)
        end = self._places.add()
        self._join(place, end)
        if most is sre_constants.MAXREPEAT:
            loop = self._places.add()
            self._join(place, loop)
            after = self._sequence(body, loop, flags)
            self._join(after, loop)
            self._join(after, end)
            return end
        for _ in range(min(most - least, _UNROLLED)):
            place = self._sequence(body, place, flags)
            self._join(place, end)
        return end

    def _anchor(self, kind: str, place: int, flags: int) -> int:
        end = self._places.add()
        # `$` also stands before a line break with which the text ends, and before no other.
        is_exact = kind != "AT_END" or bool(flags & re.MULTILINE)
        for before, after in self._anchors(kind, flags):
            self._join(place, end, before, after, is_exact=is_exact)
        return end

    def _anchors(self, kind: str, flags: int) -> Iterator[tuple[int, int]]:
        line_break = self._mask("\n")
        match kind:
            case "AT_BEGINNING" | "AT_BEGINNING_STRING":
                by_line = kind == "AT_BEGINNING" and flags & re.MULTILINE
                yield self._edge | (line_break if by_line else 0), self._any
            case "AT_END":
                yield self._any, self._edge | line_break
            case "AT_END_STRING":
                yield self._any, self._edge
            case "AT_BOUNDARY" | "AT_NON_BOUNDARY":
                word = self._category("CATEGORY_WORD", flags)
                other = self._any & ~word
                same = kind == "AT_NON_BOUNDARY"
                yield word, word if same else other
                yield other, other if same else word
            case _:
                raise Unknown(kind)

    def _assertion(self, argument: Any, place: int, flags: int, *, holds: bool) -> int:
        direction, body = argument
        end = self._places.add()
        allowed = self._one_character(body, flags, exactly=True)
        is_exact = allowed is not None
        if allowed is None and holds:
            allowed = self._one_character(body, flags, exactly=direction < 0)
        if allowed is None:
            allowed = self._any
        elif not holds:
            allowed = self._any & ~allowed
        if direction < 0:
            self._join(place, end, before=allowed, is_exact=is_exact)
            return end
        self._join(place, end, after=allowed, is_exact=is_exact)
        # It is read too, and what it has read does not end the match.
        inside = self._places.add()
        self._join(place, inside)
        self._sequence(body, inside, flags)
        return end

    def _one_character(self, body: Any, flags: int, *, exactly: bool) -> int | None:
        """Return which one character a lookaround asks for; ``None`` if it asks for more.

        Args:
            body: The parse tree of the lookaround.
            flags: Those that hold in it.
            exactly: Whether its first character is no answer if it asks for more.
        """
        if len(body) != 1 and (exactly or not body):
            return None
        operator, argument = body[0]
        match str(operator):
            case "SUBPATTERN":
                _, added, removed, inner = argument
                return self._one_character(inner, (flags | added) & ~removed, exactly=exactly)
            case "BRANCH":
                parts = [self._one_character(each, flags, exactly=exactly) for each in argument[1]]
                found = 0
                for part in parts:
                    if part is None:
                        return None
                    found |= part
                return found
            case "AT" if str(argument) in {"AT_END_STRING", "AT_BEGINNING_STRING"}:
                return self._edge
            case _:
                return self._set(operator, argument, flags)

    # Sets of characters

    def _mask(self, characters: Iterable[str]) -> int:
        wanted = set(characters)
        return sum(1 << at for at, each in enumerate(self._alphabet) if each in wanted)

    def _category(self, name: str, flags: int) -> int:
        text = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}[name.rpartition("_")[2]]
        matches = re.compile(text, flags & re.ASCII).match
        found = self._mask(each for each in self._alphabet if matches(each))
        return self._every & ~found if "_NOT_" in name else found

    def _set(self, operator: Any, argument: Any, flags: int) -> int | None:
        match str(operator):
            case "LITERAL":
                return self._range(argument, argument, flags)
            case "NOT_LITERAL":
                return self._every & ~self._range(argument, argument, flags)
            case "RANGE":
                return self._range(argument[0], argument[1], flags)
            case "CATEGORY":
                return self._category(str(argument), flags)
            case "ANY":
                return self._every & ~(0 if flags & re.DOTALL else self._mask("\n"))
            case "IN":
                found = 0
                for part, value in argument:
                    if str(part) != "NEGATE":
                        found |= self._set(part, value, flags) or 0
                negated = str(argument[0][0]) == "NEGATE"
                return self._every & ~found if negated else found
            case _:
                return None

    def _range(self, first: int, last: int, flags: int) -> int:
        spellings = str.swapcase if flags & re.IGNORECASE else str
        return self._mask(
            each
            for each in self._alphabet
            if any(len(one) == 1 and first <= ord(one) <= last for one in (each, spellings(each)))
        )

    # From places to states

    def _closure(self, place: int) -> list[_Guard]:
        """Return every place where reading goes on, with what must stand before and after."""
        found: list[_Guard] = []

        def visit(guard: _Guard, seen: frozenset[int]) -> None:
            if self._places.reading[guard.to] or guard.to == self._final:
                found.append(guard)
            for step in self._places.silent[guard.to]:
                before, after = guard.before & step.before, guard.after & step.after
                # A loop that reads nothing is left by `re` too.
                if step.to not in seen and before and after:
                    is_exact = guard.is_exact and step.is_exact
                    visit(_Guard(step.to, before, after, is_exact), seen | {step.to})

        visit(_Guard(place, self._any, self._any, is_exact=True), frozenset({place}))
        return found

    def _read(self) -> None:
        """Find for each state those that follow it, and the characters that lead there."""
        closures = {end: self._closure(end) for steps in self._places.reading for _, end in steps}
        waiting = [
            (each.to, each.after) for each in self._closure(self._first) if each.before & self._edge
        ]
        while waiting:
            state = waiting.pop()
            if state in self._steps:
                continue
            followers: dict[_State, int] = {}
            for characters, end in self._places.reading[state[0]]:
                for follower, label in self._followers(closures[end], characters & state[1]):
                    if followers.get(follower, 0) & label:
                        self._doubled.add((state, follower))
                    followers[follower] = followers.get(follower, 0) | label
            self._steps[state] = followers
            waiting.extend(followers)

    def _followers(self, closure: list[_Guard], characters: int) -> Iterator[tuple[_State, int]]:
        """Return the states that some characters lead to, as long as the match does not end there.

        Where it can end no other way is tried, so what must follow is what does not end it.
        """
        ending: dict[int, int] = defaultdict(int)
        for at in range(len(self._alphabet)):
            if characters >> at & 1:
                after = 0
                for each in closure:
                    ends = each.to == self._final and each.is_exact and each.before >> at & 1
                    if ends and self._mode != "fullmatch":
                        after |= each.after
                ending[after] |= 1 << at
        for each in closure:
            for after, those in ending.items():
                label = those & each.before
                going_on = each.after & ~after
                if label and going_on:
                    yield (each.to, going_on), label

    # Ambiguity

    def ambiguous_word(self) -> str | None:
        """Return a word that is read in a loop, in a later one, and on the way between them."""
        loops = _loops(self._steps)
        for one, other in self._doubled:
            if one in loops and loops[one] == loops.get(other):
                return self._shown(self._steps[one][other])
        for start in loops:
            for end in _reached(self._steps, start):
                if end != start and end in loops:
                    word = self._word(start, end, loops)
                    if word is not None:
                        return word
        return None

    def _word(self, start: _State, end: _State, loops: Mapping[_State, int]) -> str | None:
        """Return the shortest word that leads from two states to themselves, and to the other."""
        first = (start, start, end)
        came: dict[_Three, tuple[_Three, int] | None] = {first: None}
        waiting = [first]
        for state in waiting:
            for new, label in self._together(state, loops):
                if new not in came:
                    came[new] = (state, label)
                    waiting.append(new)
                    if new == (start, end, end):
                        return self._path(came, new)
        return None

    def _together(self, state: _Three, loops: Mapping[_State, int]) -> Iterator[tuple[_Three, int]]:
        one, two, three = state
        for first, label in self._steps[one].items():
            if loops.get(first) != loops[one]:
                continue
            for third, other in self._steps[three].items():
                both = label & other
                if not both or loops.get(third) != loops[three]:
                    continue
                for second, another in self._steps[two].items():
                    if both & another:
                        yield (first, second, third), both & another

    def _path(self, came: Mapping[_Three, tuple[_Three, int] | None], state: _Three) -> str:
        word = ""
        while (step := came[state]) is not None:
            state, label = step
            word = self._shown(label) + word
        return word

    def _shown(self, label: int) -> str:
        fitting = [each for at, each in enumerate(self._alphabet) if label >> at & 1]
        return max(fitting, key=lambda each: (each.isascii(), each.isprintable(), each))


def _characters(tree: Any) -> set[str]:
    """Return characters that stand for all that the pattern can tell apart."""
    found = set(_SAMPLES)
    for number in _numbers(tree):
        for near in (number - 1, number, number + 1):
            if 0 <= near <= sys.maxunicode:
                found.update(each for each in (chr(near), chr(near).swapcase()) if len(each) == 1)
    return found


def _numbers(tree: Any) -> Iterator[int]:
    """Return the numbers of the characters that a parse tree names."""
    if not isinstance(tree, tuple | list | _parser.SubPattern):
        return
    items: list[Any] = list(tree)
    match [str(each) for each in items[:1]]:
        case ["LITERAL" | "NOT_LITERAL"]:
            yield items[1]
        case ["RANGE"]:
            yield from items[1]
        case _:
            for each in items:
                yield from _numbers(each)


def _reached(steps: Mapping[_State, Iterable[_State]], start: _State) -> list[_State]:
    """Return the states to which steps lead from a state; itself too where a loop does."""
    found: dict[_State, None] = {}
    waiting = [start]
    while waiting:
        for each in steps[waiting.pop()]:
            if each not in found:
                found[each] = None
                waiting.append(each)
    return list(found)


def _loops(steps: Mapping[_State, Iterable[_State]]) -> dict[_State, int]:
    """Return the states that stand in a loop, each with a number of all that lead to each other."""
    reached = {each: set(_reached(steps, each)) for each in steps}
    found: dict[_State, int] = {}
    for number, (state, others) in enumerate(reached.items()):
        if state in others and state not in found:
            found.update({each: number for each in others if state in reached[each]})
    return found
