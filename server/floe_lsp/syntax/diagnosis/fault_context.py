"""The place of a fault, as the detectors look at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from floe_lsp.syntax.faults import Fault, FaultKind
from floe_lsp.syntax.lines import column
from floe_lsp.syntax.nodes import MappingNode, Node, ScalarNode, SequenceNode, last_child
from floe_lsp.syntax.problems import ProblemKind, SyntaxProblem, TextEdit
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.tolerant.block_line import BlockLine, read_line
from floe_lsp.syntax.tolerant.budget import Budget
from floe_lsp.syntax.tolerant.flow_tokens import flow_item, open_brackets


@dataclass(frozen=True)
class Diagnosis:
    """What is to be said about a fault, and how to read on.

    All spans count in the text that the parser read. ``repairs`` are sorted, do not overlap and
    give the text another form in which this fault is gone; they are what the person most likely
    meant, so that nothing further on is blamed for it.
    """

    problems: tuple[SyntaxProblem, ...]
    repairs: tuple[TextEdit, ...] = ()
    unreliable_spans: tuple[Span, ...] = ()
    """Where the repair is a guess: nothing that is found there later is reported."""
    unreliable_structure: tuple[Span, ...] = ()
    """Where the repair may have moved lines from one mapping or list to another: nothing that
    follows from structure is reported there later, a missing quote still is."""
    certain: bool = False
    """Whether the repair is beyond doubt; otherwise its own lines count as ``unreliable_spans``."""
    ends: bool = False
    """Whether the document ends at the fault, so that there is nothing to read on."""
    more: int = 0
    """Problems of the same kind beyond those described."""

    @classmethod
    def of(
        cls,
        kind: ProblemKind,
        span: Span,
        message: str,
        suggestion: str | None = None,
        *,
        fix_title: str | None = None,
        fix: tuple[TextEdit, ...] = (),
        fix_is_safe: bool = True,
        related: tuple[tuple[Span, str], ...] = (),
        repairs: tuple[TextEdit, ...] | None = None,
        unreliable_spans: tuple[Span, ...] = (),
        unreliable_structure: tuple[Span, ...] = (),
        certain: bool = False,
        ends: bool = False,
    ) -> Diagnosis:
        """Return the diagnosis of one problem, after whose fix reading goes on.

        ``repairs`` say how to read on where that is not the fix. The rest is described at
        ``SyntaxProblem`` and above.
        """
        problem = SyntaxProblem(
            kind, span, message, suggestion, fix_title, fix, related, fix_is_safe
        )
        return cls(
            (problem,),
            fix if repairs is None else repairs,
            unreliable_spans,
            unreliable_structure,
            certain,
            ends,
        )


@dataclass(frozen=True)
class FaultContext:
    """A text with the fault that stopped the parser in it."""

    text: str
    fault: Fault
    around: list[SequenceNode | MappingNode] = field(
        default_factory=list[SequenceNode | MappingNode]
    )
    """The collections that were open, outermost first."""
    last: Node | None = None
    """The node that was finished last."""
    budget: Budget = field(default_factory=Budget)
    as_libyaml: bool = False
    """Whether the text is read as libyaml 0.2 does."""

    @cached_property
    def line(self) -> BlockLine:
        """The line of the fault; of a key without colon, the line of the key."""
        if self.fault.kind is FaultKind.COLON_EXPECTED and self.fault.start is not None:
            return read_line(self.text, self.fault.start)
        return read_line(self.text, self.fault.offset)

    @property
    def at(self) -> int:
        """Offset of the fault."""
        return self.fault.offset

    @property
    def char(self) -> str:
        """The character at the fault, nothing at the end of the text."""
        return self.text[self.at : self.at + 1]

    @property
    def begins_line(self) -> bool:
        """Whether only white space stands before the fault on its line."""
        return self.at <= self.line.content

    @cached_property
    def brackets(self) -> list[int]:
        """Offsets of the flow brackets that are open at the fault, outermost first.

        The parser reads a little ahead of its events, so the text after the last one is searched
        for brackets as well.
        """
        found = [node.start for node in self.around if node.flow and self._is_bracket(node.start)]
        at = self.at
        if self.fault.kind is FaultKind.QUOTE and self.fault.start is not None:
            at = self.fault.start  # not the end of what the quote has swallowed
        known = [node.start for node in self.around if not node.flow]
        known += [found[-1] + 1] if found else [0]
        if self.last is not None and self.last.end <= at:
            known.append(self.last.end)
        start = min(max(known), at)
        return found + open_brackets(self.text, start, at, self.budget, inside=bool(found))

    def _is_bracket(self, offset: int) -> bool:
        return self.text.startswith(("[", "{"), offset)

    def column(self, offset: int) -> int:
        """Return the zero-based column of ``offset``."""
        return column(self.text, offset)

    def slice(self, span: tuple[int, int]) -> str:
        """Return the text inside ``span``."""
        return self.text[span[0] : span[1]]

    @cached_property
    def value(self) -> Span | None:
        """The whole value in which the fault lies, on its line.

        In brackets that is one item; in block form, what stands after colon or dash.
        """
        if self.brackets:
            return flow_item(self.text, self.brackets[-1], self.at, self.budget)
        value = self.line.value
        if value is None or not value.start <= self.at <= value.end:
            return None
        return value

    def block_columns(self) -> list[tuple[int, Node]]:
        """Return the columns of the open block collections, and of those that have just ended.

        Outermost first. The latter are what a wrongly indented line meant to continue.
        """
        columns: list[tuple[int, Node]] = [
            (self.column(node.start), node) for node in self.around if not node.flow
        ]
        node = self.around[-1] if self.around else None
        while node is not None:
            child = last_child(node)
            if isinstance(child, (MappingNode, SequenceNode)) and not child.flow:
                columns.append((self.column(child.start), child))
                node = child
            else:
                break
        return columns


def is_quoted(node: Node | None) -> bool:
    """Whether ``node`` is a scalar in quotes."""
    return isinstance(node, ScalarNode) and node.style in {"single", "double"}
