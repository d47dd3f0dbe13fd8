"""What the tests of the syntax floor share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from floe_lsp.syntax import MappingNode, Node, SequenceNode, SourceText, Span, Tree, parse

Marked = Callable[[str], tuple[str, list[Span]]]
Parse = Callable[[str], Tree]


@pytest.fixture(scope="session")
def marked() -> Marked:
    """Take the marks ``«`` and ``»`` out of a text and return what stood between them."""

    def read(text: str) -> tuple[str, list[Span]]:
        plain: list[str] = []
        spans: list[Span] = []
        starts: list[int] = []
        for char in text:
            if char == "«":
                starts.append(len(plain))
            elif char == "»":
                spans.append(Span(starts.pop(), len(plain)))
            else:
                plain.append(char)
        return "".join(plain), sorted(spans)

    return read


@pytest.fixture(params=[False, True], ids=["C", "pure"], scope="session")
def pure(request: pytest.FixtureRequest) -> bool:
    """Run a test with each of the two parsers."""
    return bool(request.param)


@pytest.fixture
def read(pure: bool) -> Parse:
    """Parse a text with the parser that the test runs with."""
    return lambda text: parse(SourceText(text), pure=pure)


@pytest.fixture(scope="session")
def nodes_of() -> Callable[[Node | None], Iterator[Node]]:
    """Walk over every node of a tree, each once."""

    def walk(root: Node | None) -> Iterator[Node]:
        pending = [] if root is None else [root]
        while pending:
            node = pending.pop()
            yield node
            if isinstance(node, MappingNode):
                for entry in node.entries:
                    pending += (entry.key, entry.value)
            elif isinstance(node, SequenceNode):
                pending += node.items

    return walk
