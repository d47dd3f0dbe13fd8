"""Errors of the rules that the models themselves have, whose messages are written for people."""

from __future__ import annotations

from floe_lsp.compilation.diagnostics import Diagnostic, Fix, Related
from floe_lsp.schemas.types import errors
from floe_lsp.syntax import (
    AliasNode,
    MappingNode,
    Node,
    ScalarNode,
    TextEdit,
    child_of,
    dereference,
    locate,
)
from floe_lsp.syntax.emit import emit_scalar
from floe_lsp.wording.quoting import quote

from .empty_values import value_advice
from .located_errors import LocatedError
from .missing_fields import addition
from .repeated_names import repetition_fixes
from .unknown_keys import removal

RULE_CODES = {
    errors.INVALID_NAME: "E101",
    errors.RESERVED_NAME: "E101",
    errors.INVALID_VERSION: "E102",
    errors.ENVIRONMENT_FIELD: "E104",
    errors.INVALID_TRANSFORM_NAME: "E105",
    errors.DUPLICATE_TRANSFORM: "E106",
    errors.OUT_OF_RANGE: "E112",
    errors.INVALID_FORMAT: "E113",
    errors.BOTH_SPELLINGS: "E114",
    errors.CONTRADICTION: "E124",
    errors.DUPLICATE_NAME: "E127",
    errors.INVALID_ENDPOINT: "E128",
    errors.INVALID_PATH: "E129",
    errors.INVALID_PATTERN: "E130",
    errors.INVALID_CONDITION: "E134",
}
"""The code of each error type that the models of the two input files raise themselves."""

_INSTEAD_OF_IT = "write the name under which a secret store keeps it, and revoke it"


def broken_rule(located: LocatedError) -> Diagnostic:
    """Return an error of one of ``RULE_CODES`` at the value, or at what is unwanted or missing."""
    error, document = located.error, located.document
    code, related = RULE_CODES[error.type], _related(located)
    place = located.value
    fixes: tuple[Fix, ...] = ()
    if error.unwanted:
        place, fixes = located.key or place, removal(document, located.path)
        return document.diagnostic(
            code, place, error.message, error.suggestion, related=related, fixes=fixes
        )
    if isinstance(place, MappingNode):
        place = located.owner_place(located.path)
    elif error.type in (errors.DUPLICATE_TRANSFORM, errors.DUPLICATE_NAME):
        place = _repetition(located)
        fixes = repetition_fixes(document, located.path, place, located.taken)
    elif (
        error.type == errors.INVALID_FORMAT
        and isinstance(error.input, str)
        and not error.input.strip()
    ):
        what = "is empty" if not error.input else "contains only spaces"
        message = f"{located.subject} {what}"
        return document.diagnostic(code, place, message, value_advice(located))
    if error.replacement is not None and document.masked(error.replacement) != error.replacement:
        # What stands there is the secret itself, and no name can be made of it.
        return document.diagnostic(
            code, place, error.message, _INSTEAD_OF_IT, related=related, fixes=fixes
        )
    if error.replacement is not None and isinstance(place, ScalarNode):
        typed = isinstance(error.input, str)
        text = emit_scalar(error.replacement) if typed else error.replacement
        edit = TextEdit(place.span, text)
        fixes = (document.fix(f"Replace with {quote(error.replacement)}", edit),)
    if error.lacks is not None:
        fixes = addition(located, error.lacks)
    return document.diagnostic(
        code, place, error.message, error.suggestion, related=related, fixes=fixes
    )


def _repetition(located: LocatedError) -> Node:
    """The repeated value; the alias that repeats it where it is written only once."""
    node, root = located.value, located.root
    first = [locate(root, path) for path, _ in located.error.related]
    if not any(place is not None and dereference(place.value) is node for place in first):
        return node
    step = root
    for part in located.path:
        child = child_of(step, part)
        if child is None:
            return node
        if isinstance(child.value, AliasNode):
            return child.value
        if isinstance(step, MappingNode):
            own = [entry.key for entry in step.entries]
            merges = [entry.value for entry in step.entries if entry.is_merge]
            if child.key not in own and merges:
                return merges[0]
        step = child.value
    return node


def _related(located: LocatedError) -> tuple[Related, ...]:
    related: list[Related] = []
    for path, message in located.error.related:
        found = locate(located.root, path)
        if found is not None:
            at_key = located.error.type == errors.BOTH_SPELLINGS and found.key is not None
            place = found.key if at_key else found.value
            related.append(located.document.related(place or found.value, message))
    return tuple(related)
