"""Writes the settings into the VS Code extension's package.json; ``make settings`` runs it.

They are the first group of ``contributes.configuration`` (VS Code, "Contribution Points"). The
groups after it are the extension's own and stay as they are.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from floe_lsp.compilation.codes import CODES
from floe_lsp.files.atomic import write_atomically
from floe_lsp.lsp.state.settings import SECTION, Settings

TITLE = "Floe"

_GROUP_KEYS = ("type", "enum", "default", "additionalProperties")
"""What of a JSON Schema is the same in VS Code."""


def group() -> dict[str, Any]:
    """Return the group of settings that the server knows."""
    properties: dict[str, dict[str, Any]] = Settings.model_json_schema()["properties"]
    return {
        "title": TITLE,
        "properties": {
            f"{SECTION}.{name}": _setting(name, schema) for name, schema in properties.items()
        },
    }


def package_text(current: str) -> str:
    """Return the text of package.json with the settings fresh.

    Raises:
        json.JSONDecodeError: ``current`` is not JSON.
        KeyError: It is not the package.json of the extension.
    """
    package = json.loads(current)
    package["contributes"]["configuration"][0] = group()
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _setting(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        # One may differ from folder to folder; the server asks for each.
        "scope": "resource",
        "markdownDescription": schema["description"],
    }
    if "anyOf" in schema:
        described["type"] = [each["type"] for each in schema["anyOf"]]
    described |= {key: schema[key] for key in _GROUP_KEYS if key in schema}
    if name == "severities":
        described["propertyNames"] = {"enum": sorted(CODES)}
    return described


def main(path: Path) -> int:
    """Write the file again; returns the exit code."""
    write_atomically(path, package_text(path.read_text(encoding="utf-8")).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
