r"""Paths that lead off this machine, or to no file at all, as Windows reads them.

Opening ``\\host\share`` sends the user's credentials to the host, so in a workspace that nobody
trusts a repository must not choose the host. What a path says decides, on every system alike.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PureWindowsPath
from typing import Final

_DEVICE: Final = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:\s*[.:](?:.*\S)?)?\s*",
    re.IGNORECASE,
)
"""The names of devices, which they are in every folder and with every suffix (Microsoft, "Naming
Files, Paths, and Namespaces")."""

_LOCAL: Final = re.compile(r"\\\\\?\\[a-z]:", re.IGNORECASE)
"""A drive of this computer, in the form that takes long paths."""


def is_elsewhere(path: str) -> bool:
    r"""Whether a path begins with the name of another computer, or of a device.

    ``\\host\share``, ``//host/share``, ``\\?\UNC\host\share``, ``\\.\pipe\name``.
    """
    drive = PureWindowsPath(path).drive
    return drive.startswith("\\\\") and _LOCAL.match(drive) is None


def names_device(path: str) -> bool:
    """Whether a part of a path is what Windows takes for a device, such as ``con.yaml``."""
    parts = re.split(r"[\\/]", path)
    return any(_DEVICE.fullmatch(part) for part in parts)


def leads_elsewhere(path: Path) -> bool:
    """Whether a path, or a link on its way, leads to another computer; nothing there is asked."""
    if is_elsewhere(str(path)):
        return True
    for step in (*reversed(path.parents), path):
        try:
            end = os.readlink(step)  # noqa: PTH115 - as it is written
        except (OSError, ValueError):
            continue  # Not a link.
        if is_elsewhere(end):
            return True
    return False
