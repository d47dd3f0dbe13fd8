"""A product with an output port, and a platform that asks for data contracts."""

from __future__ import annotations

from pathlib import Path

import corpus

PORTS = """\
outputPorts:
  - name: stg_orders
    description: One row an order
    schema:
      - {name: order_id, type: integer, required: true, primaryKey: true, description: The id}
      - {name: email, type: varchar(200), classification: confidential}
      - {name: place, type: geography}
"""
GOVERNED = """\
governance:
  policy_enforcement_level: warn
  data_contracts:
    enforcement: warn
"""
CONTRACT = """\
apiVersion: v3.0.2
kind: DataContract
id: our-own-id
version: 3.1.4
status: draft
schema:
  - name: stg_orders
    properties:
      - {name: order_id, logicalType: number}
      - {name: email, classification: pii}
"""


def written(folder: Path, *, governance: str = GOVERNED, ports: str = PORTS, **files: str) -> Path:
    """Write a product and its platform; other files by their names without suffix."""
    (folder / "manifest.yaml").write_text(corpus.DEFAULT_FILES["manifest.yaml"] + governance)
    (folder / "floe.yaml").write_text(corpus.DEFAULT_FILES["floe.yaml"] + ports)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder / "floe.yaml"
