"""From the options of a manifest to what a compute plugin is called with.

Which option is a credential, and which variable holds it, is decided here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from floe_lsp.schemas.types.errors import Loc
from floe_lsp.schemas.types.secrets.names import is_credential_key
from floe_lsp.schemas.types.secrets.placeholders import is_placeholder
from floe_lsp.wording.dbt_templates import env_var

from .compute import ComputeConfig, ComputePlugin
from .credentials import Credential, secret_variable
from .literal_credentials import is_literal, replace_credentials


@dataclass(frozen=True)
class PreparedConfig:
    """The argument of ``generate_dbt_profile``, with what people should be told."""

    config: ComputeConfig
    variables: Mapping[Loc, str]
    """Where the options hold a credential written out, under the names that were written, with
    the template (or text with one in it) that takes its place."""


def prepare(
    plugin: ComputePlugin, options: Mapping[str, object], secret_ref: str | None = None
) -> PreparedConfig:
    """Make the config of a compute plugin from the options of a manifest.

    Args:
        plugin: The engine.
        options: The manifest's ``config`` after ``placeholders.expand``, or
            ``plugin.default_connection()``; ``checking.config_errors`` found nothing in it.
        secret_ref: ``connection_secret_ref`` of the selection; it gives the variables their names.

    Raises:
        pydantic.ValidationError: If ``threads`` or ``timeout_seconds`` is wrong.
        PluginCallError: If an installed plugin fails.
    """
    owner = secret_ref or plugin.name
    connection = plugin.canonical(options)
    credentials: dict[str, str] = {}
    found: dict[Loc, str] = {}
    known: list[str] = []
    for credential in plugin.credentials(connection):
        given = connection.get(credential.option)
        if isinstance(given, (Mapping, list)) or (given is not None and not credential.secret):
            continue
        connection.pop(credential.option, None)
        template = credentials[credential.option] = _template(owner, credential, given)
        if is_literal(given):
            found[(credential.option,)] = template
            known.append(str(given))
    replaced = replace_credentials(connection, owner, holds_secret=plugin.holds_secret, known=known)
    rest = cast("dict[str, object]", replaced.value)
    limits: dict[str, Any] = {
        name: rest.pop(name) for name in ("threads", "timeout_seconds") if name in rest
    }
    for option, value in rest.items():
        if isinstance(value, str) and is_credential_key(option) and is_placeholder(value):
            credentials.setdefault(option, value)
    config = ComputeConfig(plugin=plugin.name, connection=rest, credentials=credentials, **limits)
    found.update(replaced.variables)
    return PreparedConfig(
        config, {_as_written(plugin, options, loc): text for loc, text in found.items()}
    )


def with_variables(
    plugin: ComputePlugin, options: Mapping[str, object], secret_ref: str | None = None
) -> object:
    """Return options as they were written, with a template in place of each literal credential.

    Args and errors are those of ``prepare``.
    """
    return _replaced(options, prepare(plugin, options, secret_ref).variables, ())


def _replaced(data: object, templates: Mapping[Loc, str], loc: Loc) -> object:
    if loc in templates:
        return templates[loc]
    if isinstance(data, Mapping):
        entries = cast("Mapping[str, object]", data).items()
        return {key: _replaced(value, templates, (*loc, key)) for key, value in entries}
    if isinstance(data, (list, tuple)):
        items = enumerate(cast("list[object]", data))
        return [_replaced(item, templates, (*loc, index)) for index, item in items]
    return data


def _template(owner: str, credential: Credential, given: object) -> str:
    if isinstance(given, str) and is_placeholder(given):
        return given
    # An empty text was meant to be allowed, so the variable may be missing.
    default = "" if given == "" else None
    name = secret_variable(owner, credential.option)
    return env_var(name, default, convert=credential.filter)


def _as_written(plugin: ComputePlugin, options: Mapping[str, object], loc: Loc) -> Loc:
    first = loc[0]
    if first in options:
        return loc
    for name in options:
        if first in plugin.canonical({name: options[name]}):
            return (name, *loc[1:])
    return loc
