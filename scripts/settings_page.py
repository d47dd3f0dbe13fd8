"""Makes docs/settings.md from the model; ``make settings`` writes it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

from floe_lsp.lsp.state.settings import SECTION, InitializationOptions, Settings
from floe_lsp.schemas.types import reflection
from floe_lsp.schemas.types.field_types import TypeKind
from floe_lsp.schemas.types.reflection import FieldDoc

_INTRODUCTION = """\
# Settings

This page is made from the model in `server/floe_lsp/lsp/state/settings.py`.

An editor sends the settings under the section `floe`: when the server asks for them
(`workspace/configuration`, for each workspace folder), with `workspace/didChangeConfiguration`, or
once at the start as `settings` of the initialization options. What is null or missing gets its
default. A wrong value is named in the server's log and the default is used; the other
settings count.
"""

_START = """\
## At the start

These values belong to the initialization options alone.

| name | meaning |
|---|---|
"""


def page() -> str:
    """Return the page as Markdown."""
    return "\n".join([_INTRODUCTION, *_sections(), _START + "".join(_options())])


def _sections() -> Iterator[str]:
    for name in reflection.allowed_keys(Settings, ()):
        doc = reflection.describe(Settings, (name,))
        if doc is not None:
            yield f"## `{SECTION}.{name}`\n"
            yield f"{doc.description}\n"
            yield f"- type: {_type(doc)}\n- default: `{json.dumps(doc.default)}`\n"


def _options() -> Iterator[str]:
    for field in InitializationOptions.model_fields.values():
        yield f"| `{field.alias}` | {field.description} |\n"


def _type(doc: FieldDoc) -> str:
    words = _values(doc)
    if doc.type.kind is TypeKind.MAPPING:
        each = reflection.describe(Settings, (doc.name, "*"))
        words = "object" if each is None else f"object; each value is one of {_values(each)}"
    return f"{words} or null" if doc.default is None else words


def _values(doc: FieldDoc) -> str:
    return ", ".join(f"`{value}`" for value in doc.allowed) or doc.type.words


if __name__ == "__main__":
    sys.stdout.write(page())
