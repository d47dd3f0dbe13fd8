"""Reading on behind a mistake, so that one run finds them all.

A parser stops at the first fault. Each round diagnoses one, repairs the text the way the person
most likely meant it, and parses again. What later rounds find inside a repaired place, where the
repair may have guessed wrong, is repaired too but not reported. Every round costs a parse, so
their number falls with the length of the text and the nodes they build together are bounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from .builder import LimitReached, Misread, TreeBuilder
from .characters import (
    BreakStandIns,
    forbidden_characters,
    has_unusual_breaks,
    neutralise,
    usual_breaks,
)
from .events import NextEvent, ParserFault, open_events
from .faults import Fault, FaultKind, fault_of
from .limits import Limits
from .lines import line_end, line_start
from .look_alikes import MAY_BREAK_KEY, has_look_alike
from .nodes import MappingNode, Node, ScalarNode, SequenceNode
from .problems import ProblemKind, ProblemList, SyntaxProblem, TextEdit
from .repaired_text import RepairedText
from .text import BYTE_ORDER_MARK, Span

if TYPE_CHECKING:
    from .diagnosis import Diagnosis, FaultContext
    from .tolerant.budget import Budget

MAX_ROUNDS = 40
_MAX_CHARACTERS = 6_000_000
"""Characters that all rounds together may parse, beyond the first two rounds."""
_STRUCTURAL = frozenset(
    {
        ProblemKind.INVALID_YAML,
        ProblemKind.BAD_INDENTATION,
        ProblemKind.DUPLICATE_KEY,
        ProblemKind.DUPLICATE_MERGE_KEY,
        ProblemKind.NON_STRING_KEY,
        ProblemKind.RECURSIVE_ALIAS,
    }
)
"""Kinds that follow from which mapping or list a line belongs to."""

_MAX_GROWTH = 10_000
"""Characters that repairs may add to a short text; a long one may double."""
_MAX_FAULTS_OF_A_LINE = 4
MAX_TRIALS = 40
"""How often a text is read on trial, as it would be with other characters than it has."""


@dataclass(frozen=True)
class Outcome:
    """What came of a parse. Offsets count in the source, whatever was repaired."""

    builder: TreeBuilder
    problems: ProblemList
    size: int
    """Nodes that all readings have built."""


class _Ahead(NamedTuple):
    """What was read on trial last, which need not be read again if it is taken."""

    edits: tuple[TextEdit, ...]
    repaired: RepairedText
    builder: TreeBuilder
    fault: Fault | None


class Reader:
    """Parses one text through all its faults."""

    def __init__(
        self, source: str, limits: Limits, *, pure: bool, as_libyaml: bool = False
    ) -> None:
        """Prepare to parse ``source``.

        Args:
            source: The text.
            limits: Bounds on its size.
            pure: Use the Python parser.
            as_libyaml: Read as libyaml 0.2 does. Between brackets a colon inside a plain word is
                part of it (``{a:b}`` has the one key ``a:b``), but not before a bracket, comma or
                question mark, which is a mistake there. NEL, U+2028 and U+2029 end lines.
        """
        self._source = source
        self._limits = limits
        self._pure = pure
        self._as_libyaml = as_libyaml
        self._problems = ProblemList()
        self._reported: set[tuple[ProblemKind, Span]] = set()
        self._unreliable_spans: list[Span] = []
        self._unreliable_structure: list[Span] = []
        self._budget: Budget | None = None
        self._faults: Counter[int] = Counter()
        """Faults so far, by the start of their line in the source."""
        self._show: Callable[[str], str] | None = None
        self._repaired = RepairedText(source)
        if as_libyaml and has_unusual_breaks(source):
            self._repaired = RepairedText(usual_breaks(source))
        elif has_unusual_breaks(source):
            stand_ins = BreakStandIns(source)
            self._show = stand_ins.show
            self._repaired = RepairedText(stand_ins.hide(source))
        if source.startswith(BYTE_ORDER_MARK):
            self._repaired = self._repaired.edited([TextEdit(Span(0, 1), "")])
        self._has_look_alikes = has_look_alike(self._repaired.text)
        self._ahead: _Ahead | None = None
        self._trials = min(MAX_TRIALS, 1 + _MAX_CHARACTERS // (len(source) + 1))

    def read(self) -> Outcome:
        """Parse, repair and parse again until nothing is left to diagnose."""
        rounds = max(2, min(MAX_ROUNDS, _MAX_CHARACTERS // (len(self._source) + 1)))
        checked = broken = False
        nodes = 0
        while True:
            text = self._repaired.text
            builder, fault = self._next_attempt(text)
            if fault is None:
                if rounds > 1 and self._replaces_in_keys(text, builder):
                    broken = True
                    rounds -= 1
                    continue
                break
            from .diagnosis import (  # noqa: PLC0415 - 15 ms, for a text with a mistake alone
                diagnose,
                diagnose_anything,
                diagnose_conflicts,
            )

            broken = True
            rounds -= 1
            nodes += builder.node_count
            diagnosis = None
            if not checked:
                checked = True
                if self._hide_characters():
                    continue
                diagnosis = diagnose_conflicts(text)
            if diagnosis is None:
                context = self._fault_context(text, fault, builder)
                diagnosis = self._look_alikes(context) or diagnose(context, builder.root)
                if self._is_stuck(diagnosis, fault):
                    diagnosis = diagnose_anything(context, _place_of(diagnosis, fault))
            self._report(diagnosis)
            if diagnosis.ends or rounds <= 0 or nodes > self._limits.nodes // 2:
                break
            if not self._repair(diagnosis.repairs):
                break
        builder.close()
        self._finish(builder, broken=broken)
        return Outcome(builder, self._problems, nodes + builder.node_count)

    def read_once(self) -> Outcome | Fault:
        """Parse the text as it is; return the first fault if there is one."""
        text = self._repaired.text
        builder = TreeBuilder(text, self._limits)
        fault = self._attempt(builder, text)
        if fault is not None:
            place = self._repaired.source_offset
            start = None if fault.start is None else place(fault.start)
            return replace(fault, offset=place(fault.offset), start=start)
        builder.close()
        self._finish(builder, broken=False)
        return Outcome(builder, self._problems, builder.node_count)

    def _next_attempt(self, text: str) -> tuple[TreeBuilder, Fault | None]:
        """Parse the text as it is repaired by now, unless that was done on trial."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead.repaired is self._repaired:
            return ahead.builder, ahead.fault
        builder = TreeBuilder(text, self._limits)
        return builder, self._attempt(builder, text)

    def _attempt(self, builder: TreeBuilder, text: str) -> Fault | None:
        try:
            builder.build(self._events(text))
        except LimitReached as reached:
            builder.problems.add(reached.problem)
        except Misread as misread:
            return Fault(FaultKind.MISREAD, misread.offset, misread.offset)
        except ParserFault as error:
            return fault_of(error, text)
        return None

    def _events(self, text: str) -> NextEvent:
        next_event = open_events(text, pure=self._pure)
        show = self._show
        if show is None:
            return next_event

        def next_shown() -> Any:
            event: Any = next_event()
            if hasattr(event, "value"):
                event.value = show(event.value)
            return event

        return next_shown

    def _hide_characters(self) -> bool:
        """Report characters that YAML refuses and take them out; return whether there are any."""
        findings = forbidden_characters(self._repaired.text)
        if not findings.problems:
            return False
        for problem in findings.problems:
            self._problems.add(self._in_source(problem))
        self._problems.count(ProblemKind.CONTROL_CHARACTER, findings.more)
        self._repaired = self._repaired.edited(findings.edits)
        if findings.more:
            self._repaired = self._repaired.replaced(neutralise(self._repaired.text))
        return True

    def _replaces_in_keys(self, text: str, builder: TreeBuilder) -> bool:
        """Replace look-alike characters that stand in keys; return whether there are any."""
        if not self._has_look_alikes or not MAY_BREAK_KEY.search(text):
            return False
        from .diagnosis import look_alikes_in_keys  # noqa: PLC0415 - as in ``read``

        diagnosis = self._first_that_helps(look_alikes_in_keys(text, builder.root), None)
        if diagnosis is None:
            return False
        self._report(diagnosis)
        return self._repair(diagnosis.repairs)

    def _look_alikes(self, context: FaultContext) -> Diagnosis | None:
        """Return what look-alike characters at a fault are to be blamed for, if they are."""
        if not self._has_look_alikes:
            return None
        from .diagnosis import look_alikes_at  # noqa: PLC0415 - as in ``read``

        return self._first_that_helps(look_alikes_at(context), context.fault)

    def _first_that_helps(
        self, candidates: Iterable[Diagnosis], fault: Fault | None
    ) -> Diagnosis | None:
        """Return the first diagnosis after whose repairs the parser comes further than a fault.

        Without a fault, it must still reach the end.
        """
        for diagnosis in candidates:
            if self._trials == 0:
                break
            self._trials -= 1
            repaired = self._repaired.edited(diagnosis.repairs)
            builder = TreeBuilder(repaired.text, self._limits)
            after = self._attempt(builder, repaired.text)
            self._ahead = _Ahead(diagnosis.repairs, repaired, builder, after)
            if after is None:
                return diagnosis
            if fault is not None:
                place = self._repaired.source_offset(fault.offset)
                if repaired.source_offset(after.offset) > place:
                    return diagnosis
        return None

    def _fault_context(self, text: str, fault: Fault, builder: TreeBuilder) -> FaultContext:
        from .diagnosis import FaultContext  # noqa: PLC0415 - as in ``read``
        from .tolerant.budget import Budget  # noqa: PLC0415 - as in ``read``

        self._budget = self._budget or Budget()
        around, last = builder.open_collections, builder.last_node
        return FaultContext(text, fault, around, last, self._budget, self._as_libyaml)

    def _is_stuck(self, diagnosis: Diagnosis, fault: Fault) -> bool:
        """Whether earlier repairs of a line have not helped, so that it has to go."""
        place = self._repaired.source_offset(_place_of(diagnosis, fault))
        line = line_start(self._source, place)
        self._faults[line] += 1
        return self._faults[line] > _MAX_FAULTS_OF_A_LINE

    def _repair(self, edits: Iterable[TextEdit]) -> bool:
        """Apply repairs; return whether they changed anything."""
        before = self._repaired.text
        ahead = self._ahead
        is_done = ahead is not None and ahead.edits is edits
        after = ahead.repaired if ahead and is_done else self._repaired.edited(edits)
        if len(after.text) > 2 * len(self._source) + _MAX_GROWTH:
            return False
        self._repaired = after
        return after.text != before

    def _report(self, diagnosis: Diagnosis) -> None:
        for problem in diagnosis.problems:
            located = self._in_source(problem)
            if (located.kind, located.span) in self._reported or self._is_unreliable(located):
                continue
            self._reported.add((located.kind, located.span))
            self._problems.add(located)
        if diagnosis.more:
            self._problems.count(diagnosis.problems[0].kind, diagnosis.more)
        place = self._repaired.source_span
        self._unreliable_spans += map(place, diagnosis.unreliable_spans)
        self._unreliable_structure += map(place, diagnosis.unreliable_structure)
        if diagnosis.problems and not diagnosis.certain:
            text = self._repaired.text
            first, last = diagnosis.problems[0], diagnosis.problems[-1]
            lines = (line_start(text, first.span.start), line_end(text, last.span.end))
            self._unreliable_spans.append(place(lines))

    def _is_unreliable(self, problem: SyntaxProblem) -> bool:
        """Whether a problem may follow from a repair that guessed wrong."""
        at = problem.span.start
        if any(span.start <= at <= span.end for span in self._unreliable_spans):
            return True
        return problem.kind in _STRUCTURAL and any(
            span.start <= at < span.end for span in self._unreliable_structure
        )

    def _in_source(self, problem: SyntaxProblem) -> SyntaxProblem:
        """Move a problem from the repaired text to the source."""
        repaired, show = self._repaired, self._show or str
        if repaired.is_source and self._show is None:
            return problem
        fix = self._edits_in_source(problem.fix)
        otherwise = problem.otherwise
        if otherwise is not None:
            title, edits = otherwise
            moved = self._edits_in_source(edits)
            otherwise = None if moved is None else (show(title), moved)
        return replace(
            problem,
            span=repaired.source_span(problem.span),
            message=show(problem.message),
            suggestion=None if problem.suggestion is None else show(problem.suggestion),
            fix_title=None if fix is None else problem.fix_title,
            fix=fix or (),
            otherwise=otherwise,
            related=tuple(
                (repaired.source_span(span), show(words)) for span, words in problem.related
            ),
        )

    def _edits_in_source(self, edits: tuple[TextEdit, ...]) -> tuple[TextEdit, ...] | None:
        """Move edits to the source; ``None`` where they replace what only a repair has written."""
        repaired, show = self._repaired, self._show or str
        moved = tuple(TextEdit(repaired.source_span(edit.span), show(edit.text)) for edit in edits)
        is_faithful = all(
            show(repaired.text[old.span.start : old.span.end])
            == self._source[new.span.start : new.span.end]
            for old, new in zip(edits, moved, strict=True)
        )
        return moved if is_faithful else None

    def _finish(self, builder: TreeBuilder, *, broken: bool) -> None:
        """Take over the graph's problems and give the nodes their places in the source."""
        if not broken and self._repaired.is_source and self._show is None:
            self._problems.extend(builder.problems)
            return
        kept: list[SyntaxProblem] = []
        for problem in builder.problems.described:
            located = self._in_source(problem)
            if not self._is_unreliable(located) and not (broken and self._is_lost(located)):
                kept.append(located)
        self._problems.extend(builder.problems, kept)
        if not self._repaired.is_source:
            _relocate(builder.root, self._repaired, self._source)

    def _is_lost(self, problem: SyntaxProblem) -> bool:
        """Whether what an alias names is missing or odd only because a repair took it away."""
        if problem.kind is ProblemKind.BAD_MERGE:
            return True
        if problem.kind is not ProblemKind.UNKNOWN_ANCHOR:
            return False
        name = self._source[problem.span.start + 1 : problem.span.end]
        return f"&{name}" in self._source or any(
            kind is ProblemKind.NEEDS_QUOTES and self._source.startswith("&", span.start)
            for kind, span in self._reported
        )


def _place_of(diagnosis: Diagnosis, fault: Fault) -> int:
    """Return where the mistake is that a diagnosis names."""
    if diagnosis.problems:
        return diagnosis.problems[0].span.start
    return diagnosis.repairs[0].span.start if diagnosis.repairs else fault.offset


def _relocate(root: Node | None, repaired: RepairedText, source: str) -> None:
    """Turn the offsets of a repaired text into those of the source, in the whole tree.

    An empty value behind which its parent ends would stand behind what a repair has deleted there,
    which belongs to neither.
    """
    pending = [] if root is None else [(root, len(source))]
    while pending:
        node, most = pending.pop()
        start, end = repaired.source_span((node.start, node.end))
        node.start, node.end = min(start, most), min(end, most)
        if isinstance(node, MappingNode):
            for entry in node.entries:
                pending += ((entry.key, node.end), (entry.value, node.end))
        elif isinstance(node, SequenceNode):
            pending += ((item, node.end) for item in node.items)
        elif (
            isinstance(node, ScalarNode)
            and node.style in {"single", "double"}
            and not source.startswith(("'", '"'), node.start)
        ):
            node.style = "plain"  # a repair has put the quotes there
