"""Messages with a number of thousands of digits, which Python refuses to read.

The message is JSON all the same, so who sent it can be told by its id what is wrong with it.
"""

from __future__ import annotations

import json
import math

TOO_LONG = "a number has more digits than can be read"


def without_long_numbers(body: bytes) -> object:
    """Return a message with infinity in the place of each number that is too long.

    Raises:
        ValueError: It is not JSON.
        RecursionError: It is nested too deeply.
    """
    return json.loads(body, parse_int=_number)


def _number(digits: str) -> float:
    try:
        return int(digits)
    except ValueError:
        return math.inf
