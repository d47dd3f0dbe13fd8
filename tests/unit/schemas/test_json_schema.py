"""What the JSON Schemas offer to an editor."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from floe_lsp.schemas import json_schema
from floe_lsp.schemas.json_schema import SCHEMA_FILES, schema_for, schema_text, write_schemas
from floe_lsp.schemas.types.raw import is_mapping, items

from .contract_examples import Document, artifact, manifest, spec

pytestmark = pytest.mark.requirement("FR-003")


def schema(kind: json_schema.SchemaKind) -> Any:
    return schema_for(kind)


def is_valid(kind: json_schema.SchemaKind, data: Document) -> bool:
    validator: Any = Draft7Validator(schema(kind))
    return not list(validator.iter_errors(data))


def test_small_documents_are_valid() -> None:
    assert is_valid("floe", spec())
    assert is_valid("manifest", manifest())
    assert is_valid("artifacts", artifact())


def test_the_usual_spelling_is_offered_and_the_other_one_taken() -> None:
    transform = schema("floe")["definitions"]["TransformSpec"]
    assert "doNotSuggest" not in transform["properties"]["dependsOn"]
    assert transform["properties"]["depends_on"]["doNotSuggest"] is True
    assert list(transform["properties"])[:6] == [
        "name",
        "compute",
        "tags",
        "dependsOn",
        "tier",
        "qualityChecks",
    ]
    for key in ("dependsOn", "depends_on"):
        assert is_valid("floe", spec(transforms=[{"name": "a", key: ["b"]}]))
    both: Document = {"name": "a", "dependsOn": [], "depends_on": []}
    assert not is_valid("floe", spec(transforms=[both]))
    without = spec()
    del without["apiVersion"]
    assert not is_valid("floe", without)
    assert is_valid("floe", {**without, "api_version": "floe.dev/v1"})
    assert "required" not in schema("manifest")["definitions"]["GovernanceConfig"]
    for kind in SCHEMA_FILES:
        for definition in schema(kind)["definitions"].values():
            assert definition.get("required") != []


def test_fields_have_descriptions_defaults_and_allowed_values() -> None:
    definitions = schema("floe")["definitions"]
    check = definitions["QualityCheck"]["properties"]
    assert check["severity"] == {
        "default": "warning",
        "description": "How much a failure matters.",
        "enum": ["critical", "warning", "info"],
        "type": "string",
    }
    tier = definitions["TransformSpec"]["properties"]["tier"]
    assert tier["enum"] == ["bronze", "silver", "gold", None]
    assert "default" not in tier
    assert definitions["OutputPort"]["properties"]["schema"]["minItems"] == 1
    for kind in SCHEMA_FILES:
        for name, definition in schema(kind)["definitions"].items():
            assert definition["description"], name
            assert "``" not in definition["description"]
            assert "title" not in definition


def test_no_reference_has_neighbours_that_draft_7_would_ignore() -> None:
    def look(value: object) -> None:
        if is_mapping(value):
            assert "$ref" not in value or len(value) == 1, value
            for item in value.values():
                look(item)
        for _, item in items(value):
            look(item)

    for kind in SCHEMA_FILES:
        look(schema(kind))


def test_a_rule_is_completed_by_its_type() -> None:
    rules = schema("manifest")["definitions"]["GovernanceConfig"]["properties"]["custom_rules"]
    item = rules["items"]
    assert item["properties"]["type"]["enum"] == [
        "require_tags_for_prefix",
        "require_meta_field",
        "require_tests_of_type",
    ]
    assert [branch["then"]["$ref"].rsplit("/", 1)[1] for branch in item["allOf"]] == [
        "RequireTagsForPrefix",
        "RequireMetaField",
        "RequireTestsOfType",
    ]


def test_anchor_keys_at_the_root() -> None:
    assert is_valid("floe", spec(**{"x-base": [1]}))
    assert not is_valid("floe", spec(base=[1]))
    assert is_valid("manifest", manifest(base=[1]))
    assert "patternProperties" not in schema("artifacts")


def test_rules_over_several_fields_that_json_schema_can_say() -> None:
    assert not is_valid("manifest", manifest(scope="domain"))
    assert not is_valid("manifest", manifest(parent_manifest="a"))
    assert is_valid("manifest", manifest(scope="domain", parent_manifest="a"))
    assert not is_valid("manifest", manifest(approved_sinks=[]))
    assert is_valid("manifest", manifest(scope="enterprise", approved_sinks=[]))
    assert is_valid("manifest", manifest(scope=None, parent_manifest=None))


def test_writing_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "docs" / "contracts"
    written = write_schemas(folder)
    assert [path.name for path in written] == list(SCHEMA_FILES.values())
    for kind, path in zip(SCHEMA_FILES, written, strict=True):
        assert path.read_text(encoding="utf-8") == schema_text(kind)
        assert json.loads(schema_text(kind)) == schema(kind)
    assert sorted(path.name for path in folder.iterdir()) == sorted(SCHEMA_FILES.values())
