"""What a server holds of files: every path and URI that can be reached from its state."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from door import Door


def held(root: object, below: Path) -> Iterator[str]:
    """Yield the paths and URIs below a folder that can be reached from an object."""
    seen: set[int] = set()
    todo: list[Any] = [root]
    while todo:
        each = todo.pop()
        if id(each) in seen or isinstance(each, type) or type(each).__name__ == "module":
            continue
        seen.add(id(each))
        if isinstance(each, Path) and each.is_relative_to(below):
            yield str(each)
        elif isinstance(each, str) and each.startswith((str(below), below.as_uri())):
            yield each
        elif not callable(each) or hasattr(each, "__self__"):
            todo += gc.get_referents(each)


def state_of(door: Door) -> list[object]:
    """What a conversation is made of, without what a test looks at it with."""
    conversation = door.conversation
    return [
        vars(conversation.session),
        vars(conversation.scheduler),
        vars(conversation.publisher),
        vars(conversation.status),
        conversation.session.keepers,
        door.protocol.asked_to_stop,
    ]
