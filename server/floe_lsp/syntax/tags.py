"""Tags of the core schema (YAML 1.2.2, section 10.3); any other tag is a problem."""

from __future__ import annotations

from math import inf

from . import graph_problems
from .nodes import MappingNode, Node, ScalarNode
from .problems import ProblemKind, ProblemList
from .scalars import resolve_plain
from .text import Span

_PREFIX = "tag:yaml.org,2002:"
_NON_SPECIFIC = "!"
_SCALARS = {"null": type(None), "bool": bool, "int": int, "float": float}
_KNOWN = frozenset({_NON_SPECIFIC, *(_PREFIX + name for name in ("str", "map", "seq", *_SCALARS))})


def apply_tag(node: Node, place: Span | None, text: str, problems: ProblemList) -> None:
    """Give a tagged node the type that its tag asks for; add what is wrong to ``problems``.

    ``place`` is where the tag stands in ``text``.
    """
    tag = node.tag or _NON_SPECIFIC
    place = place or Span(node.start, node.start)
    if tag not in _KNOWN:
        if problems.wants(ProblemKind.UNKNOWN_TAG):
            problems.append(graph_problems.unknown_tag(node, place, text))
        return
    name = tag.removeprefix(_PREFIX)
    if isinstance(node, ScalarNode):
        if name == "str" or tag == _NON_SPECIFIC:
            node.value = node.text
        elif name not in _SCALARS:
            problems.add(graph_problems.wrong_collection_tag(node, name, place))
        elif not _retype(node, name):
            problems.add(graph_problems.tag_mismatch(node, name, place))
    elif tag != _NON_SPECIFIC and name != ("map" if isinstance(node, MappingNode) else "seq"):
        problems.add(graph_problems.wrong_collection_tag(node, name, place))


def _retype(node: ScalarNode, name: str) -> bool:
    """Read the text of ``node`` as the core-schema type ``name``; return whether it can be."""
    value = resolve_plain(node.text)
    kind = type(value)
    if name == "float" and isinstance(value, int) and kind is not bool:
        node.value = _as_float(value)
        return True
    if kind is not _SCALARS[name]:
        return False
    node.value = value
    return True


def _as_float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf
