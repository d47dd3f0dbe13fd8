"""What a field may hold, as a value and in words."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from floe_lsp.schemas.types.field_types import FieldType, TypeKind, type_of

pytestmark = pytest.mark.requirement("FR-003")

TEXT = FieldType(TypeKind.TEXT)
MAPPING = FieldType(TypeKind.MAPPING)
BOOLEAN = FieldType(TypeKind.BOOLEAN)


class Part(BaseModel):
    """A part of a file."""


@pytest.mark.parametrize(
    ("annotation", "expected", "words", "sentence"),
    [
        (str, TEXT, "text", "text"),
        (bool, BOOLEAN, "true or false", "true or false"),
        (int, FieldType(TypeKind.WHOLE_NUMBER), "whole number", "a whole number"),
        (float, FieldType(TypeKind.NUMBER), "number", "a number"),
        (date, FieldType(TypeKind.DATE), "date", "a date such as 2026-12-31"),
        (
            datetime,
            FieldType(TypeKind.TIMESTAMP),
            "timestamp",
            "a date and time such as 2026-12-31T18:00:00Z",
        ),
        (Any, FieldType(TypeKind.ANY), "any value", "another value"),
        (Literal["a", "b"], TEXT, "text", "text"),
        (Part, MAPPING, "mapping", "a mapping"),
        (str | None, TEXT, "text", "text"),
        (
            Annotated[int | None, Field(ge=1)],
            FieldType(TypeKind.WHOLE_NUMBER),
            "whole number",
            None,
        ),
        (list[str], FieldType(TypeKind.LIST, TEXT), "list of text", "a list of text"),
        (list[Part], FieldType(TypeKind.LIST, MAPPING), "list of mappings", "a list of mappings"),
        (
            dict[str, list[str]],
            FieldType(TypeKind.MAPPING, FieldType(TypeKind.LIST, TEXT)),
            "mapping of text to list of text",
            "a mapping of text to list of text",
        ),
        (
            list[dict[str, int]],
            FieldType(TypeKind.LIST, FieldType(TypeKind.MAPPING, FieldType(TypeKind.WHOLE_NUMBER))),
            "list of mapping of text to whole number",
            None,
        ),
        (
            str | list[str],
            FieldType(TypeKind.UNION, members=(TEXT, FieldType(TypeKind.LIST, TEXT))),
            "text or list of text",
            "text or a list of text",
        ),
        (
            bool | Part | None,
            FieldType(TypeKind.UNION, members=(BOOLEAN, MAPPING)),
            "true or false or mapping",
            "true or false or a mapping",
        ),
    ],
)
def test_a_type_and_its_words(
    annotation: object, expected: FieldType, words: str, sentence: str | None
) -> None:
    found = type_of(annotation)
    assert found == expected
    assert found.words == words
    assert sentence is None or found.expected == sentence


def test_members_that_are_alike_are_one() -> None:
    assert type_of(Part | BaseModel) == MAPPING
    nested = type_of(Annotated[bool | str, "inner"] | str | Part)
    assert nested.members == (BOOLEAN, TEXT, MAPPING)


def test_the_likeliest_member_of_a_union() -> None:
    assert type_of(bool | str | None).likeliest == BOOLEAN
    assert type_of(list[str]).likeliest == type_of(list[str])
