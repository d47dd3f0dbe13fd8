"""A credential that was found, and what is said of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import NamedTuple

from floe_lsp.compilation.diagnostics import Diagnostic, Fix, Severity
from floe_lsp.compilation.documents import Document
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.credentials import secret_variable
from floe_lsp.schemas.types.secrets.shapes import SecretShape
from floe_lsp.syntax import (
    Path,
    ScalarNode,
    Span,
    TextEdit,
    path_at,
)
from floe_lsp.syntax.emit import emit_scalar
from floe_lsp.wording.dbt_templates import env_var
from floe_lsp.wording.paths import dotted
from floe_lsp.wording.quoting import quote
from floe_lsp.wording.secrets import NEVER_HERE, where_it_goes


class Found(NamedTuple):
    """A credential, before it is told."""

    span: Span
    severity: Severity
    told: Callable[[], Diagnostic]


def is_reported(known: Sequence[int], span: Span) -> bool:
    """Return whether a secret that begins within a span has been reported.

    Args:
        known: Where what has been reported begins, in order.
        span: Where another one is.
    """
    return bisect_left(known, span.start) != bisect_left(known, span.end)


def refused(document: Document, span: Span, secret: SecretShape) -> Found:
    """Return what has the shape of a secret, so that it is one."""

    def told() -> Diagnostic:
        return document.diagnostic(
            "E122",
            span,
            f"this is {secret.title}; {NEVER_HERE}",
            f"revoke it and remove it here; {where_it_goes('the new one')}",
            fixes=_variable(document, span),
        )

    return Found(span, Severity.ERROR, told)


_BY_A_VARIABLE = (
    "revoke it, keep the new one in an environment variable, and write "
    f"{emit_scalar(env_var('NAME'))} here with the name of that variable"
)


def written_out(
    document: Document, span: Span, option: Path, suggestion: str = _BY_A_VARIABLE
) -> Found:
    """Return the value of an option whose name is that of a credential."""

    def told() -> Diagnostic:
        return document.diagnostic(
            "E122",
            span,
            f"the credential {quote(dotted(option))} is written out; {NEVER_HERE}",
            suggestion,
        )

    return Found(span, Severity.ERROR, told)


def doubtful(document: Document, span: Span, title: str) -> Found:
    """Return what may be a credential.

    Args:
        document: The file.
        span: Where it stands.
        title: What it is, as the beginning of a sentence.
    """

    def told() -> Diagnostic:
        return document.diagnostic(
            "E122",
            span,
            f"{title} may be a credential, so the artifact shows stars instead",
            "if it is one, never write it here: remove it, and keep it in an environment variable "
            "or a secret store; if not, say it in other words",
            severity=Severity.WARNING,
        )

    return Found(span, Severity.WARNING, told)


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
