"""Logs each failure once, with what a maintainer needs; nothing else stops because of it."""

from __future__ import annotations

import logging
import platform
import sysconfig
import traceback

from floe_lsp import __version__

_log = logging.getLogger(__name__)


class CrashReporter:
    """Remembers which failures have been reported."""

    def __init__(self) -> None:
        self._reported: set[tuple[str, str]] = set()

    def report(self, feature: str, error: BaseException) -> bool:
        """Log a failure with what a maintainer needs; return whether it is a new one."""
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{frames[-1].name}:{frames[-1].lineno}" if frames else ""
        key = (feature, f"{type(error).__name__} {place}")
        if key in self._reported:
            return False
        self._reported.add(key)
        _log.error(
            "%s failed; this is a fault of floe-lsp. Please report it with these lines:\n"
            "floe-lsp %s, Python %s, %s\n%s",
            feature,
            __version__,
            platform.python_version(),
            sysconfig.get_platform(),
            _trace(error),
        )
        return True


def _trace(error: BaseException) -> str:
    """Return where a failure happened, without its words: they may repeat what stands in a file."""
    parts: list[str] = []
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        head = "Traceback (most recent call last):\n" if at.__traceback__ else ""
        parts.append(f"{head}{''.join(traceback.format_tb(at.__traceback__))}{_name(type(at))}\n")
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return "before which there was:\n".join(parts)


def _name(kind: type[BaseException]) -> str:
    return (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )
