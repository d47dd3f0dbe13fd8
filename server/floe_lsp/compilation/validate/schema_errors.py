"""From Pydantic's errors to our codes and words, at the node that the person typed.

A missing key is shown at its parent's key, an unknown key at the key, a wrong value at the value.
Pydantic's own sentences never reach a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from floe_lsp.compilation.diagnostics import Applicability, Diagnostic, Fix, Related
from floe_lsp.compilation.documents import Document
from floe_lsp.schemas.types import errors, reflection
from floe_lsp.schemas.types.field_types import FieldType, TypeKind
from floe_lsp.schemas.types.raw import is_list, is_mapping
from floe_lsp.syntax import (
    AliasNode,
    MappingNode,
    Node,
    Path,
    ScalarNode,
    SequenceNode,
    Span,
    TextEdit,
    child_of,
    dereference,
    locate,
)
from floe_lsp.syntax.edits import fill_entry, insert_entry, item_span, remove_item
from floe_lsp.syntax.emit import Data, emit_flow, emit_scalar
from floe_lsp.wording.near_miss import fold, near_miss
from floe_lsp.wording.paths import subject
from floe_lsp.wording.quoting import quote, shown

from .example_values import example_value
from .repeated_names import repetition_fixes
from .reshaping import Misfit, reshape
from .schema_words import bound, expected_type, measured
from .unknown_keys import near_misses, removal, unknown_key

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

_CUSTOM_CODES = {
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

_MAX_OF_A_TYPE = 500
"""So many errors of one type are described in one file; the rest are counted."""

_WORDS_FOR_BOOL = {True: ("on", "enabled", "required"), False: ("off", "disabled", "optional")}


def translate(
    document: Document, model: type[BaseModel], error: ValidationError
) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each error of validating ``document.value`` as ``model``."""
    root = document.root
    if root is None:
        return
    found, more = _described(errors.model_errors(error))
    meant = near_misses(document, model, found)
    misspelt = {(*path[:-1], near) for path, near in meant.items()}
    seen: set[tuple[str, Span, str | int]] = set()
    for each in found:
        # A misspelt key is one mistake, not an unknown field and a missing one.
        if each.type == "missing" and each.loc in misspelt:
            continue
        diagnostic = _Translation(document, root, model, each, meant.get(each.loc)).run()
        # What aliases and merges repeat was typed once, whatever it is called at each place.
        mistake = (each.type, diagnostic.location.span, each.loc[-1] if each.loc else "")
        if mistake not in seen:
            seen.add(mistake)
            count = more.pop(id(each), 0)
            yield diagnostic if count == 0 else _and_more(diagnostic, count)


def _described(
    found: Sequence[errors.ModelError],
) -> tuple[list[errors.ModelError], dict[int, int]]:
    """Return the errors to describe, and how many of its type follow the last of each, by its id.

    A file of 100,000 unknown fields would otherwise take minutes, and nobody reads so many.
    """
    total = Counter(each.type for each in found)
    shown: list[errors.ModelError] = []
    last: dict[str, errors.ModelError] = {}
    count: Counter[str] = Counter()
    for each in found:
        count[each.type] += 1
        if count[each.type] <= _MAX_OF_A_TYPE:
            shown.append(each)
            last[each.type] = each
    return shown, {id(each): max(total[kind] - _MAX_OF_A_TYPE, 0) for kind, each in last.items()}


def _and_more(diagnostic: Diagnostic, count: int) -> Diagnostic:
    return replace(
        diagnostic, message=f"{diagnostic.message} (and {count:,} more mistakes of this kind)"
    )


