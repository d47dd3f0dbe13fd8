"""Regular expressions that a person wrote: bounded before they are compiled, as they are run.

Compiling costs memory for every repetition that is counted: ``a{9999999}`` takes 2.7 GB. So what a
pattern comes to when its counted repetitions are written out is bounded first. Running one is
bounded in time, which only the ``regex`` package can do.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

MOST_CHARACTERS: Final = 2_000
"""Of a pattern when its counted repetitions are written out; such a one takes 0.5 MiB."""

MOST_PATTERNS: Final = 100
"""In one list of a manifest: each is compiled, and may be tried on every name."""

_TOKEN: Final = re.compile(
    r"""
    (?P<escape> \\. )
  | (?P<set> \[ \^? \]? (?: \\. | \[:\w+:\] | [^\]\\] )* \]? )
  | (?P<open> \( )
  | (?P<close> \) )
  | \{ [ ]* (?P<least> [0-9]+ ) [ ]* (?: , [ ]* (?: [0-9]+ [ ]* )? )? \}
  | .
    """,
    re.VERBOSE | re.DOTALL,
)
_IGNORES_BLANKS: Final = re.compile(r"\(\?[a-zA-Z0-9-]*x")
"""A flag with which a repetition may stand apart from what it repeats."""


@lru_cache(maxsize=256)
def pattern_error(pattern: str) -> str | None:
    """Return why a regular expression that is not too large does not compile, or ``None``."""
    import regex  # noqa: PLC0415 - 8 ms, for patterns of a manifest alone

    try:
        _ = compiled(pattern)
    except regex.error as error:
        return str(error)
    except (RecursionError, OverflowError, MemoryError):
        return "it is nested too deeply"
    except Exception as error:  # noqa: BLE001 - the package raises other types for odd patterns
        return str(error) or type(error).__name__
    return None


# Bounded: in an editor a pattern is another one at each letter that is typed into it.
@lru_cache(maxsize=128)
def compiled(pattern: str) -> Any:
    """Return the compiled pattern, whose ``match`` takes a ``timeout`` in seconds.

    Raises what the ``regex`` package raises; ``pattern_error`` says whether it does.
    """
    import regex  # noqa: PLC0415 - as above

    return regex.compile(pattern, cache_pattern=False)


def written_out(pattern: str) -> int:
    """Return the length of a pattern in which each counted repetition is written out.

    Only the least count matters: an engine loops for what may come beyond it.
    """
    if len(pattern) > MOST_CHARACTERS:
        return len(pattern)
    sizes, last, factor = [0], 0, 1
    for token in _TOKEN.finditer(pattern):
        if token["open"]:
            sizes.append(0)
        elif token["close"] and len(sizes) > 1:
            last = sizes.pop() + 2
            sizes[-1] += last
        elif (least := token["least"]) is not None:
            count = max(int(least[:20]), 1)
            sizes[-1] += last * (count - 1) + len(token[0])
            last *= count
            factor *= count
        else:
            last = len(token[0])
            sizes[-1] += last
    if _IGNORES_BLANKS.search(pattern):
        return len(pattern) * factor
    return sum(sizes)
