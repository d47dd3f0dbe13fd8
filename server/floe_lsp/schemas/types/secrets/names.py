"""Which names are those of credentials: of keys, of options, of parameters of an address.

A name is read as words (``clientSecret``, ``client_secret``, ``CLIENT-SECRET2``), without numbers
and accents. It is that of a credential when it ends in the word for one, or goes on after it only
with words that say nothing else: ``password_prod``, ``tokenValue``. Any other word after it is what
the name is of: ``secret_name``, ``token_count``. A password has no second meaning, so after it only
the words for what belongs to one count: ``password_policy``, but ``password_shop`` is a password.

Precision counts more than reach, since what stands next to such a name is reported, replaced in an
artifact and shown nowhere: ``token-usage``, ``max_tokens`` and ``shard_key`` are ordinary names.
Near misses count, since the value beside ``pasword`` is the password all the same.
"""

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Final

from .folding import folded
from .misspelt import is_near, is_near_last, is_near_password
from .name_words import (
    COLLAPSED,
    CREDENTIAL_ENDINGS,
    ENDINGS,
    ENDINGS_OF_SOMETHING_ELSE,
    IN_ADDRESSES,
    LAST_OF_ENDINGS,
    LONGEST_ENDING,
    OF_OPTIONS,
    OF_PASSWORDS,
    OF_SOMETHING_ELSE,
    ORDINARY,
    OTHER_WORDS,
    PASSWORD_ENDINGS,
    REFERENCE_STARTS,
    RUN_TOGETHER,
    SAYS_NOTHING,
    SENSITIVE_ENDINGS,
    SIGNATURES,
)

DIGITS: Final = "0123456789"
"""What may end a name and says nothing: ``password2``."""

_WORKING_FOLDERS: Final = frozenset({"oldpwd", "pwd"})
_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")

_LONGEST_NAME: Final = 80
"""Nothing longer is a name that somebody has given to a credential."""

_DIGITS_FOR_LETTERS: Final = str.maketrans("0134@$", "oleaas")
_LOOKALIKE: Final = re.compile(r"(?<=[A-Za-z])[0134@$](?=[A-Za-z])")


def _once_a_form(judge: Callable[[str], bool]) -> Callable[[str], bool]:
    """Judge names that are the same but for numbers at their ends once: a file has thousands."""
    of_form = lru_cache(maxsize=4096)(judge)

    @wraps(judge)
    def of_name(name: str) -> bool:
        return of_form(name.rstrip(DIGITS))

    return of_name


@_once_a_form
def is_credential_key(key: str) -> bool:
    """Return whether a key of this name is meant to hold a credential, misspelt or not.

    Names of where a credential is kept are not: ``secret_name``, ``password_ref``,
    ``connection_secret_ref``, ``token_url``, ``private_key_path``, ``existing_secret``,
    ``max_tokens``, ``secret_key_secret_key`` (the key within a secret).

    Args:
        key: The key in any spelling, or the last words of a sentence before a colon; of those only
            the last may go on after the word for a credential.
    """
    if _is_of_host(key):
        return True
    words = _words(key)
    if not words or words[0] in REFERENCE_STARTS:
        return False
    if words[-2:] == ("secret", "key") and _ends_in_credential(words[:-2]):
        return False
    if _ends_in_credential(words):
        return not _ends_in(words, ENDINGS_OF_SOMETHING_ELSE)
    return _goes_on(words if " " not in key else _words(key.rpartition(" ")[2]))


@_once_a_form
def is_sensitive_name(name: str) -> bool:
    """Return whether what stands next to a name is hidden: more names than are reported."""
    return is_credential_key(name) or _ends_in(_words(name), SENSITIVE_ENDINGS)


@_once_a_form
def is_sensitive_parameter(name: str) -> bool:
    """Return whether a parameter of an address lets its reader in: ``sig``, ``X-Amz-Signature``."""
    words = _words(name)
    return is_sensitive_name(name) or (bool(words) and words[-1] in IN_ADDRESSES)


def is_credential_parameter(name: str) -> bool:
    """Return whether a parameter of an address is a credential by its name alone."""
    return name.lower() in SIGNATURES or is_credential_key(name)


def is_working_folder(name: str) -> bool:
    """Return whether a name can be that of the folder where a shell stands: ``PWD``, ``OLDPWD``."""
    return name.rpartition(" ")[2].lower() in _WORKING_FOLDERS


