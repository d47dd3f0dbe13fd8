"""What the models say about a place in a file: description, type, allowed values, keys.

One source for near misses of unknown keys, for hovers and for completion. Paths are those of
Pydantic's errors: keys as they were typed and indexes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from .base import Contract
from .choices import ByField, ByShape
from .raw import field, is_list, is_mapping
from .text_rules import TextFormat, TextRule

_PLAIN_TYPES: Final[dict[object, str]] = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    float: "number",
    datetime: "timestamp",
    date: "date",
    object: "any value",
    Any: "any value",
}


@dataclass(frozen=True)
class FieldDoc:
    """What is known of one place.

    Attributes:
        name: The key in its usual spelling; empty for an item of a list and for the root.
        spellings: Every spelling of the key, the usual one first.
        description: What it is, one or two sentences.
        type: Its type in words: "text", "list of text", "mapping".
        required: Whether it must be given.
        default: What holds without it, as plain data; ``None`` also when nothing does.
        allowed: The only values that are allowed, if they are few.
        limits: Further rules in words: "at least 1", "at most 63 characters".
        examples: Values as they may be written.
        keys: The keys below, in their usual spelling and the order of the contract.
    """

    name: str
    spellings: tuple[str, ...] = ()
    description: str | None = None
    type: str = "mapping"
    required: bool = False
    default: object = None
    allowed: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    examples: tuple[object, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Place:
    """A type at a place.

    Attributes:
        annotation: The type without ``None`` and ``Annotated`` around it.
        markers: What stood in ``Annotated`` beside it.
        spellings: Every spelling of the key, the usual one first; empty for an item of a list.
        info: The field; ``None`` for an item of a list or of a free map.
        description: What is known of the place where it is no field and no mapping of fields.
        choices: The values of the field that decides which member of a union is meant.
    """

    annotation: object
    markers: tuple[object, ...] = ()
    spellings: tuple[str, ...] = ()
    info: FieldInfo | None = None
    description: str | None = None
    choices: tuple[str, ...] = ()


def describe(
    model: type[BaseModel], path: Sequence[str | int], data: object = None
) -> FieldDoc | None:
    """Return what is known of the place at ``path``.

    Args:
        model: The contract, such as ``FloeSpec``.
        path: Keys in any spelling, and indexes.
        data: The raw document; where the type depends on what is written (``custom_rules[]``),
            it decides.

    Returns:
        ``None`` when no field can stand there.
    """
    place = _locate(model, path, data)
    return None if place is None else _doc(place, _value_at(data, path))


def allowed_keys(
    model: type[BaseModel],
    path: Sequence[str | int],
    data: object = None,
    *,
    every_spelling: bool = False,
) -> tuple[str, ...]:
    """Return the keys that may stand in the mapping at ``path``, in the order of the contract.

    Args:
        model: The contract, such as ``FloeSpec``.
        path: Path of the mapping.
        data: The raw document, as for ``describe``.
        every_spelling: Also the snake_case spelling of keys that take both.

    Returns:
        Nothing for a free map, which takes any key, and for a place that is no mapping.
    """
    place = _locate(model, path, data)
    if place is None:
        return ()
    return tuple(_keys(place, _value_at(data, path), every_spelling=every_spelling))


def is_free_map(model: type[BaseModel], path: Sequence[str | int], data: object = None) -> bool:
    """Return whether the mapping at ``path`` takes any key, as labels and parameters do."""
    place = _locate(model, path, data)
    return place is not None and any(
        get_origin(option.annotation) is dict for option in _options(place, _value_at(data, path))
    )


def text_rule(
    model: type[BaseModel], path: Sequence[str | int], data: object = None
) -> TextRule | None:
    """Return the rule that the text at ``path`` must keep, ``None`` where there is none."""
    place = _locate(model, path, data)
    if place is None:
        return None
    return next((mark for mark in place.markers if isinstance(mark, TextRule)), None)


def required_keys(
    model: type[BaseModel], path: Sequence[str | int], data: object = None
) -> tuple[str, ...]:
    """Return the keys that the mapping at ``path`` must have, in the order of the contract."""
    place = _locate(model, path, data)
    if place is None:
        return ()
    found = (_model(option.annotation) for option in _options(place, _value_at(data, path)))
    return tuple(
        _spellings(each, name, info)[0]
        for each in found
        if each is not None
        for name, info in each.model_fields.items()
        if info.is_required()
    )


def spellings(model: type[BaseModel], path: Sequence[str | int]) -> tuple[str, ...]:
    """Return every spelling of the key that ``path`` ends in, the usual one first.

    Nothing for an index, and where the model knows no such place.
    """
    place = _locate(model, path, None)
    return () if place is None else place.spellings


def _locate(model: type[BaseModel], path: Sequence[str | int], data: object) -> _Place | None:
    place: _Place | None = _Place(model)
    value = data
    for step in path:
        place = _step(place, step, value)
        if place is None:
            return None
        value = _child(value, step)
    return place


def _step(place: _Place, step: str | int, value: object) -> _Place | None:
    marker = _marker(place)
    if isinstance(marker, ByField) and step == marker.key:
        members = marker.members(place.annotation)
        info = next(iter(members.values())).model_fields[marker.key]
        choices = tuple(members)
        return _Place(str, spellings=(marker.key,), description=info.description, choices=choices)
    for option in _options(place, value):
        below = _below(option, step)
        if below is not None:
            return below
    return None


def _below(place: _Place, step: str | int) -> _Place | None:
    annotation = place.annotation
    origin, arguments = get_origin(annotation), get_args(annotation)
    keys = (step,) if isinstance(step, str) else ()
    if annotation is object or annotation is Any:
        return _Place(object, spellings=keys, description=_description(place))
    if isinstance(step, int):
        return _item(arguments[0], keys, place) if origin is list else None
    if origin is dict:
        return _item(arguments[1], keys, place)
    model = _model(annotation)
    if model is None:
        return None
    for name, info in model.model_fields.items():
        spellings = _spellings(model, name, info)
        if step in spellings:
            found = _Place(info.annotation, tuple(info.metadata), spellings, info)
            return _unwrapped(found)
    short = model.short_keys.get(step) if issubclass(model, Contract) else None
    inner = _locate(model, short, None) if short is not None else None
    return None if inner is None else replace(inner, spellings=keys)


def _item(annotation: object, keys: tuple[str, ...], of: _Place) -> _Place:
    return _unwrapped(_Place(annotation, spellings=keys, description=_description(of)))


def _description(place: _Place) -> str | None:
    return place.info.description if place.info is not None else place.description


def _spellings(model: type[BaseModel], name: str, info: FieldInfo) -> tuple[str, ...]:
    alias = info.validation_alias if isinstance(info.validation_alias, str) else None
    if alias is None:
        return (name,)
    return (alias, name) if model.model_config.get("populate_by_name") else (alias,)


def _unwrapped(place: _Place) -> _Place:
    """Return a place without ``None`` and ``Annotated`` around its type."""
    annotation, markers = place.annotation, place.markers
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *more = get_args(annotation)
            markers = (*markers, *more)
            continue
        if origin in (Union, UnionType):
            members = [member for member in get_args(annotation) if member is not NoneType]
            if len(members) == 1:
                annotation = members[0]
                continue
        return replace(place, annotation=annotation, markers=markers)


def _options(place: _Place, value: object) -> list[_Place]:
    """Return the members of a union that a value may be, the likeliest first; else the place."""
    if get_origin(place.annotation) not in (Union, UnionType):
        return [place]
    members = get_args(place.annotation)
    marker = _marker(place)
    if isinstance(marker, ByField):
        chosen = marker.members(place.annotation).get(str(field(value, marker.key)))
        members = members if chosen is None else (chosen,)
    elif isinstance(marker, ByShape) and value is not None:
        members = (members[marker.member_for(value)],)
    return [
        _unwrapped(replace(place, annotation=member, markers=()))
        for member in members
        if member is not NoneType
    ]


def _marker(place: _Place) -> ByField | ByShape | None:
    """What decides which member of a union a value is checked as."""
    if get_origin(place.annotation) not in (Union, UnionType):
        return None
    return next((item for item in place.markers if isinstance(item, ByField | ByShape)), None)


def _keys(place: _Place, value: object, *, every_spelling: bool) -> Iterator[str]:
    seen: set[str] = set()
    for option in _options(place, value):
        model = _model(option.annotation)
        if model is None:
            continue
        for name, info in model.model_fields.items():
            spellings = _spellings(model, name, info)
            for key in spellings if every_spelling else spellings[:1]:
                if key not in seen:
                    seen.add(key)
                    yield key
        if issubclass(model, Contract):
            yield from model.short_keys


def _model(annotation: object) -> type[BaseModel] | None:
    # In Python 3.10, list[str] is a type as well, and no class.
    if get_origin(annotation) is None and isinstance(annotation, type):
        return annotation if issubclass(annotation, BaseModel) else None
    return None


def _value_at(data: object, path: Sequence[str | int]) -> object:
    for step in path:
        data = _child(data, step)
    return data


def _child(data: object, step: str | int) -> object:
    if isinstance(step, str):
        return data.get(step) if is_mapping(data) else None
    if is_list(data):
        return data[step] if 0 <= step < len(data) else None
    return None


def _doc(place: _Place, value: object) -> FieldDoc:
    options = _options(place, value)
    doc = FieldDoc(
        name=place.spellings[0] if place.spellings else "",
        spellings=place.spellings,
        type=" or ".join(dict.fromkeys(_type_words(option.annotation) for option in options)),
        allowed=tuple(word for option in options for word in _allowed(option.annotation)),
        limits=tuple(limit for option in options for limit in _limits(option, place.markers)),
        keys=tuple(_keys(place, value, every_spelling=False)),
    )
    info = place.info
    if info is None:
        model = _model(options[0].annotation) if len(options) == 1 else None
        doc = replace(doc, description=_first_paragraph(model) or place.description)
        return replace(doc, required=True, allowed=place.choices) if place.choices else doc
    return replace(
        doc,
        description=info.description,
        required=info.is_required(),
        default=_default(info),
        examples=tuple(info.examples or ()),
    )


def _first_paragraph(model: type[BaseModel] | None) -> str | None:
    if model is None or model.__doc__ is None:
        return None
    return " ".join(cleandoc(model.__doc__).split("\n\n")[0].split()).replace("``", "`")


def _default(info: FieldInfo) -> object:
    if info.is_required():
        return None
    return to_jsonable_python(info.get_default(call_default_factory=True, validated_data={}))


def _type_words(annotation: object) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated or origin in (Union, UnionType):
        place = _unwrapped(_Place(annotation))
        words = [_type_words(option.annotation) for option in _options(place, None)]
        return " or ".join(dict.fromkeys(words))
    if origin is list:
        return f"list of {_several(arguments[0])}"
    if origin is dict:
        return f"mapping of {_type_words(arguments[0])} to {_type_words(arguments[1])}"
    if origin is Literal:
        return "text"
    return _PLAIN_TYPES.get(annotation, "mapping")


def _several(annotation: object) -> str:
    words = _type_words(annotation)
    return {"mapping": "mappings", "whole number": "whole numbers", "any value": "any values"}.get(
        words, words
    )


def _allowed(annotation: object) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(str(value) for value in get_args(annotation))
    if get_origin(annotation) is list:
        return _allowed(_unwrapped(_Place(get_args(annotation)[0])).annotation)
    return ()


def _limits(option: _Place, outer: tuple[object, ...]) -> Iterator[str]:
    unit = "characters" if option.annotation is str else "items"
    for marker in dict.fromkeys((*option.markers, *outer)):
        if isinstance(marker, Ge):
            yield f"at least {marker.ge}"
        elif isinstance(marker, Gt):
            yield f"more than {marker.gt}"
        elif isinstance(marker, Le):
            yield f"at most {marker.le}"
        elif isinstance(marker, Lt):
            yield f"less than {marker.lt}"
        elif isinstance(marker, MinLen):
            yield f"at least {marker.min_length} {unit if marker.min_length > 1 else unit[:-1]}"
        elif isinstance(marker, MaxLen):
            yield f"at most {marker.max_length} {unit}"
        elif isinstance(marker, TextFormat):
            yield marker.words
            if marker.max_length is not None:
                yield f"at most {marker.max_length} characters"
