"""The sources of a product: the tables that they fill, and the option of the ingestion plugin."""

from __future__ import annotations

from collections.abc import Iterable

from floe_lsp.schemas.artifact.compiled_artifacts import ArtifactData
from floe_lsp.schemas.product.floe_spec import FloeSpec

_SAME = ("source_type", "write_mode", "schema_contract", "cursor_field", "primary_key")
"""What both call by one name."""


def merged_sources(outputs: Iterable[ArtifactData]) -> list[ArtifactData]:
    """Return the option ``sources`` of the ingestion plugin, which the released runtime reads.

    Args:
        outputs: The tables that the sources fill.
    """
    return [
        {
            "name": output["source_name"],
            "destination_table": output["logical_table"],
            **{name: output[name] for name in _SAME if output.get(name) is not None},
            "source_config": {"format": output["file_format"], "path": output["source_path"]},
        }
        for output in outputs
    ]


def ingestion_outputs(spec: FloeSpec) -> list[ArtifactData]:
    """Return the tables that the sources of a product fill."""
    return [
        {
            "source_name": source.name,
            "source_type": source.source_type,
            "logical_table": source.destination_table,
            "physical_table": source.destination_table,
            "file_format": source.format,
            "source_path": source.path,
            "write_mode": source.write_mode,
            "schema_contract": source.schema_contract,
            "freshness_field": source.cursor_field or "_loaded_at",
            "primary_key": _as_list(source.primary_key),
            "cursor_field": source.cursor_field,
        }
        for source in (spec.ingestion.sources if spec.ingestion else ())
    ]


def _as_list(value: str | list[str] | None) -> list[str] | None:
    return [value] if isinstance(value, str) else value
