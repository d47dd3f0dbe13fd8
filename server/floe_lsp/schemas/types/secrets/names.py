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
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from typing import Final

from .plain_signs import plain

_LETTERS: Final = str.maketrans("łŁøØ\u0131", "lLoOi")
"""Letters with a mark that Unicode does not take apart."""

DIGITS: Final = "0123456789"
"""What may end a name and says nothing: ``password2``."""

_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")


def _folded(text: str) -> str:
    """Return a text without accents, and without what was pasted along and cannot be seen.

    ``contraseña`` is written ``contrasena`` as often.
    """
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", plain(text).translate(_LETTERS))
    return "".join(char for char in apart if not unicodedata.combining(char))


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _sequences(*names: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(name.split()) for name in names)


_NEAR: Final = frozenset(
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
"""The words for a credential, which are told in a misspelling as well."""

_OF_PASSWORDS: Final = _listed(
    _folded(
        """
        passcode passphrase passwd password passwords pwd
        adgangskode contrasena contrasenya haslo heslo jelszo kennwort losenord motdepasse passord
        passwort salasana senha sifre wachtwoord zugangsdaten
        пароль 密码 密碼 パスワード 비밀번호
        """
    )
)
"""Words with no second meaning. ``clave``, ``parola`` and ``parole`` mean as much else."""

_OTHER_WORDS: Final = (_NEAR - _OF_PASSWORDS) | {"pswd", "pw"}

_PASSWORD_ENDINGS: Final = _sequences(
    "mot de passe", "pass word", "pass words", "pass wort", "pass phrase"
)

_CREDENTIAL_ENDINGS: Final = _sequences(
    "access key",
    "access key id",
    "access keys",
    "access tokens",
    "account key",
    "api key",
    "api keys",
    "api tokens",
    "auth key",
    "auth tokens",
    "clave secreta",
    "client secrets",
    "connection string",
    "decryption key",
    "encryption key",
    "keyfile json",
    "private key",
    "private keys",
    "secret access key",
    "secret key",
    "secret keys",
    "service account json",
    "service account key",
    "shared key",
    "signing key",
    "subscription key",
)
"""Word by word, what else the name of a credential ends in."""

_ENDINGS: Final = _PASSWORD_ENDINGS | _CREDENTIAL_ENDINGS
_LONGEST_ENDING: Final = max(map(len, _ENDINGS))

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

_RUN_TOGETHER: Final = tuple(
    sorted(
        {word for word in _OF_PASSWORDS if len(word) >= 8 or word in {"passwd", "pwd"}}
        | {"credential", "credentials", "dbpass", "secret", "token", "userpass"}
        | _COLLAPSED
    )
)
"""What a word may end in after letters of its own: ``sslpassword``, ``userpwd``, ``bottoken``."""

_SAYS_NOTHING: Final = _listed(
    """
    admin api b base beta bytes clear cleartext current database db decoded default demo der dev
    development direct encoded external fallback integration internal json live literal local main
    master new old pem pkcs plain plaintext preprod primary prod production qa raw root sandbox
    secondary shared stage staging stg str string temp temporary test testing text tmp txt uat v
    val value
    aws azure bigquery databricks dbt gcp github gitlab google postgres redshift slack snowflake
    """
)
"""Words after that for a credential with which it is one still: where it holds, how written."""

_OF_SOMETHING_ELSE: Final = _listed(
    """
    age algorithm allowed arn at attempt attempts auth authentication by callback changed changes
    char chars character characters check checks class cmd column columns command complexity count
    counts created date days description dialog dir directory disabled enabled encoding encryption
    endpoint engine env environment error errors event events expiration expired expires expiry
    failed failure failures field fields file filename files filter flow folder for form format
    free from generator grant hash hashed hashing header help helper hint hints history holder host
    hours id ids input is key keys kind label language leaked length level lifetime limit limits
    location lock log login logs lookup manager managers max maximum mechanism method mfa min
    minimum minutes mode model module name names notice number of on only option options owner page
    parameter path paths pattern per placeholder plugin policies policy port process prompt
    property protected protection provider quality query rate ref reference refs regex request
    requested requests required requirement requirements reset resets retries rotated rotation
    rule rules scheme scope score script seconds set setting settings size source state status
    store strategy strength suffix prefix support table tables template tests timeout
    timestamp title tool tries ttl type types updated uri url usage usages use used user username
    users uses validation validator var variable vault verification version warning words
    """
)
"""What belongs to a password, or says where it is kept; a name with such a word is of that."""

_OF_OPTIONS: Final = frozenset({"credential", "credentials", "keyfile", "service"})

_SENSITIVE_ENDINGS: Final = _sequences(
    "authorization", "basic auth", "bearer", "cookie", "dsn", "jwt", "key id", "sas"
)
"""Beside these stands what gives access often enough to hide it, and too rarely to report it."""

_LAST_OF_ENDINGS: Final = frozenset(ending[-1] for ending in _ENDINGS | _SENSITIVE_ENDINGS)

_IN_ADDRESSES: Final = frozenset({"auth", "code", "credential", "key", "sig", "signature"})
"""Last words of parameters that sign an address or let its reader in."""

_SIGNATURES: Final = frozenset({"sig", "signature", "x-amz-signature", "x-goog-signature"})
"""Of those the ones by which the address alone is enough, whatever the signature looks like."""

_REFERENCE_STARTS: Final = frozenset({"existing"})
"""``existing_secret`` names a secret that stands elsewhere."""

_ORDINARY: Final = frozenset(
    {
        "betoken",
        "credentialed",
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
        key: The key in any spelling, or the last words of a sentence before a colon; of those only
            the last may go on after the word for a credential.
    """
    if _is_of_host(key):
        return True
    words = _words(key)
    if not words or words[0] in _REFERENCE_STARTS:
        return False
    if words[-2:] == ("secret", "key") and _ends_in_credential(words[:-2]):
        return False
    if _ends_in_credential(words):
        return True
    return _goes_on(words if " " not in key else _words(key.rpartition(" ")[2]))


@lru_cache(maxsize=4096)
def is_sensitive_name(name: str) -> bool:
    """Return whether what stands next to a name is hidden: more names than are reported."""
    return is_credential_key(name) or _ends_in(_words(name), _SENSITIVE_ENDINGS)


@lru_cache(maxsize=4096)
def is_sensitive_parameter(name: str) -> bool:
    """Return whether a parameter of an address lets its reader in: ``sig``, ``X-Amz-Signature``."""
    words = _words(name)
    return is_sensitive_name(name) or (bool(words) and words[-1] in _IN_ADDRESSES)


def is_credential_parameter(name: str) -> bool:
    """Return whether a parameter of an address is a credential by its name alone."""
    return name.lower() in _SIGNATURES or is_credential_key(name)


@lru_cache(maxsize=4096)
def is_group_of_options(key: str) -> bool:
    """Return whether what stands below a credential's name are options, each with its own name.

    ``credentials: {user: etl, password: ...}`` and the ``keyfile_json`` of a cloud are so; all
    that stands below ``password`` is the password.
    """
    words = _words(key)
    return words == ("secret",) or not _OF_OPTIONS.isdisjoint(words)


@lru_cache(maxsize=4096)
def tells_of_credential(key: str) -> bool:
    """Return whether an entry says something of a credential, such as where it is kept."""
    return not _OF_SOMETHING_ELSE.isdisjoint(_words(key))


@lru_cache(maxsize=4096)
def can_end_credential(word: str) -> bool:
    """Return whether a word can be the last of a name beside which something is hidden."""
    return _folded(word).lower() in _LAST_OF_ENDINGS or is_sensitive_name(word)


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
    plain = _folded(key.rstrip(DIGITS))
    if _LOOKALIKE.search(plain) is not None:
        plain = _LOOKALIKE.sub(lambda found: found[0].translate(_LOOKALIKES), plain)
    return tuple(word.lower() for word in _WORDS.findall(plain))


@lru_cache(maxsize=4096)
def _ends_in_credential(words: tuple[str, ...]) -> bool:
    # Kept by words: the names of one file are often the same but for their numbers.
    if not words:
        return False
    last = words[-1]
    if _is_word(last) or _ends_in(words, _ENDINGS):
        return True
    return _is_near(last) or _is_near("".join(words[-2:]), compound=True)


@lru_cache(maxsize=4096)
def _goes_on(words: tuple[str, ...]) -> bool:
    """Whether a name goes on after the word for a credential, and is that of one still."""
    for end in range(len(words) - 1, 0, -1):
        rest = words[end:]
        if _is_of_a_password(words[:end]):
            return _OF_SOMETHING_ELSE.isdisjoint(rest)
        if words[end - 1] != "pass" and _is_of_a_credential(words[:end]):
            return _SAYS_NOTHING.issuperset(rest)
    return bool(words) and _begins_with_credential(words[-1])


def _is_of_a_password(words: tuple[str, ...]) -> bool:
    return words[-1] in _OF_PASSWORDS or _ends_in(words, _PASSWORD_ENDINGS)


def _is_of_a_credential(words: tuple[str, ...]) -> bool:
    last = words[-1]
    return _is_word(last) or _ends_in(words, _CREDENTIAL_ENDINGS) or _is_near_password(last)


def _is_word(word: str) -> bool:
    """Say whether a word is one for a credential, or ends in a long one: ``sslpassword``."""
    if word in _OF_PASSWORDS or word in _OTHER_WORDS or word in _COLLAPSED:
        return True
    return word.endswith(_RUN_TOGETHER) and word not in _ORDINARY


def _begins_with_credential(word: str) -> bool:
    """Say whether a word is ``tokenvalue`` or ``passwordprod``; ``tokenizer`` is another."""
    return any(
        word.startswith(start) and word[len(start) :] in _SAYS_NOTHING for start in _RUN_TOGETHER
    )


def _ends_in(words: tuple[str, ...], endings: frozenset[tuple[str, ...]]) -> bool:
    return any(words[-count:] in endings for count in range(1, _LONGEST_ENDING + 1))


def _is_near_password(word: str) -> bool:
    """Say whether a long word is ``pasword``, or ends in it: ``sslpasword``."""
    if "pass" not in word and not word.endswith(("word", "wort")):
        return False
    return any(_NEAR_PASSWORD.holds(word[-length:]) for length in (7, 8, 9))


def _is_near(word: str, *, compound: bool = False) -> bool:
    """Say whether a word is a credential's but for a letter or two too many, too few or wrong.

    Two words that agree once as many letters are taken out of each as a slip changes are near:
    one letter, two of a long word. Names of two words are near by one.
    """
    if len(word) < (_LONG if compound else _SHORTEST - 1) or word in _ORDINARY:
        return False
    if not compound and (_NEAR_LONG.holds(word) or _is_near_password(word)):
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


_NEAR_SHORT: Final = _Near((word for word in _NEAR if _SHORTEST <= len(word) < _LONG), 1)
_NEAR_LONG: Final = _Near((word for word in _NEAR if len(word) >= _LONG), 2)
_NEAR_COMPOUND: Final = _Near((word for word in _COLLAPSED if len(word) >= _LONG), 1)
_NEAR_PASSWORD: Final = _Near(iter(("password",)), 1)
