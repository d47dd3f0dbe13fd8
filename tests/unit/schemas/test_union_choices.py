"""Unions give one clear error, at the place that was typed."""

from typing import Annotated, Literal

import pytest
from pydantic import Field

from floe_lsp.schemas.types.base import Contract
from floe_lsp.schemas.types.choices import ByField, ByKind
from floe_lsp.schemas.types.formats import NonBlank

from .contract_examples import Case, errors, only_error

pytestmark = pytest.mark.requirement("FR-003")


class Circle(Contract):
    """One member."""

    shape: Literal["circle", "disc"] = Field(default="circle", description="Kind.")
    radius: int = Field(description="Radius.")


class Square(Contract):
    """Another member."""

    shape: Literal["square"] = Field(default="square", description="Kind.")
    side: int = Field(description="Side.")


class Drawing(Contract):
    """Holds unions of each kind."""

    key: Annotated[NonBlank | list[NonBlank], ByKind()] | None = Field(
        default=None, description="Text or list."
    )
    flag: Annotated[bool | Circle, ByKind()] | None = Field(
        default=None, description="Flag or mapping."
    )
    items: list[Annotated[Circle | Square, ByField("shape")]] | None = Field(
        default=None, description="Mappings told apart by a field."
    )


@pytest.mark.parametrize(
    ("value", "member"),
    [("a", 0), (["a"], 1), (("a",), 1), (True, 2), ({}, 3), (5, 0), (None, 0)],
)
def test_a_shape_chooses_the_member(value: object, member: int) -> None:
    assert ByKind().member_for(str | list[str] | bool | Circle, value) == member


def test_a_built_model_is_a_mapping() -> None:
    assert ByKind().member_for(bool | Circle, Circle(radius=1)) == 1
    assert ByKind().member_for(bool | str, "yes") == 1


MISTAKES: list[Case] = [
    ({"key": 5}, "string_type", ("key",)),
    ({"key": True}, "string_type", ("key",)),
    ({"key": ""}, "invalid_format", ("key",)),
    ({"key": [5]}, "string_type", ("key", 0)),
    ({"flag": "perhaps"}, "bool_parsing", ("flag",)),
    ({"flag": {"radius": "x"}}, "int_parsing", ("flag", "radius")),
    ({"flag": {}}, "missing", ("flag", "radius")),
    ({"items": [5]}, "dict_type", ("items", 0)),
    ({"items": [{}]}, "missing", ("items", 0, "shape")),
    ({"items": [{"shape": None}]}, "literal_error", ("items", 0, "shape")),
    (
        {"items": [{"shape": "disc", "side": 1, "radius": 1}]},
        "extra_forbidden",
        ("items", 0, "side"),
    ),
    ({"items": [Square(side=1), {"shape": "square"}]}, "missing", ("items", 1, "side")),
]


@pytest.mark.parametrize(("data", "kind", "loc"), MISTAKES)
def test_one_error_without_the_name_of_a_member(
    data: dict[str, object], kind: str, loc: tuple[str | int, ...]
) -> None:
    error = only_error(Drawing, data)
    assert (error.type, error.loc) == (kind, loc)


def test_the_values_of_the_field_are_listed() -> None:
    error = only_error(Drawing, {"items": [{"shape": "line"}]})
    assert error.context["expected"] == "'circle', 'disc' or 'square'"
    assert error.input == "line"


def test_members_are_built_and_written_back() -> None:
    data = {"key": ["a"], "flag": {"radius": 1}, "items": [{"shape": "disc", "radius": 2}]}
    drawing = Drawing.model_validate(data)
    assert isinstance(drawing.flag, Circle)
    assert drawing.items == [Circle(shape="disc", radius=2)]
    assert Drawing.model_validate(drawing.model_dump()) == drawing
    assert errors(Drawing, {"flag": False, "key": "a"}) == []
