"""E122: a credential written into a file (any value, and comments too)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.schemas.secrets import find_secrets
from floe_lsp.syntax import Span


def check(document: Document) -> Iterator[Diagnostic]:
    """Report text in the exact shape of a credential; the credential itself is not repeated."""
    for secret in find_secrets(document.text.text):
        yield document.diagnostic(
            "E122",
            Span(secret.start, secret.end),
            f"this is {secret.title}, and files are read by many people and kept for ever",
            "revoke it, remove it here, and let a secret store or environment variable hold it",
        )
