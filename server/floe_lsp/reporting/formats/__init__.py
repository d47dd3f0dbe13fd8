"""The forms of a report: a file each, named after the form, and its name in ``Format``.

The file has a function ``render``, a ``Renderer``; it is imported when its form is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Literal, cast, get_args

if TYPE_CHECKING:
    from floe_lsp.reporting.renderer import Renderer

Format = Literal["text", "concise", "json", "sarif", "github"]
FORMATS: tuple[Format, ...] = get_args(Format)
"""The forms of a report, in the order in which a command lists them."""
SHOW_FIXES: frozenset[Format] = frozenset({"text", "json", "sarif"})
"""Those that show how a finding can be fixed; for the others no fix has to be tried."""


def renderer_of(report: Format) -> Renderer:
    """Return what makes a report of this form."""
    return cast("Renderer", import_module(f".{report}", __name__).render)
