"""``floe.explain``: the page of a code."""

from __future__ import annotations

from typing import Any

from floe_lsp.compilation.codes import CODES, no_such_code
from floe_lsp.compilation.pages import page_path

from . import arguments
from .context import CommandContext


async def explain(_: CommandContext, given: tuple[Any, ...]) -> dict[str, Any]:
    """Return the Markdown page of a code."""
    code = arguments.text(given, "code").upper()
    page = page_path(code) if code in CODES else None
    if page is None:
        raise arguments.invalid(no_such_code(code))
    return {"code": code, "title": CODES[code].title, "markdown": page.read_text(encoding="utf-8")}
