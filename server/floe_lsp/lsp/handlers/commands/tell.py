"""``floe.tell``: says or shows what a code action has done, once its edits have been made."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from . import arguments
from .context import CommandContext
from .creating_files import show


async def tell(context: CommandContext, given: tuple[Any, ...]) -> dict[str, Any]:
    """Show the file that the action has created, or the message that it came with.

    Nobody has to answer it. A file that is shown says for itself that it is there.
    """
    message, chosen = arguments.text(given, "message"), arguments.fields(given)
    if chosen.get("uri") is not None and context.session.client.show_document:
        await show(context, arguments.path_field(chosen, "uri"))
    else:
        context.show(types.MessageType.Info, message)
    return {"ok": True, "message": message}
