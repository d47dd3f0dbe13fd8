"""Errors of an engine's options (E107, E209, E210, E211), each at its place in the manifest.

The built-in engines word their errors themselves; those of an installed plugin are Pydantic's and
are worded here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from floe_lsp.compilation.diagnostics import Diagnostic, Fix
from floe_lsp.compilation.schema_words import (
    bound,
    expected_type,
    measured,
    type_advice,
)
from floe_lsp.plugins.problems import KINDS
from floe_lsp.schemas.types import reflection
from floe_lsp.schemas.types.secrets.names import is_credential_key
from floe_lsp.syntax import MappingNode, Path, TextEdit, dereference
from floe_lsp.syntax.edits import insert_entry
from floe_lsp.syntax.emit import emit_flow, emit_scalar
from floe_lsp.wording.counting import sentence
from floe_lsp.wording.dbt_templates import env_var
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.paths import subject
from floe_lsp.wording.placeholders import placeholder
from floe_lsp.wording.quoting import listed, quote, shortened, shown

from .inheritance import Selected

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from floe_lsp.plugins.compute import ComputePlugin
    from floe_lsp.plugins.sources import PluginSource

_MISSING = ("missing_option", "missing")


def option_error(
    plugin: ComputePlugin, source: PluginSource, selection: Selected, details: ErrorDetails
) -> Diagnostic:
    """Return one error of the config at the option, at its key, or where it is missing.

    Args:
        plugin: The engine.
        source: Where it comes from.
        selection: Its selection in the manifest.
        details: The error, as ``plugins.checking.config_errors`` gives it.
    """
    base: Path = (*selection.path, "config")
    loc = tuple(details["loc"])
    if details["type"] == "extra_forbidden":
        return _unknown(plugin, selection, base, loc)
    if details["type"] in _MISSING:
        return _missing(plugin, source, selection, base, details)
    document = selection.file.document
    context = details.get("ctx", {})
    if details["type"] in KINDS:
        message, suggestion = details["msg"], context.get("suggestion")
    else:
        message, suggestion = _worded(source, details)
    place = document.place(*base, *loc) or document.place(*base)
    if place is None:
        return document.diagnostic("E210", document.start, message, suggestion)
    node = dereference(place.value)
    fixes: tuple[Fix, ...] = ()
    replacement = context.get("replacement")
    if isinstance(replacement, str):
        fix = document.fix(
            f"Replace with {shortened(replacement)}",
            TextEdit(node.span, replacement),
            near_miss=replacement == context.get("near"),
        )
        fixes = (fix,)
    if place.key is not None and node.start == node.end:
        node = place.key
    return document.diagnostic("E210", node, message, suggestion, fixes=fixes)


def _missing(
    plugin: ComputePlugin,
    source: PluginSource,
    selection: Selected,
    base: Path,
    details: ErrorDetails,
) -> Diagnostic:
    document = selection.file.document
    loc = tuple(details["loc"])
    name = str(loc[-1])
    message = details["msg"]
    if details["type"] == "missing":
        message = f"{quote(name)} is missing, which {source.described()} needs"
    written = document.place(*base, *loc)
    if written is not None:
        node = written.key or written.value
        message = message.replace("is missing", "has no value", 1)
    else:
        parent = document.place(*base, *loc[:-1]) or document.place(*base[:-1])
        node = document.start if parent is None else (parent.key or parent.value)
    fixes: tuple[Fix, ...] = ()
    if is_credential_key(name):
        template = f'{name}: "{env_var("NAME")}"'
        return document.diagnostic("E107", node, message, f"add {template} under 'config'")
    examples = _examples(plugin, loc)
    suggestion = details.get("ctx", {}).get("suggestion")
    if suggestion is None and written is not None:
        suggestion = f"give it a value{_such_as(name, examples)}"
    elif suggestion is None:
        owner = "'config'" if len(loc) == 1 else subject(loc[:-1])
        suggestion = f"add {quote(name)} under {owner}{_such_as(name, examples)}"
    mapping = document.node(*base, *loc[:-1])
    if written is None and examples and isinstance(mapping, MappingNode):
        # A single example is somebody else's name, unless it is a template for all products.
        is_theirs = len(examples) == 1 and "{" not in examples[0]
        value = placeholder(name) if is_theirs else examples[0]
        edit = insert_entry(document.text, mapping, name, value)
        fixes = (document.fix(f"Add {quote(name)}", edit),)
    return document.diagnostic("E211", node, message, suggestion, fixes=fixes)


def missing_together(
    plugin: ComputePlugin, selection: Selected, errors: Sequence[ErrorDetails]
) -> tuple[Diagnostic | None, Sequence[ErrorDetails]]:
    """Return one finding for all that is missing where no option is given at all, and the rest.

    That nothing is written under ``config`` is one omission, whatever would belong there.
    """
    document = selection.file.document
    config = document.node(*selection.path, "config")
    if isinstance(config, MappingNode) and config.entries:
        return None, errors
    examples = {
        details["loc"]: found[0]
        for details in errors
        if details["type"] in _MISSING
        and len(details["loc"]) == 1
        and "suggestion" not in details.get("ctx", {})
        and not is_credential_key(str(details["loc"][0]))
        and (found := _examples(plugin, details["loc"]))
    }
    if len(examples) < 2:
        return None, errors
    # What is wrong with the whole of the options has no place among them.
    rest = [details for details in errors if details["loc"][:1] not in examples]
    written = {str(loc[0]): value for loc, value in examples.items()}
    place = document.key(*selection.path, "config") or document.key(*selection.path)
    said = document.diagnostic(
        "E211",
        place or document.start,
        f"{sentence(map(quote, written))} are missing, which the engine {selection.name} needs",
        f"add under {quote(str(selection.path[-1]))}: config: {emit_flow(written)}",
    )
    return said, rest


def _examples(plugin: ComputePlugin, loc: Path) -> list[str]:
    """Return what an option may be: its choices, or the example that the plugin's model has."""
    schema = plugin.get_config_schema()
    doc = None if schema is None or len(loc) != 1 else reflection.describe(schema, loc)
    return [] if doc is None else [str(each) for each in doc.allowed or doc.examples]


