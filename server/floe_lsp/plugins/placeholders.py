"""``{product_name}``, ``{product_slug}`` and ``{environment}`` in the strings of a plugin config.

One platform manifest serves many products, and all environments of each; the placeholders
let their files, schemas and databases differ. dbt's ``{{ ... }}`` and ``{% ... %}``, a shell's
``${NAME}`` and the braces of JSON are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

from floe_lsp.wording.dbt_templates import blocks

if TYPE_CHECKING:
    from floe_lsp.schemas.types.errors import Loc

PLACEHOLDERS = ("product_name", "product_slug", "environment")
"""Every name that is expanded."""

_TOKEN = re.compile(r"\$\{[^{}]*\}|\{([A-Za-z_][A-Za-z0-9_]*)\}")
_TEMPLATE_OF_THE_ENGINE = "_template"
"""An option whose name ends so holds a template that the engine itself fills in."""


def product_slug(product_name: str) -> str:
    """Return the product name as an identifier: ``customer-360`` gives ``customer_360``."""
    return re.sub(r"[^A-Za-z0-9_]+", "_", product_name).strip("_")


def expand(config: object, product_name: str, environment: str | None = None) -> object:
    """Return ``config`` with the placeholders of every string value expanded.

    Args:
        config: Plain nested data; it is not changed.
        product_name: ``metadata.name`` of the product.
        environment: The name of an environment. Without it ``{environment}`` stays as it is, which
            is enough to check the options.
    """
    known = {"product_name": product_name, "product_slug": product_slug(product_name)}
    if environment is not None:
        known["environment"] = environment

    def expanded(text: str) -> str:
        parts: list[str] = []
        done = 0
        for found in _placeholders(text):
            parts += [text[done : found.start()], known.get(found[1], found[0])]
            done = found.end()
        return "".join([*parts, text[done:]]) if parts else text

    return _map_strings(config, expanded)


def unknown_placeholders(config: object) -> tuple[tuple[Loc, str], ...]:
    """Return where a string has a placeholder of no known name, with that name."""
    return tuple(
        (loc, name)
        for loc, text in strings(config)
        if not _is_template_of_the_engine(loc)
        for match in _placeholders(text)
        if (name := match[1]) not in PLACEHOLDERS
    )


def expressions(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where a part of a text has a placeholder or an expression ``{{ ... }}`` of dbt."""
    given = [span for span in blocks(text, start, end) if text.startswith("{{", span[0])]
    yield from sorted([*given, *(found.span() for found in _placeholders(text, start, end))])


def _placeholders(text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """Yield each ``{name}`` that stands in no template and belongs to no shell."""
    end = len(text) if end is None else end
    for begin, after in (*blocks(text, start, end), (end, end)):
        for found in _TOKEN.finditer(text, start, begin):
            if found[1]:
                yield found
        start = after


def strings(data: object, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Yield every string value of nested plain data with its place, in order."""
    if isinstance(data, str):
        yield loc, data
    elif isinstance(data, Mapping):
        for key, value in cast("Mapping[object, object]", data).items():
            yield from strings(value, (*loc, key if isinstance(key, int) else str(key)))
    elif isinstance(data, (list, tuple)):
        for index, value in enumerate(cast("list[object]", data)):
            yield from strings(value, (*loc, index))


def _is_template_of_the_engine(loc: Loc) -> bool:
    return bool(loc) and str(loc[-1]).endswith(_TEMPLATE_OF_THE_ENGINE)


def _map_strings(data: object, change: Callable[[str], str]) -> object:
    if isinstance(data, str):
        return change(data)
    if isinstance(data, Mapping):
        entries = cast("Mapping[object, object]", data).items()
        return {key: _map_strings(value, change) for key, value in entries}
    if isinstance(data, (list, tuple)):
        return [_map_strings(value, change) for value in cast("list[object]", data)]
    return data