class _Translation:
    """One error on its way to a diagnostic."""

    def __init__(
        self,
        document: Document,
        root: Node,
        model: type[BaseModel],
        error: errors.ModelError,
        near: str | None,
    ) -> None:
        self.document = document
        self.root = root
        self.model = model
        self.error = error
        self.type = error.type
        self.input = error.input
        self.near = near
        self.path = _typed_path(root, error.loc)

    def run(self) -> Diagnostic:
        if self.type in _CUSTOM_CODES:
            return self._custom(_CUSTOM_CODES[self.type])
        if self.type == "missing":
            return self._missing()
        if self.type == "extra_forbidden":
            owner = self._owner(self.path[:-1])
            return unknown_key(self.document, self.model, self.path, owner, self.near)
        if self.input is None:
            return self._empty()
        if self.type in ("literal_error", "enum"):
            return self._not_allowed()
        passed = bound(self.type, self.error.context)
        if passed is not None and not isinstance(self.input, bool):
            return self._out_of_bounds(passed)
        if self.type == "string_type" and isinstance(self.input, (bool, int, float)):
            return self._needs_quotes()
        expected = self._expected()
        if expected.kind is TypeKind.TIMESTAMP and isinstance(self.input, str):
            message = f"{self._subject()} must be {expected.expected}, but is {self._shown()}"
            return self._diagnostic("E113", self._value(), message)
        return self._wrong_type(expected)

    # --- one kind of error each ---------------------------------------------------------------

    def _custom(self, code: str) -> Diagnostic:
        """An error of our own schemas, whose message is written for people already."""
        error = self.error
        if error.unwanted:
            fixes = removal(self.document, self.path)
            place = self._key() or self._value()
            return self._diagnostic(
                code, place, error.message, error.suggestion, self._related(), fixes
            )
        place = self._value()
        message, fixes = error.message, ()
        if isinstance(place, MappingNode):
            place = self._owner_place(self.path)
        elif self.type in (errors.DUPLICATE_TRANSFORM, errors.DUPLICATE_NAME):
            place = self._repetition()
            fixes = repetition_fixes(self.document, self.path, place)
        elif code == "E113" and isinstance(self.input, str) and not self.input.strip():
            what = "is empty" if not self.input else "holds nothing but blanks"
            return self._diagnostic(code, place, f"{self._subject()} {what}", self._give_value())
        if error.replacement is not None and isinstance(place, ScalarNode):
            typed = isinstance(self.input, str)
            text = emit_scalar(error.replacement) if typed else error.replacement
            edit = TextEdit(place.span, text)
            fixes = (self.document.fix(f"Replace with {quote(error.replacement)}", edit),)
        if error.lacks is not None:
            fixes = self._addition(error.lacks)
        return self._diagnostic(code, place, message, error.suggestion, self._related(), fixes)

    def _missing(self) -> Diagnostic:
        parent_path, name = self.path[:-1], str(self.path[-1])
        return self._diagnostic(
            "E103",
            self._owner_place(parent_path),
            f"{self._owner(parent_path)} has no '{name}'",
            f"add {self._example(name)}",
            fixes=self._addition(self.path),
        )

    def _addition(self, path: Path) -> tuple[Fix, ...]:
        """The fix that adds the field at ``path`` with an example of its value."""
        mapping, name = self._holder(path), path[-1]
        if not isinstance(mapping, MappingNode) or not isinstance(name, str):
            return ()
        value = example_value(self.model, path)
        if child_of(mapping, name) is not None:
            edits = self._filled(path, value)
        elif mapping.entries:
            edits = (insert_entry(self.document.text, mapping, name, value),)
        else:
            entry = insert_entry(self.document.text, mapping, name, value)
            edits = self._filled(path[:-1], {name: value}) or (entry,)
        return (self.document.fix(f"Add '{name}'", *edits),)

    def _not_allowed(self) -> Diagnostic:
        allowed = self._allowed()
        node = self._value()
        near = self._word_for_bool(allowed) or near_miss(str(self.input), allowed)
        suggestion = f"allowed: {', '.join(allowed)}"
        if len(allowed) == 1:
            near, suggestion = allowed[0], f"write {allowed[0]}"
        elif near is not None:
            suggestion = f"did you mean '{near}'? {suggestion}"
        fixes: tuple[Fix, ...] = ()
        if near is not None and isinstance(node, ScalarNode):
            sure = fold(near) == fold(str(self.input))
            fix = self.document.fix(
                f"Replace with '{near}'",
                TextEdit(node.span, near),
                applicability=Applicability.SAFE if sure else Applicability.UNSAFE,
            )
            fixes = (fix,)
        message = f"{self._subject()} cannot be {self._shown()}"
        return self._diagnostic("E111", node, message, suggestion, fixes=fixes)

    def _word_for_bool(self, allowed: list[str]) -> str | None:
        """What true or false stands for where a word is expected: false is off."""
        if not isinstance(self.input, bool):
            return None
        return next((word for word in allowed if word in _WORDS_FOR_BOOL[self.input]), None)

    def _needs_quotes(self) -> Diagnostic:
        node = dereference(self._value())
        written = node.text if isinstance(node, ScalarNode) else str(self.input)
        kind = "a boolean" if isinstance(self.input, bool) else "a number"
        message = f"{self._subject()} must be text, but YAML reads {written} as {kind}"
        rule = reflection.text_rule(self.model, self.path, self.document.value)
        complaint = None if rule is None else rule.complaint(written)
        if rule is None or complaint is None:
            quoted = f'"{written}"'
            fix = self.document.fix(
                f"Quote {quoted}", TextEdit(node.span, quoted), applicability=Applicability.SAFE
            )
            return self._diagnostic("E123", node, message, f"quote it: {quoted}", fixes=(fix,))
        if complaint.replacement is None:
            # Quotes would only bring up the next mistake.
            code = _CUSTOM_CODES[rule.error_type]
            return self._diagnostic(code, node, complaint.message, complaint.suggestion)
        text = emit_scalar(complaint.replacement)
        fix = self.document.fix(f"Replace with {text}", TextEdit(node.span, text))
        return self._diagnostic("E123", node, message, f"write {text}", fixes=(fix,))

    def _out_of_bounds(self, passed: str) -> Diagnostic:
        node = self._value()
        written = node.text if isinstance(node, ScalarNode) else self._shown()
        message = f"{self._subject()} {passed}, but {measured(self.input, written)}"
        if self.type.startswith("string"):
            advice = "shorten it"
        elif self.type == "too_long":
            advice = "remove some of them"
        elif self.type == "too_short":
            advice = "add an entry" if self._is_required() else "add an entry, or remove the field"
        else:
            doc = reflection.describe(self.model, self.path, self.document.value)
            limits = " and ".join(doc.limits) if doc and doc.limits else "another size"
            advice = f"choose a number of {limits}"
        return self._diagnostic("E112", self._collection_key() or node, message, advice)

    def _wrong_type(self, expected: FieldType) -> Diagnostic:
        node = self._value()
        misfit = Misfit(self.document, self.model, self.path, node, self._inside_flow())
        reshaped = reshape(misfit, expected)
        fixes: tuple[Fix, ...] = ()
        if reshaped.edits:
            safe = Applicability.SAFE if reshaped.is_safe else Applicability.UNSAFE
            fix = self.document.fix(reshaped.title, *reshaped.edits, applicability=safe)
            fixes = (fix,)
        message = f"{self._subject()} must be {expected.expected}, but is {self._shown()}"
        return self._diagnostic("E109", node, message, reshaped.suggestion, fixes=fixes)

    def _empty(self) -> Diagnostic:
        """A value that is null, or not written at all."""
        allowed = self._allowed() if self.type in ("literal_error", "enum") else []
        expected = (
            "one of " + ", ".join(allowed)
            if len(allowed) > 1
            else "".join(allowed) or self._expected().expected
        )
        place: Node | Span = self._key() or self._value()
        suggestion = self._give_value()
        holder, last = self._holder(self.path), self.path[-1] if self.path else None
        document = self.document
        fixes: tuple[Fix, ...] = ()
        if isinstance(holder, SequenceNode) and isinstance(last, int):
            edit = remove_item(document.text, holder, holder.items[last])
            fixes = (document.fix("Remove the empty item", edit),)
            suggestion += ", or remove the item"
            if not holder.flow:
                place = item_span(document.text, holder, last)
        elif not self._is_required():
            fixes = removal(document, self.path)
        elif edits := self._filled(self.path, example_value(self.model, self.path)):
            fixes = (document.fix(f"Fill in '{last}'", *edits),)
        return self._diagnostic(
            "E109",
            place,
            f"{self._subject()} has no value; it must be {expected}",
            suggestion,
            fixes=fixes,
        )

    def _filled(self, path: Path, value: Data) -> tuple[TextEdit, ...]:
        """Edits that give the empty field at ``path`` a value."""
        found, holder = locate(self.root, path), self._holder(path)
        if found is None or found.key is None or not isinstance(holder, MappingNode):
            return ()
        return fill_entry(self.document.text, holder, found.key, value)

    # --- places -------------------------------------------------------------------------------

    def _key(self) -> Node | None:
        found = locate(self.root, self.path)
        return None if found is None else found.key

    def _value(self) -> Node:
        """The value at the path; its key where the value is written as nothing."""
        found = locate(self.root, self.path)
        if found is None:
            return self.root
        node = dereference(found.value)
        if node.start == node.end and found.key is not None:
            return found.key
        return node

    def _collection_key(self) -> Node | None:
        """The key of a collection: too many entries are no matter of the first one."""
        found = locate(self.root, self.path)
        if found is None or isinstance(dereference(found.value), ScalarNode):
            return None
        return found.key

    def _owner_place(self, path: Path) -> Node:
        """Where to show that something is missing: the parent's key, else its first key."""
        found = locate(self.root, path)
        if found is not None and found.key is not None:
            return found.key
        node = dereference(self.root if found is None else found.value)
        if isinstance(node, MappingNode) and node.entries:
            return node.entries[0].key
        return node

    def _repetition(self) -> Node:
        """The repeated value; the alias that repeats it where it is written only once."""
        node = self._value()
        first = [locate(self.root, path) for path, _ in self.error.related]
        if not any(place is not None and dereference(place.value) is node for place in first):
            return node
        step = self.root
        for part in self.path:
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

    def _holder(self, path: Path) -> Node:
        """The mapping or list in which a path ends."""
        parent = locate(self.root, path[:-1])
        return self.root if parent is None else dereference(parent.value)

    def _inside_flow(self) -> bool:
        node = self._holder(self.path)
        return isinstance(node, (MappingNode, SequenceNode)) and node.flow

    def _related(self) -> tuple[Related, ...]:
        related: list[Related] = []
        for path, message in self.error.related:
            found = locate(self.root, path)
            if found is not None:
                at_key = self.type == errors.BOTH_SPELLINGS and found.key is not None
                place = found.key if at_key else found.value
                related.append(self.document.related(place or found.value, message))
        return tuple(related)

    # --- words --------------------------------------------------------------------------------

    def _diagnostic(
        self,
        code: str,
        place: Node | Span,
        message: str,
        suggestion: str | None = None,
        related: tuple[Related, ...] = (),
        fixes: tuple[Fix, ...] = (),
    ) -> Diagnostic:
        return self.document.diagnostic(
            code, place, message, suggestion, related=related, fixes=fixes
        )

    def _owner(self, path: Path) -> str:
        """Name the mapping at a path: the file, an item by its own name, else a field."""
        if not path:
            return self.document.path.name
        name = locate(self.root, (*path, "name")) if isinstance(path[-1], int) else None
        typed = None if name is None else name.value.value
        return quote(typed) if isinstance(typed, str) and typed.strip() else subject(path)

    def _subject(self) -> str:
        return subject(self.path)

    def _shown(self) -> str:
        return shown(self.input)

    def _expected(self) -> FieldType:
        """What the field takes: every member of a union, of anything else the kind alone."""
        doc = reflection.describe(self.model, self.path)
        if doc is not None and doc.type.members:
            return doc.type
        expected = expected_type(self.type)
        if expected is not None:
            return expected
        return FieldType(TypeKind.ANY) if doc is None else doc.type

    def _allowed(self) -> list[str]:
        return re.findall(r"'([^']*)'", str(self.error.context.get("expected", "")))

    def _is_required(self) -> bool:
        doc = reflection.describe(self.model, self.path, self.document.value)
        return doc is None or doc.required

    def _example(self, name: str) -> str:
        """What to add for a missing field: its name, and what it may look like."""
        doc = reflection.describe(self.model, self.path, self.document.value)
        value = example_value(self.model, self.path)
        if is_list(value):
            fields = value[0] if value else None
            entries = f" of entries with {_names(fields)}" if is_mapping(fields) else ""
            return f"'{name}', a list{entries}"
        if is_mapping(value):
            return f"'{name}' with {_names(value)}" if value else f"'{name}'"
        allowed = () if doc is None else doc.allowed
        if len(allowed) > 1:
            return f"'{name}', one of {', '.join(allowed)}"
        if value == "":
            return f"'{name}'"
        line = f"{name}: {emit_flow(value)}"
        return f"'{line}'" if allowed else f"'{name}', such as {line}"

    def _give_value(self) -> str:
        doc = reflection.describe(self.model, self.path, self.document.value)
        value = example_value(self.model, self.path)
        example = f", such as {value}" if isinstance(value, str) and value else ""
        if is_mapping(value) and value:
            return f"give it {_names(value)}"
        if is_list(value):
            fields = value[0] if value else None
            each = f", each with {_names(fields)}" if is_mapping(fields) else ""
            return f"list its entries below it{each}"
        if doc is None or doc.required or isinstance(self.path[-1], int):
            only = doc is not None and len(doc.allowed) == 1
            return f"write {value}" if only else f"give it a value{example}"
        otherwise = "or remove it"
        if isinstance(doc.default, (str, bool, int, float)):
            otherwise += f"; the default is {emit_scalar(doc.default)}"
        return f"give it a value{example}, {otherwise}"


def _names(fields: Mapping[object, object]) -> str:
    *first, last = [quote(str(name)) for name in fields]
    return f"{', '.join(first)} and {last}" if first else last


def _typed_path(root: Node, loc: tuple[int | str, ...]) -> Path:
    """Drop the steps of ``loc`` that Pydantic adds for the branch of a union."""
    path: list[int | str] = []
    node = root
    for index, step in enumerate(loc):
        child = child_of(node, step)
        if child is not None:
            node = child.value
        elif index < len(loc) - 1:
            continue
        path.append(step)
    return tuple(path)
