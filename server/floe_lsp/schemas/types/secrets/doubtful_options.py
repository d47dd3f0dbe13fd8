"""Options and labels that may hold a credential, by a name that says less and by their value."""

import re
from typing import Final

from floe_lsp.schemas.types.errors import Loc

from .headers import KNOWN_BY
from .in_addresses import WHOLE_ADDRESS
from .names import is_credential_key, is_group_of_options, is_sensitive_name
from .placeholders import is_placeholder
from .words import EDGES, is_odd, is_strong, looks_made_up

_PAIR: Final = re.compile(r"\b[a-z_]+=\S", re.IGNORECASE)
_MAIL: Final = re.compile(r"[^@\s:/]+@[\w-]+(?:\.[\w-]+)+")


def is_doubtful_option(name: str, value: object) -> bool:
    """Whether an option such as ``dsn`` or ``authorization``, whose name says less, holds a login.

    What is an address, or pairs of names and values, is judged by what stands in it.
    """
    if not isinstance(value, str) or not is_sensitive_name(name) or name.lower().endswith("id"):
        return False
    is_pair = _PAIR.search(value) is not None and name.lower() not in KNOWN_BY
    if WHOLE_ADDRESS.fullmatch(value) or is_pair or value[:1] in {"{", "$"}:
        return False
    words = (word.strip(EDGES) for word in value.split())
    return "{{" not in value and any(is_odd(word) for word in words)


def is_written_header(name: str, value: object) -> bool:
    """Whether a header holds what somebody signs in with: ``Authorization: Bearer a1b2``."""
    return name.lower() in KNOWN_BY and is_doubtful_option(name, value)


def is_doubtful_below_group(path: Loc, value: object) -> bool:
    """Whether a value somewhere below ``secrets`` or ``credentials`` is a password by itself.

    What stands there goes by its own name: projects, users and addresses are none.
    """
    if not isinstance(value, str) or not is_strong(value) or _MAIL.fullmatch(value) is not None:
        return False
    return is_below_group(path[:-1])


def is_below_group(path: Loc) -> bool:
    """Whether a path goes through ``secrets`` or ``credentials``."""
    return any(isinstance(step, str) and _names_group(step) for step in path)


def _names_group(key: str) -> bool:
    return key.lower() == "secrets" or (is_credential_key(key) and is_group_of_options(key))


def is_written_label(name: str, value: object) -> bool:
    """Whether a label holds the credential that it is called by: ``client_secret: autumn``.

    ``token``, ``secret`` and the like alone are also words that are said of a product, and what
    says that there is none is none.
    """
    if not isinstance(value, str) or name.lower().strip("_0123456789") in _ALSO_WORDS:
        return False
    if not is_credential_key(name) or is_placeholder(value):
        return False
    return value.strip().lower() not in _SAYS_NONE


_ALSO_WORDS: Final = frozenset(
    {"credential", "credentials", "pass", "passes", "pat", "secret", "token"}
)
_SAYS_NONE: Final = frozenset({"", "~", "false", "no", "none", "null", "off", "on", "true", "yes"})


def is_doubtful_label(name: str, value: object) -> bool:
    """Whether a label such as ``token`` holds one: ``token: usage`` is said of a product."""
    if not isinstance(value, str) or not is_sensitive_name(name):
        return False
    return looks_made_up(value)
