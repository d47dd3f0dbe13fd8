"""``floe.tell``: says what a code action has done, once its edits have been made."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from . import arguments
from .context import CommandContext


async def tell(context: CommandContext, given: tuple[Any, ...]) -> dict[str, Any]:
    """Show the message that the action came with; nobody has to answer it."""
    message = arguments.text(given, "message")
    context.show(types.MessageType.Info, message)
    return {"ok": True, "message": message}
