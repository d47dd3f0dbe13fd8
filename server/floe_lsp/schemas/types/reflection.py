"""What the models say about a place in a file: description, type, allowed values, keys.

One source for near misses of unknown keys, for hovers and for completion. Paths are those of
Pydantic's errors: keys as they were typed and indexes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from inspect import cleandoc
from typing import Annotated, Final, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from .base import Contract, spellings_of
from .declared import FewWords, is_required
from .field_types import MAPPING, FieldType, one_of, type_of
from .model_places import ModelPlace, locate, value_at
from .text_rules import TextFormat, TextRule

_BOUNDS: Final[tuple[tuple[type, str, str], ...]] = (
    (Ge, "ge", "at least"),
    (Gt, "gt", "more than"),
    (Le, "le", "at most"),
    (Lt, "lt", "less than"),
)
"""The markers that bound a number, the attribute with the bound, and its words."""


@dataclass(frozen=True)
class FieldDoc:
    """What is known of one place.

    Attributes:
        name: The key in its usual spelling; empty for an item of a list and for the root.
        spellings: Every spelling of the key, the usual one first.
        description: What it is, one or two sentences.
        type: What it may hold.
        required: Whether it must be given.
        default: What holds without it, as plain data; ``None`` also when nothing does.
        allowed: The only values that are allowed, if they are few.
        besides: What else is allowed where ``allowed`` is not all, in words; else empty.
        limits: Further rules in words: "at least 1", "at most 63 characters".
        examples: Values as they may be written.
        keys: The keys below, in their usual spelling and the order of the contract.
    """

    name: str
    spellings: tuple[str, ...] = ()
    description: str | None = None
    type: FieldType = MAPPING
    required: bool = False
    default: object = None
    allowed: tuple[str, ...] = ()
    besides: str = ""
    limits: tuple[str, ...] = ()
    examples: tuple[object, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """The values when they are few and nothing else is allowed."""
        return () if self.besides else self.allowed


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
    place = locate(model, path, data)
    return None if place is None else _doc(place, value_at(data, path))


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
        Nothing for a free map, which takes any key, and for a place that is not a mapping.
    """
    place = locate(model, path, data)
    if place is None:
        return ()
    return tuple(_keys(place.options(value_at(data, path)), every_spelling=every_spelling))


def text_rule(
    model: type[BaseModel], path: Sequence[str | int], data: object = None
) -> TextRule | None:
    """Return the rule that the text at ``path`` must keep, ``None`` where there is none."""
    place = locate(model, path, data)
    if place is None:
        return None
    return next((mark for mark in place.markers if isinstance(mark, TextRule)), None)


def required_keys(
    model: type[BaseModel], path: Sequence[str | int], data: object = None
) -> tuple[str, ...]:
    """Return the keys that the mapping at ``path`` must have, in the order of the contract."""
    place = locate(model, path, data)
    if place is None:
        return ()
    found = (option.model for option in place.options(value_at(data, path)))
    return tuple(
        key
        for each in found
        if each is not None
        for name, info in each.model_fields.items()
        if is_required(each, key := spellings_of(each, name, info)[0], info)
    )


def spellings(model: type[BaseModel], path: Sequence[str | int]) -> tuple[str, ...]:
    """Return every spelling of the key that ``path`` ends in, the usual one first.

    Nothing for an index, and where the model knows no such place.
    """
    place = locate(model, path, None)
    return () if place is None else place.spellings


def _keys(options: list[ModelPlace], *, every_spelling: bool = False) -> Iterator[str]:
    seen: set[str] = set()
    for option in options:
        model = option.model
        if model is None:
            continue
        for name, info in model.model_fields.items():
            spellings = spellings_of(model, name, info)
            for key in spellings if every_spelling else spellings[:1]:
                if key not in seen:
                    seen.add(key)
                    yield key
        if issubclass(model, Contract):
            yield from model.short_keys


def _doc(place: ModelPlace, value: object) -> FieldDoc:
    options = place.options(value)
    doc = FieldDoc(
        name=place.spellings[0] if place.spellings else "",
        spellings=place.spellings,
        type=one_of(type_of(option.annotation) for option in options),
        allowed=tuple(word for option in options for word in _literals(option.annotation)),
        limits=tuple(limit for option in options for limit in _limits(option, place.markers)),
        keys=tuple(_keys(options)),
    )
    few = next((mark for mark in place.markers if isinstance(mark, FewWords)), None)
    if few is not None:
        doc = replace(doc, allowed=few.words, besides=few.besides)
    info = place.info
    if info is None:
        model = options[0].model if len(options) == 1 else None
        doc = replace(doc, description=_first_paragraph(model) or place.description)
        return replace(doc, required=True, allowed=place.choices) if place.choices else doc
    return replace(
        doc,
        description=info.description,
        required=place.is_required,
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


def _literals(annotation: object) -> tuple[str, ...]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return tuple(str(value) for value in arguments)
    return _literals(arguments[0]) if origin in (list, Annotated) else ()


def _limits(option: ModelPlace, outer: tuple[object, ...]) -> Iterator[str]:
    unit = "characters" if option.annotation is str else "items"
    for marker in dict.fromkeys((*option.markers, *outer)):
        for kind, attribute, words in _BOUNDS:
            if isinstance(marker, kind):
                yield f"{words} {getattr(marker, attribute)}"
        if isinstance(marker, MinLen):
            yield f"at least {marker.min_length} {unit if marker.min_length > 1 else unit[:-1]}"
        elif isinstance(marker, MaxLen):
            yield f"at most {marker.max_length} {unit}"
        elif isinstance(marker, TextFormat):
            yield marker.words
            if marker.max_length is not None:
                yield f"at most {marker.max_length} characters"
