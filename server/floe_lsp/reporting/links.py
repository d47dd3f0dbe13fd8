"""Where a code is explained: the page that ships with the program, or a hosted copy of it."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

BASE_URL_VARIABLE = "FLOE_DOCS_BASE_URL"
"""Environment variable that names the address under which the pages are hosted."""

_CODE = re.compile(r"[A-Z][A-Z0-9-]*\Z")


@lru_cache(maxsize=512)
def page_path(code: str) -> Path | None:
    """Return the Markdown page of a code, ``None`` if there is none.

    An installed package holds the pages as ``floe_lsp/docs/codes``, a checkout as ``docs/codes``.
    """
    if _CODE.match(code) is None:
        return None
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "docs" / "codes", package.parents[1] / "docs" / "codes"):
        page = folder / f"{code}.md"
        if page.is_file():
            return page
    return None


def docs_url(code: str, base: str | None = None) -> str | None:
    """Return the address of the page that explains a code.

    Args:
        code: A code of the catalogue, such as ``E110``.
        base: Address under which the pages are hosted; ``{code}`` in it stands for the code, or
            ``/<CODE>.md`` is added at its end. ``None`` reads FLOE_DOCS_BASE_URL.

    Returns:
        The hosted address, else the ``file://`` address of the page that ships with the program,
        else ``None``.
    """
    base = base or os.environ.get(BASE_URL_VARIABLE)
    if base:
        name = quote(code, safe="")
        return base.replace("{code}", name) if "{code}" in base else f"{base.rstrip('/')}/{name}.md"
    page = page_path(code)
    return None if page is None else page.as_uri()


def explain_command(code: str) -> str:
    """Return the command that prints the page of a code."""
    return f"floe explain {code}"
