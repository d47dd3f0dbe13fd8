"""``resource_presets`` of the manifest: how much processor and memory a run gets."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Final

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from floe_lsp.schemas.types.base import Contract, RuledContract
from floe_lsp.schemas.types.errors import CONTRADICTION, Loc, Problem
from floe_lsp.schemas.types.formats import QUANTITY, Quantity
from floe_lsp.wording.quoting import quote


class ResourceAmounts(Contract):
    """Processor and memory, as Kubernetes writes quantities."""

    cpu: Quantity = Field(
        description="Processor time: cores, or thousandths of one with m. Quote plain numbers.",
        examples=["500m", "2"],
    )
    memory: Quantity = Field(description="Memory.", examples=["512Mi", "4Gi"])


_FLAT: Final = {
    "cpu_request": ("requests", "cpu"),
    "memory_request": ("requests", "memory"),
    "cpu_limit": ("limits", "cpu"),
    "memory_limit": ("limits", "memory"),
}
"""The short form: four keys instead of two maps."""

_TYPED_AS: Final[dict[Loc, str]] = {path: key for key, path in _FLAT.items()}


class ResourcePreset(RuledContract):
    """What a run asks for, and what it may not exceed.

    Written as ``requests`` and ``limits``, or with the four keys ``cpu_request``,
    ``memory_request``, ``cpu_limit`` and ``memory_limit``.
    """

    short_keys: ClassVar = _FLAT

    requests: ResourceAmounts = Field(description="What a run is sure to get.")
    limits: ResourceAmounts = Field(description="What a run may not exceed.")

    @classmethod
    def prepared(cls, data: Mapping[str, object]) -> Mapping[str, object]:
        """Turn the short form into the long one; of a mixture only the long one is looked at."""
        if not any(key in data for key in _FLAT):
            return data
        nested: dict[str, object] = {key: value for key, value in data.items() if key not in _FLAT}
        if not _is_flat(data):
            return nested
        for key, (part, name) in _FLAT.items():
            amounts = nested.setdefault(part, {})
            if key in data and isinstance(amounts, dict):
                amounts[name] = data[key]
        return nested

    @classmethod
    def typed_location(cls, loc: Loc, data: Mapping[str, object]) -> Loc:
        """Return the key of the short form for an error of the long one."""
        if _is_flat(data) and loc[:2] in _TYPED_AS:
            return (_TYPED_AS[loc[:2]], *loc[2:])
        return loc

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """The two forms are not mixed."""
        if _is_flat(data):
            return
        long = [part for part in ("requests", "limits") if part in data]
        for key in data:
            if key in _FLAT:
                yield Problem(
                    CONTRADICTION,
                    (key,),
                    f"{quote(key)} is the short form and {quote(long[0])} the long one of the same",
                    data[key],
                    "use requests and limits, or the four short keys",
                    related=(((long[0],), "the long form is used here"),),
                    unwanted=True,
                )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe both forms."""
        reference = super().__get_pydantic_json_schema__(core_schema, handler)
        schema = handler.resolve_ref_schema(reference)
        for key, (part, name) in _FLAT.items():
            amount = ResourceAmounts.model_fields[name]
            schema["properties"][key] = {
                "type": "string",
                "description": f"Short form of {part}.{name}.",
                "examples": amount.examples,
                **QUANTITY.json_schema(),
            }
        schema.pop("required", None)
        schema["oneOf"] = [{"required": ["requests", "limits"]}, {"required": list(_FLAT)}]
        return reference


def _is_flat(data: Mapping[str, object]) -> bool:
    return any(key in data for key in _FLAT) and "requests" not in data and "limits" not in data
