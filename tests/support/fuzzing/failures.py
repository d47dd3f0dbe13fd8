"""What broke: told apart, made small, written down, run again."""

from __future__ import annotations

import hashlib
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Generic

from .target import Broken, Input, Target

_SHRINKING_SECONDS = 20.0
_PACKAGE = "floe_lsp"


class TooSlow(BaseException):
    """An input takes longer than any may. No handler for exceptions may swallow it."""


@dataclass(frozen=True)
class Failure(Generic[Input]):
    """One input that broke something."""

    signature: str
    """The same for inputs that break the same."""
    trace: str
    given: Input


def failure_of(given: Input, error: BaseException) -> Failure[Input]:
    """Return what an exception says of an input."""
    return Failure(signature(error), "".join(traceback.format_exception(error)), given)


def signature(error: BaseException) -> str:
    """Return a name for what broke: the promise, or where in the program it was raised."""
    if isinstance(error, Broken):
        return error.oracle
    frames = traceback.extract_tb(error.__traceback__)
    own = [each for each in frames if f"{_PACKAGE}/" in each.filename.replace("\\", "/")]
    place = (own or frames or [None])[-1]
    where = "" if place is None else f" in {Path(place.filename).stem}.{place.name}"
    return f"{type(error).__name__}{where}"


def broken_by(target: Target[Input], given: Input) -> Failure[Input] | None:
    """Return what an input breaks, held against every oracle."""
    try:
        target.run(given, thorough=True)
    except (Exception, TooSlow) as error:  # noqa: BLE001 - whatever it is
        return failure_of(given, error)
    return None


def smallest(target: Target[Input], found: Failure[Input]) -> Failure[Input]:
    """Return the simplest input found in a while that breaks the same."""
    until = time.monotonic() + _SHRINKING_SECONDS
    better: Failure[Input] | None = found
    while better is not None:
        found, better = better, None
        for given in target.smaller(found.given):
            if time.monotonic() > until:
                return found
            again = broken_by(target, given)
            if again is not None and again.signature == found.signature:
                better = again
                break
    return found


def written(target: Target[Input], found: Failure[Input], folder: Path) -> Path:
    """Write an input that broke something and what it broke, and return where."""
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(found.signature.encode()).hexdigest()[:12]
    path = folder / f"{target.name}-{name}.json"
    path.write_text(target.dumped(found.given), encoding="utf-8")
    trace = found.trace.encode("utf-8", "backslashreplace").decode()
    path.with_suffix(".txt").write_text(f"{found.signature}\n\n{trace}", encoding="utf-8")
    return path
