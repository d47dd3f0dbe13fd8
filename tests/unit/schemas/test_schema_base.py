"""All mistakes at once, both spellings, and errors that carry places."""

from collections.abc import Iterable, Mapping
from typing import get_args

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from floe_lsp.schemas import versions
from floe_lsp.schemas.manifest.defaults import PlatformDefaults
from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest
from floe_lsp.schemas.product.floe_spec import ApiVersion, FloeSpec, TransformSpec
from floe_lsp.schemas.types.base import Contract, RuledContract
from floe_lsp.schemas.types.errors import (
    BOTH_SPELLINGS,
    CONTRADICTION,
    ERROR_TYPES,
    Complaint,
    Problem,
    custom_error,
    model_errors,
)

from .contract_examples import errors, manifest, only_error, places, spec

pytestmark = pytest.mark.requirement("FR-003")


class Range(RuledContract):
    """A part with a rule."""

    model_config = ConfigDict(populate_by_name=True)

    low: int = Field(description="Lower end.")
    high_end: int = Field(
        validation_alias="highEnd", serialization_alias="highEnd", description="Upper end."
    )
    note: str | None = Field(default=None, description="Why.")

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        if data.get("low") == data.get("highEnd"):
            yield Problem(
                CONTRADICTION,
                ("highEnd",),
                "both ends are the same {note} {suggestion}",
                data.get("highEnd"),
                "make it larger",
                "99",
                related=((("low",), "the other end"),),
            )


class Ranges(RuledContract):
    """A part with a rule around parts with rules."""

    ranges: list[Range] = Field(description="The ranges.")
    count: int = Field(description="How many there are.")

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        ranges = data.get("ranges")
        if isinstance(ranges, list) and data.get("count") == 0:
            yield Problem(CONTRADICTION, ("ranges", 0, "low"), "there should be none")


class Outer(BaseModel):
    """Any model of another program that holds one of ours."""

    inner: dict[str, Ranges]


def test_rules_and_fields_of_every_level_are_reported_at_once() -> None:
    data = {
        "inner": {
            "a": {
                "count": 0,
                "ranges": [
                    {"low": 1, "highEnd": 1, "note": 5},
                    {"low": "x", "high_end": 2, "colour": "red"},
                ],
            }
        }
    }
    base = ("inner", "a", "ranges")
    assert places(Outer, data) == [
        (CONTRADICTION, (*base, 0, "highEnd")),
        (CONTRADICTION, (*base, 0, "low")),
        ("string_type", (*base, 0, "note")),
        ("extra_forbidden", (*base, 1, "colour")),
        ("int_parsing", (*base, 1, "low")),
    ]


def test_a_rule_carries_suggestion_replacement_and_absolute_related_places() -> None:
    data = {"inner": {"a": {"count": 1, "ranges": [{"low": 1, "highEnd": 1}]}}}
    error = only_error(Outer, data)
    base = ("inner", "a", "ranges", 0)
    assert error.loc == (*base, "highEnd")
    assert error.suggestion == "make it larger"
    assert error.replacement == "99"
    assert error.related == (((*base, "low"), "the other end"),)


def test_braces_in_a_message_are_not_filled_in() -> None:
    error = only_error(Range, {"low": 1, "highEnd": 1})
    assert error.message == "both ends are the same {note} {suggestion}"


@pytest.mark.parametrize("first", ["highEnd", "high_end"])
def test_both_spellings_are_reported_once_at_the_second_key(first: str) -> None:
    second = "high_end" if first == "highEnd" else "highEnd"
    error = only_error(Range, {"low": 1, first: 2, second: 3})
    assert (error.type, error.loc, error.input) == (BOTH_SPELLINGS, (second,), 3)
    assert error.related == (((first,), "given here already"),)
    assert "'highEnd' is the usual spelling" in (error.suggestion or "")


def test_the_value_of_a_field_with_both_spellings_is_checked_too() -> None:
    found = places(Range, {"low": 1, "highEnd": "x", "high_end": 3})
    assert found == [("int_parsing", ("highEnd",)), (BOTH_SPELLINGS, ("high_end",))]


def test_an_unknown_key_beside_both_spellings_is_still_unknown() -> None:
    data = {"low": 1, "highEnd": 2, "high_end": 3, "high": 4}
    assert places(Range, data) == [
        ("extra_forbidden", ("high",)),
        (BOTH_SPELLINGS, ("high_end",)),
    ]


