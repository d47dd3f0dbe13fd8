"""Reads the arguments of commands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from floe_lsp.files.names import SPEC_NAMES
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.wire import uris
from floe_lsp.wording.quoting import quote_name


def text(arguments: tuple[Any, ...], name: str) -> str:
    """Return the first argument, which is a text or an object that holds one under ``name``.

    Raises:
        JsonRpcInvalidParams: There is none.
    """
    first: object = arguments[0] if arguments else None
    if isinstance(first, dict):
        first = cast("dict[str, object]", first).get(name)
    if not isinstance(first, str) or not first:
        raise invalid(f"the first argument must be the {name}, a text")
    return first


def flag(arguments: tuple[Any, ...], name: str) -> bool:
    """Return whether the first argument is an object that says ``true`` under ``name``."""
    first: object = arguments[0] if arguments else None
    return isinstance(first, dict) and cast("dict[str, object]", first).get(name) is True


def text_field(given: Mapping[str, object], name: str) -> str | None:
    """Return the text that an object may hold under ``name``.

    Raises:
        JsonRpcInvalidParams: It holds something else.
    """
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise invalid(f"the {name} must be a text")
    return value


def flag_field(given: Mapping[str, object], name: str) -> bool:
    """Return whether an object says ``true`` under ``name``.

    Raises:
        JsonRpcInvalidParams: It holds something else than ``true`` or ``false``.
    """
    value = given.get(name)
    if value is not None and not isinstance(value, bool):
        raise invalid(f"the {name} must be true or false")
    return value is True


def texts_field(given: Mapping[str, object], name: str) -> tuple[str, ...]:
    """Return the texts that an object may hold under ``name``; none where it holds nothing.

    Raises:
        JsonRpcInvalidParams: It holds something else.
    """
    value = given.get(name)
    texts = cast("list[object]", value) if isinstance(value, list) else []
    if value is not None and (texts != value or not all(isinstance(each, str) for each in texts)):
        raise invalid(f"the {name} must be a list of texts")
    return tuple(cast("list[str]", texts))


def path_field(given: Mapping[str, object], name: str) -> Path:
    """Return the file or folder whose URI an object holds under ``name``.

    Raises:
        JsonRpcInvalidParams: It holds no such URI.
    """
    path = uris.to_path(text_field(given, name) or "")
    if path is None:
        raise invalid(f"the {name} must be the URI of a file or folder")
    return path


def fields(arguments: tuple[Any, ...]) -> dict[str, object]:
    """Return the first argument, which is an object; an empty one where there is none.

    Raises:
        JsonRpcInvalidParams: It is something else.
    """
    first: object = arguments[0] if arguments else None
    if first is not None and not isinstance(first, dict):
        raise invalid("the first argument must be an object")
    return cast("dict[str, object]", first or {})


def product(session: Session, arguments: tuple[Any, ...]) -> Path:
    """Return the product that a command is about: its file, or that of an open buffer.

    Raises:
        JsonRpcInvalidParams: The argument is not a URI of a product.
    """
    uri = text(arguments, "uri")
    document = session.store.get(uri)
    path = uris.to_path(uri) if document is None else document.path
    if path is None or not (
        session.files.name(path) in SPEC_NAMES or session.results.is_product(path)
    ):
        raise invalid(f"{quote_name(uri)} is not a floe.yaml")
    return path


def invalid(reason: str) -> JsonRpcInvalidParams:
    """Return the error for arguments that cannot be used."""
    return JsonRpcInvalidParams(reason, int(types.ErrorCodes.InvalidParams))
