"""Values of YAML as dbt reads them: by YAML 1.1, with templates that only dbt can fill in.

Floe's own files are YAML 1.2, where ``no`` and ``on`` are text. For dbt they are booleans.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from floe_lsp.syntax import (
    Entry,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    Span,
    dereference,
    entries,
)

from .unknown import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOOLEANS = {
    **dict.fromkeys(("yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("no", "No", "NO", "off", "Off", "OFF"), False),
}
_OTHERWISE_TYPED = re.compile(
    r"""[-+]?0[0-9_]+ | 0o[0-7]+ | 0b[01_]+
      | [-+]?[0-9][0-9,]*_[0-9_,]*(\.[0-9_]*)?
      | [-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?
      | [-+]?[0-9.]+[eE][0-9]+ | [-+]?[0-9]+[eE][-+]?[0-9]+
      | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt\ \t].*)? | = | <<""",
    re.VERBOSE,
)
"""Plain text that is of another type in YAML 1.1: octal and sexagesimal numbers, underscores,
exponents, dates. What dbt makes of it is not worked out."""

_LATE = frozenset({"pre-hook", "post-hook", "pre_hook", "post_hook"})
"""What dbt renders when it has read the project."""

_TEMPLATE = re.compile(r"\{[{%#]")


def is_template(text: str) -> bool:
    """Whether dbt renders a text."""
    return _TEMPLATE.search(text) is not None


def inner_span(node: Node) -> Span:
    """Return where a value stands, without its quotes."""
    is_quoted = isinstance(node, ScalarNode) and node.style in ("single", "double")
    return Span(node.start + 1, node.end - 1) if is_quoted else node.span


def value_of(node: Node | None) -> object:
    """Return what a value is for dbt, with ``UNKNOWN`` for each part that floe cannot tell.

    The depth is that of the document, which has its limit.
    """
    if node is None:
        return None
    node = dereference(node)
    if isinstance(node, ScalarNode):
        return _scalar(node)
    if isinstance(node, SequenceNode):
        return [value_of(item) for item in node.items]
    if isinstance(node, MappingNode):
        if not all(each.is_merge or _is_text(each.key) for each in node.entries):
            return UNKNOWN
        return {
            key: _as_written(each.value) if key.lstrip("+ ") in _LATE else value_of(each.value)
            for key, each in entries(node).items()
        }
    return UNKNOWN


def _as_written(node: Node) -> object:
    """Return a value with its templates, as far as it is made of texts."""
    node = dereference(node)
    if isinstance(node, SequenceNode):
        return [_as_written(item) for item in node.items]
    if isinstance(node, MappingNode):
        return {key: _as_written(each.value) for key, each in entries(node).items()}
    return cast("object", node.value)


def _is_text(key: Node) -> bool:
    key = dereference(key)
    return isinstance(key, ScalarNode) and isinstance(_scalar(key), str)


def _scalar(node: ScalarNode) -> object:
    if node.tag is not None:
        return UNKNOWN
    value = cast("object", node.value)
    if node.style == "plain":
        if node.text in _BOOLEANS:
            return _BOOLEANS[node.text]
        if _OTHERWISE_TYPED.fullmatch(node.text):
            return UNKNOWN
    return UNKNOWN if isinstance(value, str) and is_template(value) else value


def mappings_of(entry: Entry | None) -> Iterator[tuple[MappingNode, dict[str, Entry]]]:
    """Yield the mappings of a list, with their entries."""
    node = None if entry is None else dereference(entry.value)
    for each in node.items if isinstance(node, SequenceNode) else ():
        item = dereference(each)
        if isinstance(item, MappingNode):
            yield item, entries(item)


def text_of(entry: Entry | None) -> str | None:
    """Return text that is not empty, as YAML folds it."""
    node = None if entry is None else dereference(entry.value)
    value = cast("object", node.value) if isinstance(node, ScalarNode) else None
    return (value.strip() or None) if isinstance(value, str) else None
