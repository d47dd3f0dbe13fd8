"""A code inside ``# floe: ignore[E110]``: its title and the beginning of its page."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.codes import CODES
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.pages import docs_url, first_section
from floe_lsp.ide.comments import IgnoredCode, ignored_codes
from floe_lsp.ide.content import Block, Code, Link, Strong, paragraph, prose
from floe_lsp.wording.near_miss import near_miss


def code_at(document: Document, offset: int) -> IgnoredCode | None:
    """Return the code at an offset when it stands in a suppression comment."""
    line = document.text.position(offset).line
    return next(
        (each for each in ignored_codes(document, line) if each.span[0] <= offset <= each.span[1]),
        None,
    )


def explain(code: str) -> Iterator[Block]:
    """Say what a code means, or that it is none."""
    info = CODES.get(code)
    if info is None:
        near = near_miss(code, CODES)
        advice = f"; did you mean {near}?" if near else ""
        yield paragraph(Code(code), f" is no code of floe{advice}")
        return
    stage = f" ({info.severity.value} of the {info.stage.value} stage)"
    yield paragraph(Strong(f"{code}: {info.title}"), stage)
    for part in (first_section(code) or "").split("\n\n"):
        if part.strip() and not part.startswith("```"):
            yield paragraph(*prose(" ".join(part.split())))
    url = docs_url(code)
    if url is not None:
        yield paragraph(Link(f"More about {code}", url))
