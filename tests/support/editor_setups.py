"""The set-ups of docs/editors.md, and a product with a mistake to open in an editor."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from commands import REPOSITORY

from corpus import DEFAULT_FILES

PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: orders
  version: 1.0.0
transforms:
  - name: silver_orders
  - name: gold_orders
    dependsOn: [silver_order]
schedule:
  cron: "0 6 * * *"
  timezone: Europe/Berlin
"""
MANIFEST = DEFAULT_FILES["manifest.yaml"]
LINE_OF_MISTAKE = 8
LINE_OF_CRON = 10

Check = Callable[[Sequence[str]], dict[str, Any]]
"""Runs a command that opens the product in an editor; returns what the editor showed."""


def set_up(heading: str, language: str) -> str:
    """Return the snippets in a language below a heading of docs/editors.md."""
    page = (REPOSITORY / "docs" / "editors.md").read_text(encoding="utf-8")
    (section,) = re.findall(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL
    )
    found = re.findall(rf"^```{language}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert found, f"no {language} below {heading}"
    return "\n".join(found)
