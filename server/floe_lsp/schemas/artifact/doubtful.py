"""What in an artifact may be a credential, and is left out of it: the words of people.

Options of plugins read a variable instead, and what is certain is refused (``secret_guard``).
"""

from collections.abc import Iterator
from typing import Any

from floe_lsp.schemas.types.errors import Loc
from floe_lsp.schemas.types.raw import children, is_list
from floe_lsp.schemas.types.secrets.doubtful import doubtful_secrets, without_doubtful_secrets
from floe_lsp.schemas.types.secrets.doubtful_options import (
    is_doubtful_below_group,
    is_doubtful_label,
    is_doubtful_option,
)
from floe_lsp.schemas.types.secrets.stars import STARS
from floe_lsp.schemas.types.secrets.written_out import credential_items

from .compiled_artifacts import CompiledArtifacts
from .product_options import is_product_option


def without_doubtful(artifacts: CompiledArtifacts) -> CompiledArtifacts:
    """Return an artifact with stars in its texts for what may be a credential.

    Most hold none, and are returned as they are.
    """
    if not any(is_told or doubtful_secrets(text) for _, text, is_told in _texts(artifacts)):
        return artifacts
    data = artifacts.to_dict()
    for path, text, is_told in list(_texts(data)):
        if is_told:
            _put(data, path, STARS)
        elif doubtful_secrets(text):
            _put(data, path, without_doubtful_secrets(text))
    return CompiledArtifacts.model_validate(data)


def _texts(data: object) -> Iterator[tuple[Loc, str, bool]]:
    """Yield each text, and whether its name or the item before says that it is a credential."""
    stack: list[tuple[Loc, object, bool]] = [((), data, False)]
    while stack:
        path, value, is_told = stack.pop()
        if isinstance(value, str):
            yield path, value, is_told
        elif not _is_of_a_plugin(path):
            told = credential_items(value) if is_list(value) else frozenset[int]()
            stack.extend(
                ((*path, step), item, step in told or _is_told((*path, step), item))
                for step, item in children(value)
            )


def _is_of_a_plugin(path: Loc) -> bool:
    return path[:1] == ("dbt_profiles",) or (path[:1] == ("plugins",) and path[2:3] == ("config",))


def _is_told(path: Loc, value: object) -> bool:
    if path[:2] == ("product", "labels"):
        return is_doubtful_label(str(path[-1]), value)
    return is_product_option(path) and (
        is_doubtful_option(str(path[-1]), value) or is_doubtful_below_group(path, value)
    )


def _put(data: Any, path: Loc, text: str) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = text
