"""Makes docs/settings.md from the model; ``make settings`` writes it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from .settings import SECTION, Settings

_INTRODUCTION = """\
# Settings

This page is made from the model in `server/floe_lsp/lsp/state/settings.py`.

An editor sends the settings under the section `floe`: when the server asks for them
(`workspace/configuration`, for each workspace folder), with `workspace/didChangeConfiguration`, or
once at the start as `settings` of the initialization options. What is null or missing has its
default. A wrong value is named in the server's log and its default holds; the other settings count.
"""

_START = """\
## At the start

Three more values belong to the initialization options alone.

| name | meaning |
|---|---|
| `untrustedWorkspace` | `true`: no third-party plugin is imported, and nothing is written |
| `settings` | the settings above, for an editor that cannot send them otherwise |
| `statusNotification` | `true`: the server sends `floe/status` (docs/features.md) |
"""


def page() -> str:
    """Return the page as Markdown."""
    return "\n".join([_INTRODUCTION, *_sections(), _START])


def _sections() -> Iterator[str]:
    properties: dict[str, dict[str, Any]] = Settings.model_json_schema()["properties"]
    for name, schema in properties.items():
        default = json.dumps(schema["default"])
        yield f"## `{SECTION}.{name}`\n"
        yield f"{schema['description']}\n"
        yield f"- type: {_type(schema)}\n- default: `{default}`\n"


def _type(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    if schema.get("type") == "object":
        return f"object; each value is one of {_type(schema['additionalProperties'])}"
    return {"string": "text", "boolean": "true or false", "null": "null"}[schema["type"]]


if __name__ == "__main__":
    sys.stdout.write(page())
