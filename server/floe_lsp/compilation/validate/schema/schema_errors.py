"""From Pydantic's errors to our codes and words, at the node that the person typed.

A missing key is shown at its parent's key, an unknown key at the key, a wrong value at the value.
Pydantic's own sentences never reach a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from floe_lsp.compilation.diagnostics import Diagnostic, and_more
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.misplaced_fields import lacking_elsewhere
from floe_lsp.compilation.schema_words import bound
from floe_lsp.schemas.types import reflection
from floe_lsp.schemas.types.errors import ModelError, model_error
from floe_lsp.syntax import Path, Span

from .broken_rules import RULE_CODES, broken_rule
from .empty_values import empty
from .located_errors import LocatedError
from .missing_fields import missing
from .repeated_names import TakenNames
from .unknown_keys import near_misses, unknown_key
from .wrong_types import wrong_type
from .wrong_values import not_allowed, out_of_bounds

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

_MAX_OF_A_TYPE = 500
"""This many errors of one type are described in one file; the rest are counted."""


def translate(
    document: Document, model: type[BaseModel], error: ValidationError
) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each error of validating ``document.value`` as ``model``."""
    root = document.root
    if root is None:
        return
    found, more = _described(error.errors(include_url=False))
    taken = TakenNames()
    meant = near_misses(document, model, found)
    misspelt = {(*path[:-1], near) for path, near in meant.items()}
    lacking = _lacking(model, found, meant)
    misplaced = {(*owner, path[-1]) for path, owner in lacking.items()}
    seen: set[tuple[str, Span, str | int]] = set()
    for each in found:
        # A misspelt or misplaced key is one mistake, not an unknown field and a missing one.
        if each.type == "missing" and (
            each.loc in misspelt or _is_given(model, each.loc, misplaced)
        ):
            continue
        located = LocatedError(document, root, model, each, taken)
        diagnostic = _diagnostic(located, meant.get(each.loc), lacking.get(each.loc))
        # What aliases and merges repeat was typed once, whatever it is called at each place.
        mistake = (each.type, diagnostic.location.span, each.loc[-1] if each.loc else "")
        if mistake not in seen:
            seen.add(mistake)
            count = more.pop(id(each), 0)
            yield and_more(diagnostic, count)


def _described(
    found: Sequence[ErrorDetails],
) -> tuple[list[ModelError], dict[int, int]]:
    """Return the errors to describe, and how many of its type follow the last of each, by its id.

    A file of 100,000 unknown fields would otherwise take minutes, and nobody reads so many.
    """
    total = Counter(each["type"] for each in found)
    shown: list[ModelError] = []
    last: dict[str, ModelError] = {}
    count: Counter[str] = Counter()
    for each in found:
        kind = each["type"]
        count[kind] += 1
        if count[kind] <= _MAX_OF_A_TYPE:
            last[kind] = model_error(each)
            shown.append(last[kind])
    return shown, {id(each): max(total[kind] - _MAX_OF_A_TYPE, 0) for kind, each in last.items()}


def _lacking(
    model: type[BaseModel], found: Sequence[ModelError], meant: Mapping[Path, str]
) -> dict[Path, Path]:
    """Return the mappings that lack what unknown keys give, by the paths of those."""
    missing = frozenset(each.loc for each in found if each.type == "missing")
    unknown = (
        each.loc for each in found if each.type == "extra_forbidden" and each.loc not in meant
    )
    return lacking_elsewhere(model, unknown, missing) if missing else {}


def _is_given(model: type[BaseModel], path: Path, misplaced: set[Path]) -> bool:
    """Whether what is missing stands at the wrong place, itself or all that it must hold."""
    needed = reflection.required_keys(model, path)
    return path in misplaced or (
        bool(needed) and all((*path, each) in misplaced for each in needed)
    )


def _diagnostic(error: LocatedError, near: str | None, lacking: Path | None) -> Diagnostic:
    kind, typed = error.error.type, error.error.input
    if kind in RULE_CODES:
        return broken_rule(error)
    if kind == "missing":
        return missing(error)
    if kind == "extra_forbidden":
        owner = error.owner(error.path[:-1])
        return unknown_key(error.document, error.model, error.path, owner, near, lacking=lacking)
    if typed is None:
        return empty(error)
    if kind in ("literal_error", "enum"):
        return not_allowed(error)
    passed = bound(kind, error.error.context)
    if passed is not None and not isinstance(typed, bool):
        return out_of_bounds(error, passed)
    return wrong_type(error)
