"""What in an artifact may be a credential, and is left out of it: the words of people.

Options of plugins read a variable instead, and what is certain is refused (``secret_guard``).
"""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from floe_lsp.schemas.types.errors import Loc
from floe_lsp.schemas.types.raw import is_list, is_mapping, items
from floe_lsp.schemas.types.secrets_in_text import (
    doubtful_secrets,
    is_doubtful_label,
    without_doubtful_secrets,
)

from .compiled_artifacts import CompiledArtifacts


def without_doubtful(artifacts: CompiledArtifacts) -> CompiledArtifacts:
    """Return an artifact with stars in its texts for what may be a credential.

    Most hold none, and are returned as they are.
    """
    if not any(_is_doubtful(path, text) for path, text in _texts(artifacts)):
        return artifacts
    data = artifacts.to_dict()
    for path, text in list(_texts(data)):
        if _is_doubtful(path, text):
            _put(data, path, _stars(path, text))
    return CompiledArtifacts.model_validate(data)


def _texts(data: object) -> Iterator[tuple[Loc, str]]:
    stack: list[tuple[Loc, object]] = [((), data)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, str):
            yield path, value
        elif not _is_of_a_plugin(path):
            below = _below(value)
            stack.extend(((*path, step), item) for step, item in below)


def _below(value: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(value, BaseModel):
        yield from value.__dict__.items()
    elif is_mapping(value):
        yield from ((key, item) for key, item in value.items() if isinstance(key, str))
    elif is_list(value):
        yield from items(value)


def _is_of_a_plugin(path: Loc) -> bool:
    return path[:1] == ("dbt_profiles",) or (path[:1] == ("plugins",) and path[2:3] == ("config",))


def _is_doubtful(path: Loc, text: str) -> bool:
    return _is_label(path, text) or bool(doubtful_secrets(text))


def _is_label(path: Loc, text: str) -> bool:
    return path[:2] == ("product", "labels") and is_doubtful_label(str(path[-1]), text)


def _stars(path: Loc, text: str) -> str:
    return "*" * len(text) if _is_label(path, text) else without_doubtful_secrets(text)


def _put(data: Any, path: Loc, text: str) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = text
