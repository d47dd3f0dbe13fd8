"""The time of a compilation: that of the clock, or the one that ``SOURCE_DATE_EPOCH`` names.

The variable makes builds reproducible: https://reproducible-builds.org/specs/source-date-epoch/
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone

from floe_lsp.wording.quoting import quote

_VARIABLE = "SOURCE_DATE_EPOCH"
_START = datetime(1970, 1, 1, tzinfo=timezone.utc)
_LATEST = (datetime.max.replace(tzinfo=timezone.utc) - _START) // timedelta(seconds=1)


def now() -> datetime:
    """Return the time of the compilation; a variable that names none counts as not set."""
    seconds = _seconds(os.environ.get(_VARIABLE, ""))
    if seconds is None:
        return datetime.now(timezone.utc).replace(microsecond=0)
    # Not ``fromtimestamp``, which takes as many years as the C library of the machine.
    return _START + timedelta(seconds=seconds)


def wrong_epoch() -> str | None:
    """Return what is wrong with the variable, in words; ``None`` when it is right or not set."""
    written = os.environ.get(_VARIABLE, "")
    if not written or _seconds(written) is not None:
        return None
    return (
        f"{_VARIABLE} cannot be {quote(written)}: "
        f"it is whole seconds since 1970, from 0 to {_LATEST}"
    )


def _seconds(written: str) -> int | None:
    if not (written.isascii() and written.isdigit()):
        return None
    digits = written.lstrip("0") or "0"
    # Python refuses to read a number of thousands of digits.
    return int(digits) if len(digits) <= len(str(_LATEST)) and int(digits) <= _LATEST else None
