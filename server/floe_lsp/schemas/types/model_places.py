"""The places of a model: which type stands at a path, whatever is written there so far.

Paths are those of Pydantic's errors: keys as they were typed and indexes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from .base import Contract, spellings_of
from .choices import ByField, ByKind
from .declared import is_required
from .raw import field, is_list, is_mapping


@dataclass(frozen=True)
class ModelPlace:
    """A type at a place.

    Attributes:
        annotation: The type without ``None`` and ``Annotated`` around it.
        markers: What stood in ``Annotated`` beside it.
        spellings: Every spelling of the key, the usual one first; empty for an item of a list.
        info: The field; ``None`` for an item of a list or of a free map.
        inherited: The description of what the place is an item of.
        choices: The values of the field that decides which member of a union is meant.
        is_required: Whether it is a field that has to be given.
    """

    annotation: object
    markers: tuple[object, ...] = ()
    spellings: tuple[str, ...] = ()
    info: FieldInfo | None = None
    inherited: str | None = None
    choices: tuple[str, ...] = ()
    is_required: bool = False

    @property
    def description(self) -> str | None:
        """What the field says of itself, else what is said of what the place is an item of."""
        return self.info.description if self.info is not None else self.inherited

    @property
    def model(self) -> type[BaseModel] | None:
        """The model whose fields stand below the place, if it is one."""
        # In Python 3.10, list[str] is a type as well, and not a class.
        if get_origin(self.annotation) is None and isinstance(self.annotation, type):
            return self.annotation if issubclass(self.annotation, BaseModel) else None
        return None

    def options(self, value: object) -> list[ModelPlace]:
        """Return the members of a union that a value may be, the likeliest first; else itself."""
        if get_origin(self.annotation) not in (Union, UnionType):
            return [self]
        members = get_args(self.annotation)
        marker = self._marker()
        if isinstance(marker, ByField):
            chosen = marker.members(self.annotation).get(str(field(value, marker.key)))
            members = members if chosen is None else (chosen,)
        elif isinstance(marker, ByKind) and value is not None:
            members = (members[marker.member_for(self.annotation, value)],)
        return [
            _unwrapped(replace(self, annotation=member, markers=()))
            for member in members
            if member is not NoneType
        ]

    def step(self, step: str | int, value: object) -> ModelPlace | None:
        """Return the place a key or an index below, where ``value`` is written at this one."""
        marker = self._marker()
        if isinstance(marker, ByField) and step == marker.key:
            members = marker.members(self.annotation)
            said = next(iter(members.values())).model_fields[marker.key].description
            return ModelPlace(str, (), (marker.key,), inherited=said, choices=tuple(members))
        below = (_below(option, step) for option in self.options(value))
        return next((place for place in below if place is not None), None)

    def _marker(self) -> ByField | ByKind | None:
        """What decides which member of a union a value is checked as."""
        if get_origin(self.annotation) not in (Union, UnionType):
            return None
        return next((item for item in self.markers if isinstance(item, ByField | ByKind)), None)


def locate(
    model: type[BaseModel], path: Sequence[str | int], data: object = None
) -> ModelPlace | None:
    """Return the place at a path, ``None`` when no field can stand there.

    Args:
        model: The contract, such as ``FloeSpec``.
        path: Keys in any spelling, and indexes.
        data: The raw document; it decides where the type depends on what is written.
    """
    place: ModelPlace | None = ModelPlace(model)
    value = data
    for step in path:
        place = place.step(step, value)
        if place is None:
            return None
        value = _child(value, step)
    return place


def value_at(data: object, path: Sequence[str | int]) -> object:
    """Return what is written at a path of raw data, ``None`` where nothing is."""
    for step in path:
        data = _child(data, step)
    return data


def _below(place: ModelPlace, step: str | int) -> ModelPlace | None:
    annotation = place.annotation
    origin, arguments = get_origin(annotation), get_args(annotation)
    keys = (step,) if isinstance(step, str) else ()
    if annotation is object or annotation is Any:
        return ModelPlace(object, spellings=keys, inherited=place.description)
    if isinstance(step, int):
        return _item(place, arguments[0], keys) if origin is list else None
    if origin is dict:
        return _item(place, arguments[1], keys)
    model = place.model
    if model is None:
        return None
    for name, info in model.model_fields.items():
        spellings = spellings_of(model, name, info)
        if step in spellings:
            needed = is_required(model, spellings[0], info)
            markers = tuple(info.metadata)
            found = ModelPlace(info.annotation, markers, spellings, info, is_required=needed)
            return _unwrapped(found)
    short = model.short_keys.get(step) if issubclass(model, Contract) else None
    inner = locate(model, short) if short is not None else None
    return None if inner is None else replace(inner, spellings=keys)


def _item(of: ModelPlace, annotation: object, keys: tuple[str, ...]) -> ModelPlace:
    return _unwrapped(ModelPlace(annotation, spellings=keys, inherited=of.description))


def _child(data: object, step: str | int) -> object:
    if isinstance(step, str):
        return data.get(step) if is_mapping(data) else None
    if is_list(data):
        return data[step] if 0 <= step < len(data) else None
    return None


def _unwrapped(place: ModelPlace) -> ModelPlace:
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
