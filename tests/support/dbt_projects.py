"""Dbt projects that tests put on the disk."""

from __future__ import annotations

from pathlib import Path

SCHEMA = """\
version: 2
models:
  - name: "stg_orders"
    description: >
      Orders as
      they arrive
    columns:
      - name: id
        description: Number of the order
        data_type: integer
        data_tests: [unique, not_null, {accepted_values: {values: [1]}}]
        tests:
          - relationships:
              to: ref('x')
              name: a_name
          - {name: own, test_name: greater_than}
      - name: amount
      - 12
  - name: fct_orders
    description: "{{ doc('fct_orders') }}"
  - name: not_there
  - description: no name
seeds:
  - name: fares
    description: Prices
sources:
  - name: shop
    tables:
      - name: orders
        description: Raw orders
        columns: [{name: id}]
"""


def project(folder: Path, files: dict[str, str]) -> Path:
    """Write files below a folder, and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _ = path.write_text(text, encoding="utf-8", newline="")
    return folder
