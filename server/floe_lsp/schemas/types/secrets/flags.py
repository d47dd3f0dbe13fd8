"""What an option of a command line looks like: ``--password hunter``, ``[--password, hunter]``."""

import re
from typing import Final

from .names import is_credential_key

_NAME: Final = r"[^\W\d_][\w-]{0,79}"

FLAG_START: Final = r"(?<![\w-])--"
"""A pattern for what begins one, in a text."""

FLAG: Final = rf"--{_NAME}"
"""A pattern for one."""

FLAG_BEFORE_VALUE: Final = re.compile(rf"{FLAG_START}(?P<name>{_NAME})[ \t]{{1,9}}(?=[^\s-])")
"""One in a text, and only a blank before its value."""

_FLAG: Final = re.compile(FLAG)


def is_flag(item: object) -> bool:
    """Return whether an item of a command line is an option and no value."""
    return isinstance(item, str) and item.startswith("-")


def is_credential_flag(item: object) -> bool:
    """Return whether an item of a command line is an option whose value is a credential."""
    return isinstance(item, str) and _FLAG.fullmatch(item) is not None and is_credential_key(item)
