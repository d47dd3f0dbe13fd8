"""One message that is handled on the event loop, in the form of the tables of handlers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.work.conversation import Conversation


@dataclass(frozen=True)
class Handler:
    """What is done for a message that needs the whole conversation, not a document's snapshot."""

    method: str
    handle: Callable[[Conversation, Any], Any]
    options: Callable[[ClientFeatures], Any] | None = None
    """What is announced with ``initialize``; nothing announces the bare method."""
    offered: Callable[[ClientFeatures], bool] = lambda _: True
    """Whether the method is of use to this editor."""
