"""The names of streams that a command was started with, and of where nothing is kept.

They are written to as they are: no file takes their place.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Final

STANDARD_OUTPUT: Final = Path("/dev/stdout")
"""The stream to which results are printed; known by this name on every system."""

_BY_NAME: Final = {STANDARD_OUTPUT.as_posix(): 1, "/dev/stderr": 2}
_NOWHERE: Final = "/dev/null"
_DESCRIPTOR: Final = re.compile(r"/dev/fd/(\d{1,6})", re.ASCII)


def is_stream(path: Path) -> bool:
    """Whether a path is the name of a stream: ``/dev/stdout``, ``/dev/fd/63``, ``/dev/null``."""
    if path == STANDARD_OUTPUT:
        return True
    return os.name == "posix" and (str(path) == _NOWHERE or _descriptor(path) is not None)


def is_standard_output(path: Path) -> bool:
    """Whether a path is the name of the stream to which results are printed."""
    return _descriptor(path) == 1


def is_open(path: Path) -> bool:
    """Whether the stream was given to this process."""
    descriptor = _descriptor(path)
    if descriptor is None:
        return True
    try:
        _ = os.fstat(descriptor)
    except OSError:
        return False
    return True


def write_stream(path: Path, content: bytes) -> None:
    """Write all bytes to a stream.

    A descriptor is not opened again by its name: behind ``>> file`` that would write over what the
    file holds, and behind a socket it would fail.

    Raises:
        OSError: It is not open, or its reader has gone.
    """
    descriptor = _descriptor(path)
    if descriptor is None:
        return  # Nothing is kept there.
    if sys.stdout is not None and descriptor == 1:
        sys.stdout.flush()
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]


def _descriptor(path: Path) -> int | None:
    name = path.as_posix()
    if (match := _DESCRIPTOR.fullmatch(name)) is not None:
        return int(match[1])
    return _BY_NAME.get(name)
