"""Diagnoses why a parser stopped: what the person did, where, and how to read on.

One file a family of mistakes. Each function looks at a ``FaultContext`` and answers with a
``Diagnosis``, or with ``None`` when the mistake is not of its family. The parser's own words
never get here (see ``faults``).
"""

from __future__ import annotations

from collections.abc import Callable

from floe_lsp.syntax.faults import FaultKind
from floe_lsp.syntax.nodes import Node

from .blocks import diagnose_block_indent, diagnose_header, diagnose_outdented_text
from .brackets import diagnose_in_brackets, diagnose_stray_bracket
from .conflicts import diagnose_conflicts
from .documents import diagnose_after_document, diagnose_directive
from .escapes import diagnose_escapes
from .fault_context import Diagnosis, FaultContext
from .keys import diagnose_missing_colon, diagnose_unexpected_colon
from .look_alikes import look_alikes_at, look_alikes_in_keys
from .names import diagnose_name, diagnose_tag
from .quotes import diagnose_text_after_quote, diagnose_unclosed_quote
from .stray import diagnose_behind_value, diagnose_dash_without_space, diagnose_stray_start
from .structure import diagnose_anything, diagnose_dash, diagnose_exhausted, diagnose_in_block
from .values import diagnose_reserved
from .whole_text import diagnose_whole_text

__all__ = [
    "Diagnosis",
    "FaultContext",
    "diagnose",
    "diagnose_anything",
    "diagnose_conflicts",
    "look_alikes_at",
    "look_alikes_in_keys",
]

_Detector = Callable[[FaultContext], Diagnosis | None]

_FIRST: tuple[_Detector, ...] = (
    diagnose_whole_text,
    diagnose_unclosed_quote,
    lambda context: diagnose_stray_start(context.text, context.line),
    diagnose_dash_without_space,
)
_BY_KIND: dict[FaultKind, tuple[_Detector, ...]] = {
    FaultKind.TOKEN: (diagnose_outdented_text, diagnose_reserved),
    FaultKind.COLON_EXPECTED: (diagnose_outdented_text, diagnose_missing_colon),
    FaultKind.COLON_UNEXPECTED: (diagnose_unexpected_colon,),
    FaultKind.COLON_IN_FLOW: (diagnose_in_brackets,),
    FaultKind.DASH_UNEXPECTED: (diagnose_dash,),
    FaultKind.QUESTION_MARK: (diagnose_outdented_text, diagnose_reserved),
    FaultKind.DIRECTIVE: (diagnose_outdented_text, diagnose_directive),
    FaultKind.ANCHOR: (diagnose_outdented_text, diagnose_name),
    FaultKind.TAG: (diagnose_outdented_text, diagnose_tag),
    FaultKind.BLOCK_HEADER: (diagnose_outdented_text, diagnose_header),
    FaultKind.BLOCK_INDENT: (diagnose_block_indent,),
    FaultKind.ESCAPE: (diagnose_escapes,),
    FaultKind.VALUE_EXPECTED: (
        diagnose_in_brackets,
        diagnose_stray_bracket,
        diagnose_reserved,
        diagnose_in_block,
    ),
    FaultKind.IN_LIST: (diagnose_stray_bracket, diagnose_in_block, diagnose_reserved),
    FaultKind.IN_MAPPING: (diagnose_stray_bracket, diagnose_in_block, diagnose_reserved),
    FaultKind.IN_FLOW_LIST: (diagnose_text_after_quote, diagnose_in_brackets),
    FaultKind.IN_FLOW_MAPPING: (diagnose_text_after_quote, diagnose_in_brackets),
}


def diagnose(context: FaultContext, root: Node | None) -> Diagnosis:
    """Return what is to be said about the fault of ``context``; there always is something."""
    found: Diagnosis | None = None
    for detector in _FIRST:
        found = found or detector(context)
    if found is None and context.fault.kind is FaultKind.DOCUMENT:
        found = diagnose_stray_bracket(context) or diagnose_after_document(context, root)
    for detector in _BY_KIND.get(context.fault.kind, ()):
        if found is not None:
            break
        found = detector(context)
    if context.budget.is_spent and any(node.flow for node in context.around):
        return diagnose_exhausted(context)
    return found or diagnose_behind_value(context) or diagnose_anything(context)
