"""Explains why a parser stopped: what the person did, where, and how to read on.

One file a family of mistakes. Each function looks at a ``Scene`` and answers with an
``Explanation``, or with ``None`` when the mistake is not of its family. The parser's own words
never get here (see ``faults``).
"""

from __future__ import annotations

from collections.abc import Callable

from floe_lsp.syntax.faults import FaultKind
from floe_lsp.syntax.nodes import Node

from .blocks import explain_block_indent, explain_header, explain_outdented_text
from .brackets import explain_in_brackets, explain_stray_bracket
from .budget import Effort
from .conflicts import explain_conflicts
from .documents import explain_after_document, explain_directive
from .escapes import explain_escapes
from .fault_context import Explanation, Scene
from .keys import explain_missing_colon, explain_unexpected_colon
from .names import explain_name, explain_tag
from .quotes import explain_text_after_quote, explain_unclosed_quote
from .stray import explain_behind_value, explain_dash_without_space, explain_stray_start
from .structure import explain_anything, explain_dash, explain_exhausted, explain_in_block
from .values import explain_reserved
from .whole_text import explain_everywhere

__all__ = ["Effort", "Explanation", "Scene", "explain", "explain_anything", "explain_conflicts"]

_Explainer = Callable[[Scene], Explanation | None]

_FIRST: tuple[_Explainer, ...] = (
    explain_everywhere,
    explain_unclosed_quote,
    lambda scene: explain_stray_start(scene.text, scene.line),
    explain_dash_without_space,
)
_BY_KIND: dict[FaultKind, tuple[_Explainer, ...]] = {
    FaultKind.TOKEN: (explain_reserved,),
    FaultKind.COLON_EXPECTED: (explain_outdented_text, explain_missing_colon),
    FaultKind.COLON_UNEXPECTED: (explain_unexpected_colon,),
    FaultKind.COLON_IN_FLOW: (explain_in_brackets,),
    FaultKind.DASH_UNEXPECTED: (explain_dash,),
    FaultKind.QUESTION_MARK: (explain_reserved,),
    FaultKind.DIRECTIVE: (explain_directive,),
    FaultKind.ANCHOR: (explain_name,),
    FaultKind.TAG: (explain_tag,),
    FaultKind.BLOCK_HEADER: (explain_header,),
    FaultKind.BLOCK_INDENT: (explain_block_indent,),
    FaultKind.ESCAPE: (explain_escapes,),
    FaultKind.VALUE_EXPECTED: (
        explain_in_brackets,
        explain_stray_bracket,
        explain_reserved,
        explain_in_block,
    ),
    FaultKind.IN_LIST: (explain_stray_bracket, explain_in_block, explain_reserved),
    FaultKind.IN_MAPPING: (explain_stray_bracket, explain_in_block, explain_reserved),
    FaultKind.IN_FLOW_LIST: (explain_text_after_quote, explain_in_brackets),
    FaultKind.IN_FLOW_MAPPING: (explain_text_after_quote, explain_in_brackets),
}


def explain(scene: Scene, root: Node | None) -> Explanation:
    """Return what is to be said about the fault of ``scene``; there always is something."""
    found: Explanation | None = None
    for explainer in _FIRST:
        found = found or explainer(scene)
    if found is None and scene.fault.kind is FaultKind.DOCUMENT:
        found = explain_stray_bracket(scene) or explain_after_document(scene, root)
    for explainer in _BY_KIND.get(scene.fault.kind, ()):
        if found is not None:
            break
        found = explainer(scene)
    if scene.effort.is_spent and any(node.flow for node in scene.around):
        return explain_exhausted(scene)
    return found or explain_behind_value(scene) or explain_anything(scene)
