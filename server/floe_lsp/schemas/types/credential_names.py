"""Which names are those of credentials: of keys, of options, of parameters of an address.

Precision counts more than reach, since what stands next to such a name is reported, replaced in an
artifact and shown nowhere: ``token-usage``, ``max_tokens`` and ``shard_key`` are ordinary names.
Near misses count, since the value beside ``pasword`` is the password all the same.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from typing import Final

_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

_CREDENTIAL_WORDS: Final = frozenset(
    {
        "credential",
        "credentials",
        "pass",
        "passcode",
        "passphrase",
        "passwd",
        "password",
        "passwords",
        "pwd",
        "secret",
        "token",
    }
)
"""A key whose last word is one of these holds a credential."""

_CREDENTIAL_ENDINGS: Final = tuple(
    tuple(ending.split())
    for ending in (
        "access key",
        "access key id",
        "account key",
        "api key",
        "connection string",
        "encryption key",
        "keyfile json",
        "private key",
        "secret access key",
        "secret key",
        "shared key",
        "signing key",
    )
)
"""Word by word, what else a key that holds a credential ends in."""

_COLLAPSED: Final = frozenset(
    {"".join(ending) for ending in _CREDENTIAL_ENDINGS}
    | {
        "accesstoken",
        "apitoken",
        "authtoken",
        "bearertoken",
        "clientsecret",
        "clienttoken",
        "refreshtoken",
        "secretkey",
        "sessiontoken",
    }
)
"""The same names written without separators."""

_SENSITIVE_ENDINGS: Final = frozenset(
    {
        ("authorization",),
        ("bearer",),
        ("cookie",),
        ("dsn",),
        ("key", "id"),
        ("jwt",),
        ("sas",),
    }
)
"""Beside these stands what gives access often enough to hide it, and too rarely to report it."""

_IN_ADDRESSES: Final = frozenset({"auth", "code", "credential", "key", "sig", "signature"})
"""Last words of parameters that sign an address or let its reader in."""

_REFERENCE_STARTS: Final = frozenset({"existing"})
"""``existing_secret`` names a secret that stands elsewhere."""

_ORDINARY: Final = frozenset(
    {
        "paraphrase",
        "passed",
        "passport",
        "secrets",
        "secrete",
        "secure",
        "shardkey",
        "taken",
        "tokens",
        "woken",
    }
)
"""Words of their own that are as close to a credential's as a slip is."""

_SHORTEST: Final = 5
_LONG: Final = 8
_LONGEST_NAME: Final = 80
"""Nothing longer is a name that somebody has given to a credential."""

_LOOKALIKES: Final = str.maketrans("0134@$", "oleaas")
_LOOKALIKE: Final = re.compile(r"(?<=[A-Za-z])[0134@$](?=[A-Za-z])")


@lru_cache(maxsize=4096)
def is_credential_key(key: str) -> bool:
    """Return whether a key of this name is meant to hold a credential, misspelt or not.

    Names of where a credential is kept are not: ``secret_name``, ``password_ref``,
    ``connection_secret_ref``, ``token_url``, ``private_key_path``, ``existing_secret``,
    ``max_tokens``, ``secret_key_secret_key`` (the key within a secret).

    Args:
        key: The key in any spelling: ``clientSecret``, ``client_secret``, ``CLIENT-SECRET``.
    """
    words = _words(key)
    if not words or words[0] in _REFERENCE_STARTS:
        return False
    if words[-2:] == ("secret", "key") and _ends_in_credential(words[:-2]):
        return False
    return _ends_in_credential(words)


@lru_cache(maxsize=4096)
def is_sensitive_name(name: str) -> bool:
    """Return whether what stands next to a name is hidden: more names than are reported."""
    if is_credential_key(name):
        return True
    words = _words(name)
    return any(words[-len(ending) :] == ending for ending in _SENSITIVE_ENDINGS)


@lru_cache(maxsize=4096)
def is_sensitive_parameter(name: str) -> bool:
    """Return whether a parameter of an address lets its reader in: ``sig``, ``X-Amz-Signature``."""
    words = _words(name)
    return is_sensitive_name(name) or (bool(words) and words[-1] in _IN_ADDRESSES)


def _words(key: str) -> tuple[str, ...]:
    if len(key) > _LONGEST_NAME:
        return ()
    plain = key.rstrip("0123456789")
    if _LOOKALIKE.search(plain) is not None:
        plain = _LOOKALIKE.sub(lambda found: found[0].translate(_LOOKALIKES), plain)
    return tuple(word.lower() for word in _WORDS.findall(plain))


@lru_cache(maxsize=4096)
def _ends_in_credential(words: tuple[str, ...]) -> bool:
    # Kept by words: the names of one file are often the same but for their numbers.
    if not words:
        return False
    last = words[-1]
    if last in _CREDENTIAL_WORDS or last in _COLLAPSED:
        return True
    if any(words[-len(ending) :] == ending for ending in _CREDENTIAL_ENDINGS):
        return True
    return _is_near(last) or _is_near("".join(words[-2:]), compound=True)


def _is_near(word: str, *, compound: bool = False) -> bool:
    """Say whether a word is a credential's but for a letter or two too many, too few or wrong.

    Two words that agree once as many letters are taken out of each as a slip changes are near:
    one letter, two of a long word. Names of two words are near by one.
    """
    if len(word) < (_LONG if compound else _SHORTEST - 1) or word in _ORDINARY:
        return False
    if not compound and _NEAR_LONG.holds(word):
        return True
    return (_NEAR_COMPOUND if compound or len(word) >= _LONG else _NEAR_SHORT).holds(word)


def _shortened(word: str, letters: int) -> Iterator[str]:
    """Yield a word without up to so many of its letters."""
    for kept in range(len(word) - letters, len(word) + 1):
        yield from map("".join, combinations(word, kept))


class _Near:
    """All words that are as close to one of some words as so many letters."""

    def __init__(self, words: Iterator[str], letters: int) -> None:
        known = tuple(words)
        self._letters = letters
        self._longest = max(map(len, known)) + letters
        self._shortened = frozenset(short for word in known for short in _shortened(word, letters))

    def holds(self, word: str) -> bool:
        """Whether a word is among them; one that is too long costs nothing, however long it is."""
        if len(word) > self._longest:
            return False
        return not self._shortened.isdisjoint(_shortened(word, self._letters))


_NEAR_SHORT: Final = _Near(
    (word for word in _CREDENTIAL_WORDS if _SHORTEST <= len(word) < _LONG), 1
)
_NEAR_LONG: Final = _Near((word for word in _CREDENTIAL_WORDS if len(word) >= _LONG), 2)
_NEAR_COMPOUND: Final = _Near((word for word in _COLLAPSED if len(word) >= _LONG), 1)
