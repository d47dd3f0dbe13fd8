"""What holds the place of a value that nobody but the writer knows: ``owner: <owner>``.

It has the name of its field, so that nothing that is meant is taken for one.
"""

from __future__ import annotations

import re

PLACEHOLDER = re.compile(r"<([A-Za-z][\w-]*)>")
"""A placeholder, wherever it stands; the group is the name of its field."""


def placeholder(field: str) -> str:
    """Return what is written in place of the value of a field."""
    return f"<{field}>"


def is_placeholder(field: object, value: object) -> bool:
    """Whether a value only holds the place of what a field is still to have."""
    return isinstance(field, str) and value == placeholder(field)
