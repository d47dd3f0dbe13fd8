"""Whether edits leave to each alias what it stood for.

An alias may stand far below, in a field that has nothing to do with the mistake: what is mended at
its anchor would change there too, and an anchor that goes leaves it without a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from floe_lsp.syntax import AliasNode, Node, Span
from floe_lsp.syntax.walk import walk

from .diagnostics import Diagnostic, Edit
from .documents import Document
from .fix_promise import Change


def keeps_aliases(
    before: Document, after: Document, edits: Iterable[Edit], mended: Iterable[Diagnostic]
) -> bool:
    """Return whether each alias that is not written itself is what it was.

    A mistake in a value is told once, where the value is typed, and is meant to be mended wherever
    an alias stands for it.

    Args:
        before: A file as it is.
        after: The same file with the edits made.
        edits: What is changed in it, at least one edit.
        mended: The findings that the edits are for.
    """
    aliases = list(_aliases(before.root))
    if not aliases:
        return True
    edits = list(edits)
    change = Change(edits)
    written = [each.location.span for each in edits]
    asked = [each.location.span for each in mended if each.location.path == before.path]
    now = {each.start: each for each in _aliases(after.root)}
    for each in aliases:
        if any(_touch(each.span, span) for span in written):
            continue
        same = now.get(change.moved(each.start))
        if same is None:
            return False
        is_meant = each.target is not None and any(_touch(each.target.span, it) for it in asked)
        if same.value != each.value and not is_meant:
            return False
    return True


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _aliases(root: Node | None) -> Iterator[AliasNode]:
    """Yield the aliases that stand for something."""
    return (each for each in walk(root) if isinstance(each, AliasNode) and each.target is not None)
