"""E122: a credential written into a file (any value, and comments too)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Diagnostic, Fix
from floe_lsp.compilation.documents import Document
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.credentials import secret_variable
from floe_lsp.schemas.types.secrets import find_secrets
from floe_lsp.syntax import ScalarNode, Span, TextEdit, path_at
from floe_lsp.syntax.emit import emit_scalar
from floe_lsp.wording.dbt_templates import env_var


def check(document: Document) -> Iterator[Diagnostic]:
    """Report text in the exact shape of a credential; the credential itself is not repeated."""
    for secret in find_secrets(document.text.text):
        span = Span(secret.start, secret.end)
        yield document.diagnostic(
            "E122",
            span,
            f"this is {secret.title}, and files are read by many people and kept for ever",
            "revoke it, remove it here, and let a secret store or environment variable hold it",
            fixes=_variable(document, span),
        )


def _variable(document: Document, span: Span) -> tuple[Fix, ...]:
    """Return the fix that reads the option of a plugin from the environment instead.

    Only there does a template mean anything; the variable is the one that the artifact would read.
    """
    if document.root is None:
        return ()
    path, node, on_key = path_at(document.root, span.start)
    if len(path) < 4 or path[0] != "plugins" or path[2] != "config" or on_key:
        return ()
    if not isinstance(node, ScalarNode) or node.text != document.text.slice(span):
        return ()
    category = PluginCategory.selected_by(path[1])
    if category is None:
        return ()
    reference = document.node(*path[:2], "connection_secret_ref")
    owner = reference or document.node(*path[:2], category.selector)
    if owner is None or not isinstance(owner.value, str):
        return ()
    text = emit_scalar(env_var(secret_variable(owner.value, *path[3:])))
    edit = TextEdit(node.span, text)
    return (document.fix("Replace with a variable of the environment", edit),)
