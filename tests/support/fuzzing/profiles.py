"""What kinds of editors say of themselves."""

from __future__ import annotations

import json
from pathlib import Path

from door import Message

_SUPPORT = Path(__file__).parents[1]


def capabilities(*, pulls: bool, encoding: str) -> Message:
    """Return what an editor says that it can do: VS Code, or one to which findings are pushed."""
    given: Message = json.loads((_SUPPORT / "visual_studio_code.json").read_text(encoding="utf-8"))
    given["general"] = {**given.get("general", {}), "positionEncodings": [encoding]}
    if not pulls:
        del given["textDocument"]["diagnostic"]
        given["workspace"].pop("configuration", None)
        given["workspace"].pop("diagnostics", None)
    return given


def options_with(settings: object) -> Message:
    """Return initialization options that hold settings."""
    return {"settings": settings if isinstance(settings, dict) else {}, "statusNotification": True}
