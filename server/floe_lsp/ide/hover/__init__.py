"""Hover: what a key means, and what a value resolves to (LSP ``textDocument/hover``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from floe_lsp.ide.content import Block, Content
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.ide.targets import Role, Target, role_of, target_at
from floe_lsp.syntax import AliasNode, ScalarNode, Span

from . import aliases, engines, fields, manifests, schedules, suppressions, transforms


@dataclass(frozen=True)
class Hover:
    """What to show for the text at ``span``."""

    span: Span
    content: Content

    @property
    def markdown(self) -> str:
        """The content as Markdown, with everything that a file says escaped."""
        return self.content.markdown

    @property
    def plain(self) -> str:
        """The content for a client that shows no Markdown."""
        return self.content.plain


_Describe = Callable[[Snapshot, Target], Iterator[Block]]

_BY_ROLE: dict[Role, _Describe] = {
    Role.KEY: fields.key,
    Role.TRANSFORM_DECLARATION: transforms.transform,
    Role.TRANSFORM_REFERENCE: transforms.transform,
    Role.ENGINE: engines.engine,
    Role.PLUGIN: engines.plugin,
    Role.MANIFEST_PATH: manifests.address,
    Role.CRON: schedules.cron,
    Role.TIME_ZONE: schedules.time_zone,
}


def hover(snapshot: Snapshot, offset: int) -> Hover | None:
    """Return what there is to say about the place at a code-point offset."""
    ignored = suppressions.code_at(snapshot.document, offset)
    if ignored is not None:
        return _hover(ignored.span, suppressions.explain(ignored.code))
    target = target_at(snapshot, offset)
    if target is None:
        return None
    blocks = list(_blocks(snapshot, target))
    return _hover(target.node.span, iter(blocks)) if blocks else None


def _hover(span: Span, blocks: Iterator[Block]) -> Hover:
    return Hover(span, Content(tuple(blocks)))


def _blocks(snapshot: Snapshot, target: Target) -> Iterator[Block]:
    if isinstance(target.node, AliasNode):
        yield from aliases.alias(snapshot, target.node)
        meant = target.node.target
        if not isinstance(meant, ScalarNode):
            return
        target = replace(target, role=role_of(snapshot.kind, target.path, meant), node=meant)
    yield from _BY_ROLE.get(target.role, fields.value)(snapshot, target)
