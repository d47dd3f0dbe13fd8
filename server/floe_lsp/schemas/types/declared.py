"""What models and markers outside the contracts can say of themselves to ``reflection``.

An engine's options need names that Pydantic would do without, and take words beside templates: the
types of Pydantic say neither.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel
from pydantic.fields import FieldInfo


class NeedsFields:
    """Base of a model that needs fields which Pydantic knows as optional."""

    required: ClassVar[tuple[str, ...]] = ()
    """The keys that have to be given, as they are usually spelled."""


class FewWords:
    """Base of a marker in ``Annotated`` beside text that is one of a few words."""

    words: tuple[str, ...]

    @property
    def besides(self) -> str:
        """What else may stand there, in words."""
        raise NotImplementedError


def is_required(model: type[BaseModel], key: str, info: FieldInfo) -> bool:
    """Return whether the field with a usual key has to be given."""
    return info.is_required() or (issubclass(model, NeedsFields) and key in model.required)
