"""The JSON Schemas in docs/contracts: fresh, and of the same mind as the models.

The documents under ``examples`` are valid, or say in their first line where they fail. What a
JSON Schema cannot say (two equal names) is marked ``model only``.
"""

import json
import re
from pathlib import Path
from typing import Any, cast

import pytest
from jsonschema import Draft7Validator
from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML

from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.json_schema import SCHEMA_FILES, SchemaKind, schema_for, write_schemas
from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.schemas.types.errors import model_errors
from floe_lsp.wording.paths import dotted

pytestmark = pytest.mark.requirement("FR-003")

HERE = Path(__file__).parent
EXAMPLES = sorted((HERE / "examples").glob("*/*.yaml"))
VALID = [path for path in EXAMPLES if path.name.startswith("valid-")]
INVALID = [path for path in EXAMPLES if path.name.startswith("invalid-")]
MODELS: dict[str, type[BaseModel]] = {
    "floe": FloeSpec,
    "manifest": PlatformManifest,
    "artifacts": CompiledArtifacts,
}
VALIDATORS = {kind: Draft7Validator(schema_for(kind)) for kind in SCHEMA_FILES}


def load(path: Path) -> dict[str, Any]:
    yaml: Any = YAML(typ="safe")
    return yaml.load(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def schema_places(kind: str, data: dict[str, Any]) -> set[str]:
    """Return where the JSON Schema finds errors; for a missing or unknown key, at the key."""
    found: set[str] = set()
    for error in VALIDATORS[kind].iter_errors(data):  # type: ignore[index]
        for leaf in (error, *error.context):
            at = dotted(leaf.absolute_path)
            found.add(at)
            for key in re.findall(r"'([^']+)'", leaf.message):
                found.add(f"{at}.{key}" if at else key)
    return found


@pytest.mark.parametrize("kind", SCHEMA_FILES)
def test_the_files_are_fresh(kind: SchemaKind, repository: Path, tmp_path: Path) -> None:
    """`floe schema` or ``write_schemas(Path("docs/contracts"))`` makes them so."""
    [fresh] = [path for path in write_schemas(tmp_path) if path.name == SCHEMA_FILES[kind]]
    kept = repository / "docs" / "contracts" / SCHEMA_FILES[kind]
    assert json.loads(kept.read_text(encoding="utf-8")) == schema_for(kind)
    assert kept.read_bytes() == fresh.read_bytes()


@pytest.mark.parametrize("kind", SCHEMA_FILES)
def test_the_files_are_json_schemas(kind: SchemaKind) -> None:
    schema = schema_for(kind)
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert str(schema["$id"]).endswith(SCHEMA_FILES[kind])
    text = json.dumps(schema)
    references = set(re.findall(r'"\$ref": "#/definitions/(\w+)"', text))
    definitions = schema["definitions"]
    assert isinstance(definitions, dict)
    assert references == set(map(str, cast("dict[str, object]", definitions)))
    assert '"$defs"' not in text


def test_there_are_examples_of_every_kind() -> None:
    assert {path.parent.name for path in VALID} == set(MODELS) == {p.parent.name for p in INVALID}
    assert len(INVALID) > 40


@pytest.mark.parametrize("path", VALID, ids=name_of)
def test_a_valid_example_is_valid_for_both(path: Path) -> None:
    data = load(path)
    _ = MODELS[path.parent.name].model_validate(data)
    assert schema_places(path.parent.name, data) == set()


@pytest.mark.parametrize("path", INVALID, ids=name_of)
def test_an_invalid_example_fails_for_both_at_the_same_place(path: Path) -> None:
    data = load(path)
    header = path.read_text(encoding="utf-8").split("\n", maxsplit=1)[0]
    match = re.fullmatch(r"# fails at: ([^;]+)(; model only)?", header)
    assert match is not None, header
    wanted = set(match[1].split(", "))
    with pytest.raises(ValidationError) as caught:
        _ = MODELS[path.parent.name].model_validate(data)
    assert {dotted(error.loc) for error in model_errors(caught.value)} == wanted
    found = schema_places(path.parent.name, data)
    if match[2]:
        assert found == set()
    else:
        assert found
        for place in wanted:
            above = re.sub(r"(\.|^)[^.]+$", "", place)
            assert place in found or above in found, (place, found)


@pytest.mark.requirement("security")
def test_schemas_take_the_place_of_schemas_alone(tmp_path: Path) -> None:
    """And all of them or none."""
    own = tmp_path / SCHEMA_FILES["artifacts"]
    _ = own.write_text('{"mine": 1}', encoding="utf-8")
    with pytest.raises(OSError, match="did not write; move it away or choose another folder"):
        write_schemas(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [own.name]
    own.unlink()
    own.symlink_to("elsewhere")
    with pytest.raises(OSError, match="it is a link"):
        write_schemas(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [own.name]
    own.unlink()
    assert write_schemas(tmp_path) == write_schemas(tmp_path)
