"""A code inside ``# floe: ignore[E110]``: its title and the beginning of its page."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.codes import CODES
from floe_lsp.compilation.pages import docs_url, first_section
from floe_lsp.ide.content import Block, Code, Link, Strong, paragraph, prose
from floe_lsp.ide.definitions import Definition
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.wording.near_miss import did_you_mean


def code(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Say what a code means, or that there is no such code."""
    name = definition.name
    if name not in CODES:
        advice = did_you_mean(name, CODES)
        yield paragraph(Code(name), f" is not a code of floe{advice}")
        return
    yield from snapshot.part_guard.join((_title, _beginning, _link), name)


def _title(name: str) -> Iterator[Block]:
    info = CODES[name]
    stage = f" ({info.severity.value} of the {info.stage.value} stage)"
    yield paragraph(Strong(f"{name}: {info.title}"), stage)


def _beginning(name: str) -> Iterator[Block]:
    for part in (first_section(name) or "").split("\n\n"):
        if part.strip() and not part.startswith("```"):
            yield paragraph(*prose(" ".join(part.split())))


def _link(name: str) -> Iterator[Block]:
    url = docs_url(name)
    if url is not None:
        yield paragraph(Link(f"More about {name}", url))
