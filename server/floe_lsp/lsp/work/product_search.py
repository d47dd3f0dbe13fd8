"""Looks for the products of the workspace, or of folders that came to be in it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from pathlib import Path

from lsprotocol import types

from floe_lsp.compilation.load.loader import not_found_by_its_name
from floe_lsp.compilation.load.workspace import find_products, is_searched, not_followed
from floe_lsp.files.names import SPEC_NAMES
from floe_lsp.files.status import is_link, reason_of
from floe_lsp.lsp.wire import messages

from .conversation import Conversation


async def look_for_products(
    conversation: Conversation, created: Collection[Path] | None = None
) -> None:
    """Analyse the products that are found, after those that are open.

    Args:
        conversation: Whose workspace it is.
        created: The folders to look in; without them all of the workspace.
    """
    session = conversation.session
    for folder in session.folders:
        if not folder.settings.check_all_products:
            continue
        whole = created is None
        for place in (folder.path,) if created is None else _outermost(created, folder.path):
            if place != folder.path and is_link(place):
                _name_links(conversation, folder.path, [place], are_all=False)
                continue
            found, unsaid, links = await asyncio.to_thread(_products_below, place)
            for each in unsaid:
                messages.log(conversation.protocol, types.MessageType.Warning, each)
            _name_links(conversation, folder.path, links, are_all=whole)
            news = found - session.analyses.keys()
            conversation.scheduler.ask(each for each in news if session.store.at(each) is None)


def _outermost(created: Collection[Path], root: Path) -> Iterator[Path]:
    """Yield those of some folders below a root that is searched which are in no other of them."""
    known = set(created)
    for each in sorted(known):
        inside = each if is_link(each) else each / SPEC_NAMES[0]
        if known.isdisjoint(each.parents) and is_searched(inside, root):
            yield each


def _name_links(
    conversation: Conversation, root: Path, links: list[Path], *, are_all: bool
) -> None:
    """Say which links to folders are not followed, each once."""
    known = conversation.session.named_links
    named = known.get(root, frozenset())
    known[root] = frozenset(links) if are_all else named.union(links)
    if unnamed := [each for each in links if each not in named]:
        said = not_followed(list(map(str, unnamed)), "open one to check what is in it")
        messages.log(conversation.protocol, types.MessageType.Info, said)


def _products_below(folder: Path) -> tuple[set[Path], list[str], list[Path]]:
    """Return the products below a folder, what is to be said of others, and links to folders."""
    unsaid: list[str] = []
    links: list[Path] = []

    def note(at: Path, error: OSError) -> None:
        unsaid.append(f"{at} cannot be searched for products: {reason_of(error)}")

    def misspelt(file: Path) -> None:
        found = not_found_by_its_name(file)
        unsaid.append(f"{file} is not checked: {found.message}; {found.suggestion}")

    return set(find_products(folder, note, links.append, misspelt)), unsaid, links
