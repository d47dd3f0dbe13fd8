"""Reading raw, unchecked data: what a rule over several fields sees.

Rules run even when fields are wrong, so that all mistakes are reported at once. Nothing here
raises for any data.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeGuard

from pydantic import BaseModel

from floe_lsp.wording.quoting import quote

from .errors import DUPLICATE_NAME, Loc, Problem


def is_mapping(data: object) -> TypeGuard[Mapping[object, object]]:
    """Return whether data is a mapping; the keys may be anything."""
    return type(data) is dict or isinstance(data, Mapping)


def is_list(data: object) -> TypeGuard[Sequence[object]]:
    """Return whether data is a list; the items may be anything."""
    return isinstance(data, list | tuple)


def typed_key(data: Mapping[str, object], *spellings: str) -> str | None:
    """Return the first of ``spellings`` that stands in ``data``."""
    return next((spelling for spelling in spellings if spelling in data), None)


def field(data: object, *spellings: str) -> object:
    """Return a field of a mapping, or of a model that was built already; ``None`` if absent.

    Args:
        data: Anything.
        spellings: The names of the field as a key, the Python attribute last.
    """
    if is_mapping(data):
        return next((data[spelling] for spelling in spellings if spelling in data), None)
    if isinstance(data, BaseModel):
        return getattr(data, spellings[-1], None)
    return None


def items(data: object) -> Iterator[tuple[int, object]]:
    """Yield index and item of a list; nothing for other data."""
    if is_list(data):
        yield from enumerate(data)


def children(data: object) -> Iterator[tuple[str | int, object]]:
    """Yield what a model, a mapping or a list holds; keys that are no text are left out."""
    if isinstance(data, BaseModel):
        yield from data.__dict__.items()
    elif is_mapping(data):
        yield from ((key, value) for key, value in data.items() if isinstance(key, str))
    else:
        yield from items(data)


def text(data: object) -> str | None:
    """Return data when it is text."""
    return data if isinstance(data, str) else None


def number(data: object) -> float | None:
    """Return data as a number, in the forms that Pydantic takes for one; else ``None``."""
    if isinstance(data, bool) or not isinstance(data, int | float | str):
        return None
    try:
        return float(data)
    except (ValueError, OverflowError):
        return None


def duplicates(data: object, list_path: Loc, *spellings: str) -> Iterator[tuple[Loc, str, Loc]]:
    """Yield each repetition of a name in a list of mappings.

    Args:
        data: The list, or anything else.
        list_path: Where the list stands.
        spellings: The names of the field that must be unique, the Python attribute last.

    Yields:
        The path of the repeated name, the name, and the path of its first use.
    """
    first: dict[str, Loc] = {}
    usual = spellings[0]
    for index, item in items(data):
        if is_mapping(item):
            key = usual if usual in item else next((s for s in spellings if s in item), usual)
            name = item.get(key)
        else:
            key, name = usual, field(item, *spellings)
        if not isinstance(name, str):
            continue
        if name in first:
            yield (*list_path, index, key), name, first[name]
        else:
            first[name] = (*list_path, index, key)


def duplicate_problems(
    data: object, list_path: Loc, what: str, *spellings: str
) -> Iterator[Problem]:
    """Yield a ``duplicate_name`` problem for each repetition; ``what`` is such as "destination"."""
    for path, name, first in duplicates(data, list_path, *spellings):
        yield Problem(
            DUPLICATE_NAME,
            path,
            f"{what} {quote(name)} is defined twice",
            name,
            "rename one of them",
            related=((first, "first defined here"),),
        )