@_once_a_form
def is_group_of_options(key: str) -> bool:
    """Return whether what stands below a credential's name are options, each with its own name.

    ``credentials: {user: etl, password: ...}`` and the ``keyfile_json`` of a cloud are so; all
    that stands below ``password`` is the password.
    """
    words = _words(key)
    return words == ("secret",) or not OF_OPTIONS.isdisjoint(words)


@_once_a_form
def tells_of_credential(key: str) -> bool:
    """Return whether an entry says something of a credential, such as where it is kept."""
    return not OF_SOMETHING_ELSE.isdisjoint(_words(key))


@_once_a_form
def can_end_credential(word: str) -> bool:
    """Return whether a word can be the last of a name beside which something is hidden."""
    last = folded(word).lower()
    return last in LAST_OF_ENDINGS or is_near_last(last) or is_sensitive_name(word)


def _is_of_host(key: str) -> bool:
    """Whether a name is a credential's but for the host that it is for, as Azure's options are."""
    match = _HOST.search(key[:_LONGEST_WITH_HOST]) if key.count(".") >= _FEWEST_DOTS else None
    if match is None:
        return False
    steps = key.split(".")
    return any(
        _ends_in_credential(_words(".".join(steps[:end]))) and steps[end] not in _WHERE_IT_IS
        for end in range(2, len(steps) - _FEWEST_OF_HOST)
    )


_HOST: Final = re.compile(r"[\w-]\.(?:com|net|cn|de|io|org|us|internal|local)\Z")
_WHERE_IT_IS: Final = frozenset({"class", "endpoint", "file", "name", "path", "provider", "type"})
"""Steps after a credential with which an option says of it where or what it is."""

_FEWEST_DOTS: Final = 4
_FEWEST_OF_HOST: Final = 2
_LONGEST_WITH_HOST: Final = 200


def _words(key: str) -> tuple[str, ...]:
    if len(key) > _LONGEST_NAME:
        return ()
    plain = folded(key.rstrip(DIGITS))
    if _LOOKALIKE.search(plain) is not None:
        plain = _LOOKALIKE.sub(lambda found: found[0].translate(_DIGITS_FOR_LETTERS), plain)
    return tuple(word.lower() for word in _WORDS.findall(plain))


@lru_cache(maxsize=4096)
def _ends_in_credential(words: tuple[str, ...]) -> bool:
    # Kept by words: the names of one file are often the same but for their numbers.
    if not words:
        return False
    last = words[-1]
    if _is_word(last) or _ends_in(words, ENDINGS):
        return True
    return is_near(last) or is_near("".join(words[-2:]), compound=True)


@lru_cache(maxsize=4096)
def _goes_on(words: tuple[str, ...]) -> bool:
    """Whether a name goes on after the word for a credential, and is that of one still."""
    for end in range(len(words) - 1, 0, -1):
        rest = words[end:]
        if _is_of_a_password(words[:end]):
            return OF_SOMETHING_ELSE.isdisjoint(rest)
        if words[end - 1] != "pass" and _is_of_a_credential(words[:end]):
            return SAYS_NOTHING.issuperset(rest)
    return bool(words) and _begins_with_credential(words[-1])


def _is_of_a_password(words: tuple[str, ...]) -> bool:
    return words[-1] in OF_PASSWORDS or _ends_in(words, PASSWORD_ENDINGS)


def _is_of_a_credential(words: tuple[str, ...]) -> bool:
    last = words[-1]
    return _is_word(last) or _ends_in(words, CREDENTIAL_ENDINGS) or is_near_password(last)


def _is_word(word: str) -> bool:
    """Say whether a word is one for a credential, or ends in a long one: ``sslpassword``."""
    if word in OF_PASSWORDS or word in OTHER_WORDS or word in COLLAPSED:
        return True
    return word.endswith(RUN_TOGETHER) and word not in ORDINARY


def _begins_with_credential(word: str) -> bool:
    """Say whether a word is ``tokenvalue`` or ``passwordprod``; ``tokenizer`` is another."""
    return any(
        word.startswith(start) and word[len(start) :] in SAYS_NOTHING for start in RUN_TOGETHER
    )


def _ends_in(words: tuple[str, ...], endings: frozenset[tuple[str, ...]]) -> bool:
    return any(words[-count:] in endings for count in range(1, LONGEST_ENDING + 1))
