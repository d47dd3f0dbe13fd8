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
        trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        return self.report_text(feature, f"{type(error).__name__} {place}", trace)

    def report_text(self, feature: str, failure: str, trace: str) -> bool:
        """Log a failure of which only the text is known; return whether it is a new one."""
        key = (feature, failure)
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
            trace,
        )
        return True