@pytest.mark.parametrize(
    ("key", "twin", "where"),
    [
        ("apiVersion", "api_version", ()),
        ("outputPorts", "output_ports", ()),
        ("dependsOn", "depends_on", ("transforms", 0)),
        ("qualityChecks", "quality_checks", ("transforms", 0)),
    ],
)
def test_every_field_of_the_product_with_two_spellings(
    key: str, twin: str, where: tuple[str | int, ...]
) -> None:
    values = {"apiVersion": "floe.dev/v1"}
    data = spec()
    holder = data["transforms"][0] if where else data
    _ = holder.pop(key, None)
    holder[twin] = values.get(key, [])
    assert errors(FloeSpec, data) == []
    holder[key] = values.get(key, [])
    assert places(FloeSpec, data) == [(BOTH_SPELLINGS, (*where, key))]


def test_the_manifest_takes_two_spellings_of_api_version() -> None:
    data = manifest()
    data["api_version"] = data.pop("apiVersion")
    assert errors(PlatformManifest, data) == []
    data["apiVersion"] = "floe.dev/v1"
    assert places(PlatformManifest, data) == [(BOTH_SPELLINGS, ("apiVersion",))]


def test_errors_stand_under_the_spelling_that_was_typed() -> None:
    data = spec(transforms=[{"name": "a", "depends_on": "b"}, {"name": "c", "dependsOn": "b"}])
    assert places(FloeSpec, data) == [
        ("list_type", ("transforms", 0, "depends_on")),
        ("list_type", ("transforms", 1, "dependsOn")),
    ]


def test_models_can_be_built_from_python_and_nested() -> None:
    parts = spec()
    parts["transforms"] = [TransformSpec(name="a", depends_on=["b"]), TransformSpec(name="b")]
    product = FloeSpec.model_validate(parts)
    assert product.transforms[0].depends_on == ["b"]
    parts["transforms"] = [TransformSpec(name="a"), {"name": "a"}]
    error = only_error(FloeSpec, parts)
    assert (error.type, error.loc) == ("duplicate_transform", ("transforms", 1, "name"))
    assert error.related[0][0] == ("transforms", 0, "name")


def test_instances_never_change() -> None:
    product = FloeSpec.model_validate(spec())
    with pytest.raises(ValidationError):
        product.kind = "FloeSpec"
    with pytest.raises(ValidationError):
        product.metadata.name = "other"


def _subclasses(model: type[BaseModel]) -> set[type[BaseModel]]:
    below = set(model.__subclasses__())
    return below.union(*(_subclasses(child) for child in below))


def test_every_part_is_frozen_closed_and_described() -> None:
    from floe_lsp.schemas.artifact import compiled_artifacts

    ours = {
        model
        for model in _subclasses(Contract)
        if model.__module__.startswith("floe_lsp.schemas") and model is not RuledContract
    }
    assert compiled_artifacts.CompiledArtifacts in ours
    assert len(ours) > 80
    for model in ours:
        assert model.model_config.get("frozen") is True, model
        is_open = model in (PlatformManifest, PlatformDefaults)
        assert model.model_config.get("extra") == ("allow" if is_open else "forbid"), model
        assert model.__doc__, model
        for name, info in model.model_fields.items():
            assert info.description, (model, name)
            assert info.description.endswith("."), (model, name)


def test_versions_are_those_of_the_models() -> None:
    assert get_args(ApiVersion) == (versions.API_VERSION,)
    assert versions.version_parts(versions.ARTIFACT_VERSION) == (0, 2, 0)
    for text in ("", "1.0", "1.0.0.0", "a.b.c", "1.0.0-rc1", "٣.0.0", "1.-1.0"):
        assert versions.version_parts(text) is None


def test_every_custom_error_type_is_in_the_list() -> None:
    for name in ERROR_TYPES:
        assert name == name.lower()
    problem = Problem(CONTRADICTION, (), "m").to_line_error()
    assert ERROR_TYPES[str(getattr(problem["type"], "type", ""))]


def test_a_custom_error_of_a_field_has_no_related_places() -> None:
    error = custom_error(CONTRADICTION, Complaint("m", "s"))
    assert error.context == {"suggestion": "s", "message": "m"}
    with pytest.raises(ValidationError) as caught:
        _ = FloeSpec.model_validate(spec(metadata={"name": "A B", "version": "1"}))
    assert all(error.related == () for error in model_errors(caught.value))
