"""Text in, tree and problems out; never an exception (invariant 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import graph_problems
from .collecting import collector_paused
from .faults import Fault
from .limits import DEFAULT_LIMITS, Limits
from .lines import line_end
from .nodes import MappingNode, Node, ScalarNode, SequenceNode
from .problems import KEYS_AND_VALUES, ProblemKind, SyntaxProblem
from .quoting import clip
from .recovery import Reader
from .text import SourceText, Span

_KEY_WITHOUT_SPACE = re.compile(r"([\w.$-]+):(?!//)(\S.*)")
_UNDECODED = "\ufffd"


@dataclass(frozen=True)
class Tree:
    """What a text holds: the root node, and every problem in order of place.

    ``root`` is ``None`` for an empty document; after a problem it is as much as could be read.
    """

    text: SourceText
    root: Node | None
    problems: tuple[SyntaxProblem, ...]
    anchors: dict[str, Node] = field(default_factory=dict[str, Node])
    size: int = 0
    """Keys and values that were built for it, in all readings of a text with mistakes."""


def parse(
    source: SourceText,
    limits: Limits = DEFAULT_LIMITS,
    *,
    pure: bool = False,
    as_libyaml: bool = False,
) -> Tree:
    """Parse the first YAML document of a text that should hold one mapping.

    Args:
        source: The text, as decoded from a file or as an editor holds it.
        limits: Bounds on its size; what passes one is not read any further.
        pure: Use ruamel.yaml's Python parser although the C parser is there.
        as_libyaml: Read what YAML 1.2 reads otherwise as libyaml 0.2 does, and so most programs in
            C and with PyYAML: see ``recovery.Reader``.

    Returns:
        The tree, with all problems of the text, its graph and its size. Spans are code-point
        offsets and lie inside the text.
    """
    text = source.text
    if len(text) > limits.characters:
        return Tree(source, None, (graph_problems.too_long(len(text), limits.characters),))
    with collector_paused():
        outcome = Reader(text, limits, pure=pure, as_libyaml=as_libyaml).read()
    root, problems = outcome.builder.root, outcome.problems
    if isinstance(root, ScalarNode) and root.start == root.end and root.tag is None:
        root = None
    if not problems:
        if root is None:
            problems.add(graph_problems.empty_document(text))
        elif not isinstance(root, MappingNode):
            problems.add(*_not_a_mapping(root, text))
    return Tree(source, root, problems.in_order(), outcome.builder.anchors, outcome.size)


def parse_once(source: SourceText, limits: Limits = DEFAULT_LIMITS) -> Tree | tuple[int, ...]:
    """Read a text that is read on trial, and stop at its first mistake.

    Args:
        source: The text, as somebody may have meant it.
        limits: Bounds on its size.

    Returns:
        The tree of a text without a mistake. Otherwise offsets near one, the likeliest first.
    """
    with collector_paused():
        outcome = Reader(source.text, limits, pure=False).read_once()
    if isinstance(outcome, Fault):
        return (outcome.offset,) if outcome.start is None else (outcome.start, outcome.offset)
    builder, problems = outcome.builder, outcome.problems
    if problems:
        return (problems.described[0].span.start,)
    return Tree(source, builder.root, (), builder.anchors)


def _not_a_mapping(root: Node, text: str) -> list[SyntaxProblem]:
    """Say what a document is that should be a mapping."""
    span = Span(root.start, min(root.end, line_end(text, root.start)))
    kind, suggestion = ProblemKind.ONE_BROKEN_KEY, KEYS_AND_VALUES
    if isinstance(root, SequenceNode):
        kind = ProblemKind.NOT_A_MAPPING
        message = "the document is a list, but a mapping of keys and values is expected here"
    elif not isinstance(root, ScalarNode):
        return []
    elif _UNDECODED in root.text:
        return []  # its bytes are not text, which has been said already
    elif match := _KEY_WITHOUT_SPACE.fullmatch(root.text):
        message = (
            f"there is no space after '{clip(match[1])}:', so the document is read as one text"
        )
        suggestion = f"write {clip(match[1])}: {clip(match[2])}"
    elif root.style == "plain" and isinstance(root.value, str) and len(root.text.split()) == 1:
        message = f"there is no ':' after '{clip(root.text)}', so the document is a single value"
        suggestion = f"write {clip(root.text)}: and its value"
    else:
        kind = ProblemKind.NOT_A_MAPPING
        message = (
            "the document is a single value, but a mapping of keys and values is expected here"
        )
    return [SyntaxProblem(kind, span, message, suggestion)]
