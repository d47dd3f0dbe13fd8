"""E109, E113, E123: a value of another type than the field takes."""

from __future__ import annotations

from floe_lsp.compilation.diagnostics import Applicability, Diagnostic, Fix
from floe_lsp.schemas.types import reflection
from floe_lsp.schemas.types.field_types import TypeKind
from floe_lsp.syntax import ScalarNode, TextEdit, dereference
from floe_lsp.syntax.emit import emit_scalar
from floe_lsp.wording.quoting import shortened

from .broken_rules import RULE_CODES
from .located_errors import LocatedError
from .reshaping import Misfit, reshape


def wrong_type(error: LocatedError) -> Diagnostic:
    """Return that a value is of the wrong type, with how the right one would be written."""
    document, node, expected = error.document, error.value, error.expected
    message = f"{error.subject} must be {expected.expected}, but is {error.shown}"
    typed = error.error.input
    if error.error.type == "string_type" and isinstance(typed, (bool, int, float)):
        return _needs_quotes(error, typed)
    if expected.kind is TypeKind.TIMESTAMP and isinstance(typed, str):
        return document.diagnostic("E113", node, message)
    reshaped = reshape(Misfit(document, error.model, error.path, node, error.is_in_flow), expected)
    fixes: tuple[Fix, ...] = ()
    if reshaped.edits:
        safe = Applicability.SAFE if reshaped.is_safe else Applicability.UNSAFE
        fixes = (document.fix(reshaped.title, *reshaped.edits, applicability=safe),)
    return document.diagnostic("E109", node, message, reshaped.suggestion, fixes=fixes)


def _needs_quotes(error: LocatedError, value: float) -> Diagnostic:
    """Return that YAML reads something else where text is expected."""
    document, node = error.document, dereference(error.value)
    written = node.text if isinstance(node, ScalarNode) else str(value)
    kind = "a boolean" if isinstance(value, bool) else "a number"
    message = f"{error.subject} must be text, but YAML reads {shortened(written)} as {kind}"
    rule = reflection.text_rule(error.model, error.path, document.value)
    complaint = None if rule is None else rule.complaint(written)
    if rule is None or complaint is None:
        quoted = f'"{written}"'
        edit = TextEdit(node.span, quoted)
        named = shortened(quoted)
        fix = document.fix(f"Quote {named}", edit, applicability=Applicability.SAFE)
        return document.diagnostic("E123", node, message, f"quote it: {named}", fixes=(fix,))
    if complaint.replacement is None:
        # Quotes would only bring up the next mistake.
        code = RULE_CODES[rule.error_type]
        return document.diagnostic(code, node, complaint.message, complaint.suggestion)
    text = emit_scalar(complaint.replacement)
    fix = document.fix(f"Replace with {text}", TextEdit(node.span, text))
    return document.diagnostic("E123", node, message, f"write {text}", fixes=(fix,))
