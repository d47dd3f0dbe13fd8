"""What keeps secrets and unwritable data out of an artifact (invariant 7)."""

import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from pydantic import BaseModel

from floe_lsp.schemas.types.errors import (
    INVALID_FORMAT,
    LITERAL_CREDENTIAL,
    SECRET_VALUE,
    Loc,
    Problem,
)
from floe_lsp.schemas.types.raw import children, field, is_list, is_mapping
from floe_lsp.schemas.types.secrets.doubtful import doubtful_secrets, secrets_for_nobody
from floe_lsp.schemas.types.secrets.doubtful_options import is_written_label
from floe_lsp.schemas.types.secrets.written_out import find_literal_credentials
from floe_lsp.wording.dbt_templates import env_var
from floe_lsp.wording.paths import dotted
from floe_lsp.wording.quoting import quote

from .contract_options import contract_options
from .product_options import product_options

_OF_LABEL: Final = "remove it here; if it is not one, give the label another name"
_OF_CONTRACT: Final = "remove it from datacontract.yaml: readers of the contract are given it"
_DEEPEST: Final = 200
"""Levels that every reader of JSON and YAML can follow."""


def guard_problems(data: Mapping[str, object]) -> Iterator[Problem]:
    """Yield what may not stand in an artifact.

    Args:
        data: The raw artifact; parts may be models that were built already.
    """
    yield from _value_problems(data)
    for name, _ in children(field(data, "dbt_profiles")):
        if doubtful_secrets(str(name)):
            yield Problem(
                SECRET_VALUE,
                ("dbt_profiles", name),
                "the name of a dbt profile contains what may be a credential",
                None,
                "give the profile another name",
                names_place=True,
            )
    for path, config in _credential_places(data):
        for place, value in find_literal_credentials(config, path):
            yield _written_out(place, value, f"use a placeholder such as {env_var('NAME')}")
    for path, options in contract_options(data):
        for place, value in find_literal_credentials(options, path):
            yield _written_out(place, value, _OF_CONTRACT)
    for name, value in children(field(field(data, "product"), "labels")):
        if is_written_label(str(name), value):
            yield _written_out(("product", "labels", name), value, _OF_LABEL)


def _written_out(place: Loc, value: object, suggestion: str) -> Problem:
    return Problem(
        LITERAL_CREDENTIAL,
        place,
        f"the credential {dotted(place)} is written out",
        value,
        suggestion,
        names_place=True,
    )


def _credential_places(data: Mapping[str, object]) -> Iterator[tuple[Loc, object]]:
    """Yield the free maps whose keys name credentials.

    Names of profiles, outputs and categories are names that people chose; a product may be called
    ``token-usage``.
    """
    plugins = field(data, "plugins")
    for category, plugin in children(plugins):
        yield ("plugins", category, "config"), field(plugin, "config")
    for name, profile in children(field(data, "dbt_profiles")):
        outputs = field(profile, "outputs")
        for target, output in children(outputs):
            yield ("dbt_profiles", name, "outputs", target), output
        for key, part in children(profile):
            if key != "outputs" or not is_mapping(outputs):
                yield ("dbt_profiles", name), {key: part}
    yield from product_options(data)


def _value_problems(data: object) -> Iterator[Problem]:
    # A stack instead of recursion: the depth of the data is not ours.
    stack: list[tuple[Loc, object]] = [((), data)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, str):
            yield from _text_problems(path, value)
        elif isinstance(value, BaseModel) or is_mapping(value) or is_list(value):
            if len(path) >= _DEEPEST:
                yield _unwritable(path, None, f"the data is nested deeper than {_DEEPEST} levels")
                continue
            if is_mapping(value):
                yield from _key_problems(path, value)
            below = [((*path, step), item) for step, item in children(value)]
            stack.extend(reversed(below))
        else:
            yield from _scalar_problems(path, value)


def _key_problems(path: Loc, mapping: Mapping[object, object]) -> Iterator[Problem]:
    for key in mapping:
        if isinstance(key, str):
            yield from _text_problems((*path, key), key)
        else:
            yield _unwritable((*path, str(key)), key, f"the key {key!r} is not text")


def _scalar_problems(path: Loc, value: object) -> Iterator[Problem]:
    if isinstance(value, float) and not math.isfinite(value):
        yield _unwritable(path, value, f"{value} is not a number that JSON can hold")
    elif value is not None and not isinstance(value, int | float | date):
        kind = type(value).__name__
        yield _unwritable(path, value, f"a value of the type {kind} is not plain data")


def _text_problems(path: Loc, text: str) -> Iterator[Problem]:
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        yield _unwritable(path, text, f"{quote(text)} holds half of a character")
    for shape in secrets_for_nobody(text)[:1]:
        yield Problem(
            SECRET_VALUE,
            path,
            f"{dotted(path)} holds {shape.title}",
            None,
            "keep it in a secret and refer to it by an environment variable",
            names_place=True,
        )


def _unwritable(path: Loc, value: object, message: str) -> Problem:
    return Problem(INVALID_FORMAT, path, message, value)
