"""JSON Schemas of the contracts, for editors that know YAML by schema only.

Draft 7: yaml-language-server, which most editors use for YAML, supports no later one.
"""

import json
from pathlib import Path
from typing import Final, Literal, TypeAlias, cast

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from floe_lsp.files.atomic import write_together
from floe_lsp.files.opening import RefusedFile
from floe_lsp.files.reading import read_bytes

SchemaKind: TypeAlias = Literal["floe", "manifest", "artifacts", "enforcement", "orchestration"]

SCHEMA_FILES: Final[dict[SchemaKind, str]] = {
    "floe": "floe-spec.schema.json",
    "manifest": "platform-manifest.schema.json",
    "artifacts": "compiled-artifacts.schema.json",
    "enforcement": "enforcement-result.schema.json",
    "orchestration": "orchestration.schema.json",
}
"""Name of the file of each schema, in ``docs/contracts`` of the repository."""

_TITLES: Final[dict[SchemaKind, str]] = {
    "floe": "floe.yaml",
    "manifest": "floe platform manifest",
    "artifacts": "floe CompiledArtifacts",
    "enforcement": "floe enforcement result",
    "orchestration": "floe orchestration data",
}
_SITE: Final = "json-schema.org"
_DIALECT: Final = f"http://{_SITE}/draft-07/schema#"
_WHERE_IT_SAYS_SO: Final = 4096
"""Bytes in which a schema names its dialect."""
_ADDRESS: Final = "https://floe.dev/schemas/"


def schema_for(kind: SchemaKind) -> dict[str, object]:
    """Return the JSON Schema of a contract.

    Args:
        kind: ``floe`` for ``floe.yaml``, ``manifest`` for the platform's manifest, ``artifacts``
            for CompiledArtifacts, ``enforcement`` for its part on policies, which is also a report,
            ``orchestration`` for what stands beside an artifact in the layout of floe-core.
    """
    generated = _model(kind).model_json_schema(
        ref_template="#/definitions/{model}", schema_generator=_Draft7
    )
    definitions = generated.pop("$defs", {})
    description = generated.pop("description", "")
    _ = generated.pop("title", None)
    if kind in ("floe", "manifest"):
        generated["patternProperties"] = {
            "^x-": {"description": "Holds YAML anchors; the compiler drops it."}
        }
    return {
        "$schema": _DIALECT,
        "$id": _ADDRESS + SCHEMA_FILES[kind],
        "title": _TITLES[kind],
        "description": description,
        **generated,
        "definitions": definitions,
    }


def schema_text(kind: SchemaKind) -> str:
    """Return the JSON Schema of a contract as the text of its file."""
    return json.dumps(schema_for(kind), indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Write all schemas into a folder, which is created if need be; all or none.

    Returns:
        The files that were written.

    Raises:
        OSError: A file cannot be written, or holds something else than a schema.
    """
    files = {folder / name: schema_text(kind).encode() for kind, name in SCHEMA_FILES.items()}
    for path in files:
        _refuse_foreign(path)
    write_together(files)
    return list(files)


def _refuse_foreign(path: Path) -> None:
    try:
        beginning = read_bytes(path, _WHERE_IT_SAYS_SO)
    except FileNotFoundError:
        return
    if beginning and _SITE.encode() not in beginning:
        reason = "there is a file that floe schema did not write; move it away or choose another"
        raise RefusedFile(path, f"{reason} folder")


def _model(kind: SchemaKind) -> type[BaseModel]:
    # Each contract is imported only when it is asked for.
    if kind == "floe":
        from .product.floe_spec import FloeSpec  # noqa: PLC0415

        return FloeSpec
    if kind == "manifest":
        from .manifest.platform_manifest import PlatformManifest  # noqa: PLC0415

        return PlatformManifest
    if kind == "enforcement":
        from .artifact.enforcement import EnforcementResult  # noqa: PLC0415

        return EnforcementResult
    if kind == "orchestration":
        from .artifact.orchestration import Orchestration  # noqa: PLC0415

        return Orchestration
    from .artifact.compiled_artifacts import CompiledArtifacts  # noqa: PLC0415

    return CompiledArtifacts


class _Draft7(GenerateJsonSchema):
    """Pydantic's generator, in the form that editors make most of."""

    def field_title_should_be_set(self, schema: object) -> bool:
        """Leave out titles, which only repeat the key."""
        del schema
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Describe a mapping by the first paragraph of its docstring."""
        described = super().model_schema(schema)
        described.pop("title", None)
        if "description" in described:
            paragraph = described["description"].split("\n\n")[0]
            described["description"] = " ".join(paragraph.split()).replace("``", "`")
        return described

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Let an optional field be empty, without offering null as a value."""
        inner = self.generate_inner(schema["schema"])
        kind = inner.get("type")
        if isinstance(kind, str) and "enum" not in inner and "const" not in inner:
            return {**inner, "type": [kind, "null"]}
        if "enum" in inner:
            return {**inner, "type": [kind, "null"], "enum": [*inner["enum"], None]}
        members = inner["anyOf"] if set(inner) == {"anyOf"} else [inner]
        return {"anyOf": [*members, {"type": "null"}]}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Leave out the default null, which editors would insert."""
        described = super().default_schema(schema)
        if described.get("default", ...) is None:
            described.pop("default")
        return described

    def generate(
        self, schema: CoreSchema, mode: Literal["validation", "serialization"] = "validation"
    ) -> JsonSchemaValue:
        """Bring what Pydantic says into one form."""
        return cast("JsonSchemaValue", _tidied(super().generate(schema, mode)))


def _tidied(value: object) -> object:
    """Return a schema in the form that every version of Pydantic gives the same.

    References that have neighbours are wrapped, since draft 7 would ignore the neighbours.
    """
    if isinstance(value, list):
        return [_tidied(item) for item in cast("list[object]", value)]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, dict):
        return value
    mapping = {key: _tidied(item) for key, item in cast("dict[str, object]", value).items()}
    if mapping.get("additionalProperties") is True:
        del mapping["additionalProperties"]
    if isinstance(mapping.get("$ref"), str) and len(mapping) > 1:
        reference = mapping.pop("$ref")
        return {**mapping, "allOf": [{"$ref": reference}]}
    return mapping
