"""What stands where a secret would: a template, a word for nothing, the address of a store.

What is beside such a part counts too. Passwords hold brackets and dollar signs, so a value is no
template for one bracket in it: ``Xk9[2]qLm!7vT`` and ``$ecretP4ss77`` are written out.
"""

import re
from typing import Final

from .names import is_credential_key, tells_of_credential
from .words import is_mixed, is_path

_JINJA: Final = re.compile(r"\{\{|\{%")
"""A template of dbt. What it holds is judged where its default stands (``defaults``)."""

_TEMPLATE: Final = re.compile(
    r"""\$\{[^{}]*\} | \$\([^()]*\) | \{[A-Za-z_][\w.]*\} | %\(\w+\)[a-z]
        | (?<![^\W_])<[^<>]*> | <[^<>]*>(?![^\W_])
        | (?<![^\W_])\[[^\[\]]*\] | \[[^\[\]]*\](?![^\W_])
        | \A\$(?:[A-Z_][A-Z0-9_]*|[a-z]+(?:(?:_[A-Z]?|[A-Z])[a-z]+)*_?[0-9]?|[0-9]{1,2})\Z""",
    re.VERBOSE,
)
"""What something else is put in place of. A bracket between two letters is one of a password."""

_FOR_ONE: Final = re.compile(
    r"(?i:placeholder|redacted|dummy|change[ _-]?me|replace[ _-]?me|your[ _-]|example)"
)
_ONE_SIGN: Final = re.compile(r"(.)\1*")
_ELSEWHERE: Final = re.compile(
    r"""(?:env|file|op|vault|secrets?|ssm|keyring|aws-sm|gcp-sm|doppler)://
        | arn:aws[\w-]*: | projects/[^/]+/secrets/ | \$ANSIBLE_VAULT;""",
    re.VERBOSE | re.IGNORECASE,
)
"""How the addresses of secret stores begin, and what is encrypted where it stands."""

_WITHIN_STORE: Final = re.compile(
    r"""(?:env|file|op|vault|secrets?|ssm|keyring|aws-sm|gcp-sm|doppler):
        (?=[\w./\#:@-]*\Z)
        (?:[^/\#]*[/\#].* | (?:[A-Za-z_]+[0-9]*|[0-9]+)?(?:[.:@-]+(?:[A-Za-z_]+[0-9]*|[0-9]+))*)""",
    re.VERBOSE | re.IGNORECASE,
)
"""The same without slashes: a path, or words with dots between, and no password behind a word."""

_VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_PLAIN_VARIABLE: Final = re.compile(r"[A-Z]+[0-9]*(?:_(?:[A-Z]+[0-9]*|[0-9]+))+")
_NO_VALUE: Final = frozenset({"", "none", "null", "nil", "true", "false", "yes", "no", "n/a", "-"})
_SHORTEST_REST: Final = 8
_FORMAL: Final = frozenset(" /=")
"""Signs of sentences, paths and queries, into which something is put."""


def stands_in(value: str) -> bool:
    """Return whether a text is a template, a word for nothing, or says where the secret is kept."""
    plain = value.strip()
    return (
        plain.lower() in _NO_VALUE
        or _JINJA.search(plain) is not None
        or _is_made_of(_TEMPLATE, plain)
        or _is_made_of(_FOR_ONE, plain)
        or _ONE_SIGN.fullmatch(plain) is not None
        or _ELSEWHERE.match(plain) is not None
        or _WITHIN_STORE.fullmatch(plain) is not None
        or _is_variable(plain)
        or is_path(plain)
    )


def _is_made_of(pattern: re.Pattern[str], value: str) -> bool:
    """Whether something in a value fits a pattern, and what is left of it is no password."""
    rest, count = pattern.subn("", value)
    if not count:
        return False
    return len(rest) < _SHORTEST_REST or not _FORMAL.isdisjoint(rest) or not is_mixed(rest)


def _is_variable(value: str) -> bool:
    """Whether a text is the name of a variable of the environment: ``HUNTER_2X9K`` is none.

    A digit within a word is one of a name (``K8S_TOKEN``) where the name tells of a credential.
    """
    return _VARIABLE.fullmatch(value) is not None and (
        _PLAIN_VARIABLE.fullmatch(value) is not None
        or is_credential_key(value)
        or tells_of_credential(value)
    )
