"""Each field of floe.yaml reaches the artifact, or stands among those that do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from floe_lsp.compilation import compile_pipeline
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.schemas.types.reflection import allowed_keys

from .parsed import document

pytestmark = pytest.mark.requirement("FR-001")

SPEC = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: every-field
  version: 7.7.7
  description: described
  owner: owner@example.com
  labels: {team: labelled}
platform:
  manifest: platform.yaml
transforms:
  - name: stg_first
  - name: stg_second
    compute: duckdb
    tags: [tagged]
    dependsOn: [stg_first]
    tier: silver
    qualityChecks:
      - name: check_it
        type: accepted_values
        column: checked_column
        dimension: validity
        severity: critical
        custom_weight: 4.25
        parameters: {values: [accepted_word]}
        enabled: false
schedule:
  cron: "7 3 * * *"
  timezone: Europe/Lisbon
  enabled: false
outputPorts:
  - name: stg_second
    description: published
    owner: port@example.com
    schema:
      - name: port_column
        type: numeric(7)
        description: column described
        required: true
        primaryKey: true
        classification: confidential
destinations:
  - name: sink_name
    sink_type: sink_kind
    connection_secret_ref: sink-secret
    source_table: sink.source_table
    config: {option: sink_option}
    field_mapping: {one: mapped_field}
    batch_size: 4711
ingestion:
  sources:
    - name: source_name
      sourceType: filesystem
      format: csv
      path: data/*.csv
      destinationTable: raw.landed
      writeMode: merge
      schemaContract: freeze
      cursorField: cursor_column
      primaryKey: key_column
"""
MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: platform, version: 1.0.0, owner: platform@example.com}
plugins:
  orchestrator: {type: dagster}
  compute: {type: duckdb}
  ingestion: {type: dlt}
  catalog: {type: polaris}
  storage: {type: s3}
"""

LEFT_OUT = {
    "apiVersion": "the artifact has a version of its own",
    "kind": "it is another kind of file",
    "platform.manifest": "what it names stands in the artifact",
}
"""Fields that say how the product is compiled, and nothing of the product."""


def leaves(data: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every field of a product that holds no further fields, as the model has them."""
    below = allowed_keys(FloeSpec, path, data)
    if not below and allowed_keys(FloeSpec, (*path, 0), data):
        yield from leaves(data, (*path, len(values(data, path)) - 1))
    elif not below:
        yield path
    for key in below:
        yield from leaves(data, (*path, key))


def values(data: object, path: tuple[str | int, ...]) -> list[object]:
    """The values at a path, the items of a list and the values of a map one by one."""
    for step in path:
        data = cast("dict[str | int, object]", data)[step]
    if isinstance(data, dict):
        return [each for value in cast("dict[str, object]", data).values() for each in plain(value)]
    return cast("list[object]", data) if isinstance(data, list) else [data]


def plain(data: object) -> list[object]:
    """Every value in plain data that holds no others."""
    if isinstance(data, dict):
        data = list(cast("dict[str, object]", data).values())
    if isinstance(data, list):
        return [each for value in cast("list[object]", data) for each in plain(value)]
    return [data]


def test_each_field_reaches_the_artifact(tmp_path: Path) -> None:
    spec = tmp_path / "floe.yaml"
    spec.write_text(SPEC, encoding="utf-8")
    (tmp_path / "platform.yaml").write_text(MANIFEST, encoding="utf-8")
    compilation = compile_pipeline(spec, dry_run=True)
    assert compilation.artifacts is not None, [each.message for each in compilation.diagnostics]
    there = plain(compilation.artifacts.to_dict())
    data = document(SPEC).value
    missing = {
        ".".join(str(step) for step in path)
        for path in leaves(data)
        if not all(value in there for each in values(data, path) for value in plain(each))
    }
    assert missing == set(LEFT_OUT)
