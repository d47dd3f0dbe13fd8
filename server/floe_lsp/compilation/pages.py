"""The pages that explain the error codes: where they are, and what they say first."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urlsplit

from .secrecy import hide_shapes

_BASE_URL_VARIABLE = "FLOE_DOCS_BASE_URL"
"""Environment variable that names the address under which the pages are hosted."""

_CODE = re.compile(r"[A-Z][A-Z0-9-]*\Z")
_FIRST_SECTION = re.compile(r"^## [^\n]+\n+(.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)


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


def base_url_problem(base: str) -> str | None:
    """Return why an address is none under which pages can be hosted for everybody.

    It stands in reports and in the editor, where what is in it is clicked on and copied.
    """
    try:
        has_user = "@" in urlsplit(base).netloc
    except ValueError:
        return "it is not an address"
    if has_user:
        return "it names a user, and every report would show it"
    return "it holds a credential" if hide_shapes(base) != base else None


def wrong_base_url() -> str | None:
    """Return what is wrong with the address that the environment names, ``None`` when it counts."""
    base = os.environ.get(_BASE_URL_VARIABLE)
    reason = base_url_problem(base) if base else None
    return None if reason is None else f"{_BASE_URL_VARIABLE} is ignored: {reason}"


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
    hosted = hosted_url(code, base)
    page = None if hosted is not None else page_path(code)
    return hosted if page is None else page.as_uri()


def hosted_url(code: str, base: str | None = None) -> str | None:
    """Return where the page of a code is hosted; ``None`` where none are.

    What leaves the machine names a page by it: the program's own pages lie in a folder of a person.

    Args:
        code: As of ``docs_url``.
        base: As of ``docs_url``.
    """
    base = base or os.environ.get(_BASE_URL_VARIABLE)
    if not base or base_url_problem(base) is not None:
        return None
    name = quote(code, safe="")
    return base.replace("{code}", name) if "{code}" in base else f"{base.rstrip('/')}/{name}.md"


@lru_cache(maxsize=64)
def first_section(code: str) -> str | None:
    """Return what stands under the first heading of a code's page, as Markdown."""
    page = page_path(code)
    if page is None:
        return None
    try:
        found = _FIRST_SECTION.search(page.read_text(encoding="utf-8"))
    except OSError:
        return None
    return None if found is None else found[1].strip()
