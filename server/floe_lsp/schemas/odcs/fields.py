"""What the standard says of a place in a data contract, as hovers and completion ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from floe_lsp.schemas.types.field_types import MAPPING, FieldType, TypeKind
from floe_lsp.schemas.types.raw import is_list
from floe_lsp.schemas.types.reflection import FieldDoc

from .classifications import CLASSIFICATIONS
from .standard import Schema, fields_at, schemas_at, types_of, whole

_KINDS: Final = {
    "string": TypeKind.TEXT,
    "integer": TypeKind.WHOLE_NUMBER,
    "number": TypeKind.NUMBER,
    "boolean": TypeKind.BOOLEAN,
    "object": TypeKind.MAPPING,
    "array": TypeKind.LIST,
}
_ANY: Final = FieldType(TypeKind.ANY)


def describe(path: Sequence[str | int], data: object = None) -> FieldDoc | None:
    """Return what is known of the place at a path; ``None`` where the standard knows none.

    Args:
        path: Keys, and indexes from 0.
        data: The whole contract, as far as it is written.
    """
    if not path:
        return FieldDoc("", type=MAPPING, keys=allowed_keys((), data))
    *above, name = path
    if isinstance(name, int):
        items = [each for each in schemas_at(data, path) if "type" in each]
        return _doc("", items[0], path, data, is_required=False) if items else None
    schema = fields_at(data, above).get(name)
    if schema is None:
        return None
    is_required = name in required_keys(above, data)
    return _doc(name, schema, path, data, is_required=is_required)


def allowed_keys(path: Sequence[str | int], data: object = None) -> tuple[str, ...]:
    """Return the keys that may stand in the mapping at a path, in the order of the standard."""
    return tuple(fields_at(data, path))


def required_keys(path: Sequence[str | int], data: object = None) -> tuple[str, ...]:
    """Return the keys that the mapping at a path must have."""
    needed = (name for each in schemas_at(data, path) for name in each.get("required", ()))
    return tuple(dict.fromkeys(needed))


def _doc(
    name: str, schema: Schema, path: Sequence[str | int], data: object, *, is_required: bool
) -> FieldDoc:
    kind = _type_of(schema)
    examples = schema.get("examples", ())
    if kind.kind is TypeKind.LIST:
        examples = [each if is_list(each) else [each] for each in examples]
    allowed = (schema["const"],) if "const" in schema else tuple(schema.get("enum", ()))
    return FieldDoc(
        name,
        (name,),
        schema.get("description"),
        kind,
        is_required,
        schema.get("default"),
        CLASSIFICATIONS if name == "classification" else allowed,
        examples=tuple(examples),
        keys=allowed_keys(path, data) if kind.likeliest.kind is TypeKind.MAPPING else (),
    )


def _type_of(schema: Schema) -> FieldType:
    schema = whole(schema)
    types = types_of(schema)
    if len(types) == 1:
        kind = _KINDS.get(types[0], TypeKind.ANY)
        if kind is TypeKind.LIST and "items" in schema:
            return FieldType(kind, _type_of(schema["items"]))
        return FieldType(kind)
    forms = (*schema.get("oneOf", ()), *schema.get("anyOf", ()))
    choices = [_type_of(each) for each in ({"type": each} for each in types)]
    choices += [_type_of(each) for each in forms]
    members = tuple(dict.fromkeys(each for each in choices if each != _ANY))
    if len(members) == 1:
        return members[0]
    return FieldType(TypeKind.UNION, members=members) if members else _ANY
