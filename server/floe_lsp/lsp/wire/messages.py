"""What is said to the person (LSP 3.17, "ShowMessage", "LogMessage").

Each message names who speaks: many editors show it without its context.
"""

from __future__ import annotations

from lsprotocol import types

from .protocol import Protocol


def show(protocol: Protocol, kind: types.MessageType, message: str) -> None:
    """Show a message."""
    protocol.notify(types.WINDOW_SHOW_MESSAGE, types.ShowMessageParams(kind, named(message)))


def log(protocol: Protocol, kind: types.MessageType, message: str) -> None:
    """Write a message into the editor's log."""
    protocol.notify(types.WINDOW_LOG_MESSAGE, types.LogMessageParams(kind, named(message)))


def named(message: str) -> str:
    """Return a message with the name of who speaks."""
    return f"floe: {message}"
