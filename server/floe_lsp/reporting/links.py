"""How a code's explanation is reached: its page, or a command."""

from __future__ import annotations

from floe_lsp.compilation.pages import BASE_URL_VARIABLE, docs_url, page_path

__all__ = ["BASE_URL_VARIABLE", "docs_url", "explain_command", "page_path"]


def explain_command(code: str) -> str:
    """Return the command that prints the page of a code."""
    return f"floe explain {code}"
