"""What may be wrong with the selection of any plugin: a secret, a placeholder, a version."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Diagnostic, Fix, Severity
from floe_lsp.compilation.scalars import span_in_scalar
from floe_lsp.compilation.validate.schema.unknown_keys import removal
from floe_lsp.plugins import placeholders
from floe_lsp.plugins.sources import PluginSource
from floe_lsp.syntax import Path, Span, TextEdit, dereference
from floe_lsp.syntax.emit import emit_scalar
from floe_lsp.wording.dbt_templates import env_var
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.paths import dotted, subject

from .inheritance import Selected


def written_secret(
    selection: Selected, loc: Path, variable: str, *, is_read: bool = True
) -> Diagnostic:
    """Warn of a credential in a plugin's config (E214); it is never written to an artifact.

    Args:
        selection: The plugin's selection in the manifest.
        loc: Path of the option below ``config``.
        variable: The template that takes its place, if one does.
        is_read: Whether the plugin has such an option.
    """
    if not is_read:
        return _unread_secret(selection, loc)
    document = selection.file.document
    node = selection.node("config", *loc)
    reference = dotted((*selection.path, "connection_secret_ref"))
    reads = f", and the artifact reads {variable} instead" if variable else ""
    fixes: tuple[Fix, ...] = ()
    if node is not None and variable:
        edit = TextEdit(dereference(node).span, emit_scalar(variable))
        fixes = (document.fix("Replace with a variable of the environment", edit),)
    return document.diagnostic(
        "E214",
        node or document.start,
        f"never write a secret in the manifest: {subject(loc)} is left out{reads}",
        f"write {emit_scalar(variable or env_var('NAME'))} here and set that variable where the "
        f"product runs, or remove it and name a stored secret in {reference}",
        fixes=fixes,
    )


def _unread_secret(selection: Selected, loc: Path) -> Diagnostic:
    document = selection.file.document
    path = (*selection.path, "config", *loc)
    return document.diagnostic(
        "E214",
        document.node(*path) or document.start,
        f"never write a secret in the manifest, and {selection.name} has no option {subject(loc)}",
        "remove it",
        fixes=removal(document, path),
    )


def unknown_placeholders(selection: Selected) -> Iterator[Diagnostic]:
    """Warn of ``{names}`` in a plugin's config that nothing is put in place of (E216)."""
    document = selection.file.document
    for loc, name in placeholders.unknown_placeholders(selection.config):
        node = selection.node("config", *loc)
        if node is not None:
            start = str(node.value).find(f"{{{name}}}")
            span = span_in_scalar(document.text, node, Span(start, start + len(name) + 2))
            near = near_miss(name, placeholders.PLACEHOLDERS)
            known = ", ".join(f"{{{each}}}" for each in placeholders.PLACEHOLDERS)
            yield document.diagnostic(
                "E216",
                span,
                f"{{{name}}} is not a known placeholder, so it stays as it is",
                f"did you mean {{{near}}}?" if near else f"known placeholders: {known}",
            )


def unexpected_version(selection: Selected, source: PluginSource) -> Iterator[Diagnostic]:
    """Warn when the manifest expects another version than is installed (E202)."""
    document = selection.file.document
    node = selection.node("version")
    installed = source.distribution_version
    if node is None or not installed or selection.version in (None, installed):
        return
    yield document.diagnostic(
        "E202",
        node,
        f"{selection.name} {selection.version} is expected, and {installed} is installed",
        f"install version {selection.version}, or write {installed}",
        severity=Severity.WARNING,
    )