def _such_as(name: str, examples: list[str]) -> str:
    if len(examples) > 1:
        return f", one of {', '.join(examples)}"
    return f", such as {name}: {emit_scalar(examples[0])}" if examples else ""


def _unknown(plugin: ComputePlugin, selection: Selected, base: Path, loc: Path) -> Diagnostic:
    document = selection.file.document
    key = document.key(*base, *loc)
    name = str(loc[-1])
    near = meant_option(plugin, loc)
    options = _options(plugin, loc)
    choice = f"remove it, or use another option: {listed(options)}" if options else "remove it"
    fixes: tuple[Fix, ...] = ()
    if near is not None and key is not None:
        fixes = (document.near_miss_fix(key, near=near, renames=True),)
    owner = f"the engine {selection.name}" if len(loc) == 1 else subject(loc[:-1])
    return document.diagnostic(
        "E209",
        key or document.start,
        f"{quote(name)} is not an option of {owner}, so it has no effect: dbt ignores it",
        f"did you mean {quote(near)}?" if near else choice,
        fixes=fixes,
    )


def meant_option(plugin: ComputePlugin, loc: Path) -> str | None:
    """Return the option that the unknown one at ``loc`` was most likely meant to be."""
    return near_miss(str(loc[-1]), _options(plugin, loc))


def _options(plugin: ComputePlugin, loc: Path) -> tuple[str, ...]:
    """Return the options that can stand where ``loc`` is."""
    schema = plugin.get_config_schema()
    return () if schema is None else tuple(reflection.allowed_keys(schema, loc[:-1]))


def _worded(source: PluginSource, details: ErrorDetails) -> tuple[str, str | None]:
    """Put an error of Pydantic into message and suggestion, without the value of a credential."""
    kind, value, loc = details["type"], details["input"], tuple(details["loc"])
    context = cast("Mapping[str, Any]", details.get("ctx", {}))
    name = subject(loc, "'config'")
    hidden = any(isinstance(step, str) and is_credential_key(step) for step in loc)
    expected = expected_type(kind)
    passed = bound(kind, context)
    if passed is not None:
        return f"{name} {passed}" + (
            "" if hidden else f", but {measured(value, shown(value))}"
        ), None
    if kind in ("literal_error", "enum"):
        wrong = "has a value that is not allowed" if hidden else f"cannot be {shown(value)}"
        return f"{name} {wrong}", f"allowed: {context.get('expected', '')}"
    if expected is not None:
        found = "" if hidden else f", but is {shown(value)}"
        advice = f"write {env_var('NAME')}" if hidden else type_advice(expected)
        return f"{name} must be {expected.expected}{found}", advice
    reason = str(context.get("error") or details["msg"])
    return f"{source.described()} refuses {name}: {reason}", None
