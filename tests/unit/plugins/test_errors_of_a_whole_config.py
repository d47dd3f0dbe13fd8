"""What a plugin's model says of its options as a whole, beside what is missing among them."""

from __future__ import annotations

from pathlib import Path

import pytest
from installed_plugins import GOOD, Environment, acme

from corpus import DEFAULT_FILES
from floe_lsp.compilation import Sources, analyze
from floe_lsp.syntax import SourceText

MODEL = """
    from pydantic import BaseModel, Field, ValidationError, model_validator
    from pydantic_core import PydanticCustomError


    class Options(BaseModel):
        host: str = Field(examples=["db.example.com"])
        catalog: str = Field(examples=["sales"])

        @model_validator(mode="wrap")
        @classmethod
        def check(cls, value, handler):
            try:
                return handler(value)
            except ValidationError as error:
                missing = [
                    {"type": each["type"], "loc": each["loc"], "input": value}
                    for each in error.errors()
                ]
                whole = PydanticCustomError("license", "has no license")
                raise ValidationError.from_exception_data(
                    "Options", [{"type": whole, "loc": (), "input": value}, *missing]
                )
"""


@pytest.mark.requirement("E211")
def test_an_error_without_a_place_beside_missing_options(environment: Environment) -> None:
    plugin = GOOD.replace("return None", "return Options", 1)
    registry = acme(environment, MODEL + plugin.replace('workload_size != "small"', "False"))
    folder = Path("/floe-whole")
    sources = Sources()
    manifest = DEFAULT_FILES["manifest.yaml"].replace("type: duckdb", "type: acme")
    sources.open(folder / "manifest.yaml", SourceText(manifest))
    sources.open(folder / "floe.yaml", SourceText(DEFAULT_FILES["floe.yaml"]))
    found = analyze(folder / "floe.yaml", sources=sources, registry=registry).diagnostics
    assert [(each.code, each.message) for each in found] == [
        ("E210", "compute plugin 'acme' of floe-compute-acme 1.0 refuses 'config': has no license"),
        ("E211", "'host' and 'catalog' are missing, which the engine acme needs"),
    ]
