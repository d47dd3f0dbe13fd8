"""Credentials among the options of a product, which go into the artifact as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from floe_lsp.compilation.documents import Document
from floe_lsp.schemas.types.secrets.doubtful_options import (
    is_below_group,
    is_doubtful_below_group,
    is_doubtful_option,
    is_written_header,
)
from floe_lsp.schemas.types.secrets.names import is_credential_key
from floe_lsp.schemas.types.secrets.written_out import find_literal_credentials
from floe_lsp.syntax import (
    MappingNode,
    Node,
    Path,
    ScalarNode,
    SequenceNode,
    Span,
    dereference,
)
from floe_lsp.wording.quoting import quote

from .found import Found, doubtful, is_reported, written_out


def in_options(
    document: Document, found: Iterable[tuple[Path, Node]], known: Sequence[int]
) -> Iterator[Found]:
    """Report credentials among options of the product, which go into the artifact as they are."""
    for path, options in found:
        for place, _ in find_literal_credentials(options.value, path):
            node = document.node(*place)
            span = document.start if node is None else dereference(node)
            if not is_reported(known, Span(span.start, span.end)):
                yield written_out(document, Span(span.start, span.end), place[len(path) :])
        for node in _mappings(options):
            for entry in node.entries:
                name, value = entry.key.value, dereference(entry.value)
                if not isinstance(name, str) or is_credential_key(name):
                    continue
                if not isinstance(value, ScalarNode):
                    continue
                if is_written_header(name, value.value):
                    yield written_out(document, value.span, (name,))
                elif is_doubtful_option(name, value.value):
                    yield doubtful(document, value.span, f"the option {quote(name)}")
        yield from _below_groups(document, path, options)


def _mappings(options: Node) -> Iterator[MappingNode]:
    """Yield each mapping of some options once, those that aliases name too."""
    pending, seen = [options], set[int]()
    while pending:
        node = dereference(pending.pop())
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, MappingNode):
            yield node
            pending.extend(entry.value for entry in node.entries)
        elif isinstance(node, SequenceNode):
            pending.extend(node.items)


def _below_groups(document: Document, path: Path, options: Node) -> Iterator[Found]:
    """Report passwords below ``secrets`` and ``credentials``, under names of their own."""
    pending: list[tuple[Path, Node]] = [(path, options)]
    seen: set[tuple[int, bool]] = set()
    while pending:
        above, written = pending.pop()
        node = dereference(written)
        # What an alias names may stand once below such a group and once beside it.
        visit = (id(node), is_below_group(above))
        if visit in seen:
            continue
        seen.add(visit)
        if isinstance(node, MappingNode):
            below = [(each.key.value, each.value) for each in node.entries]
            pending += [((*above, key), each) for key, each in below if isinstance(key, str)]
        elif isinstance(node, SequenceNode):
            pending += [((*above, index), each) for index, each in enumerate(node.items)]
        elif isinstance(node, ScalarNode) and is_doubtful_below_group(above, node.value):
            yield doubtful(document, node.span, f"the value of {quote(str(above[-1]))}")
