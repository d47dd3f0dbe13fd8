"""What of a text is a secret, by the words beside it: ``token: abc123``, ``https://name@host``.

The shapes of real secrets (``secrets``) are certain, and refused wherever they stand. What is
judged here by its surroundings is doubtful. All of it is hidden in what is shown
(``places_in_text``, ``named_values``); the part of it that looks like a credential as well
(``doubtful_secrets``) stays out of artifacts.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from floe_lsp.schemas.types.errors import Loc

from .names import (
    DIGITS,
    can_end_credential,
    is_credential_key,
    is_group_of_options,
    is_sensitive_name,
    is_sensitive_parameter,
)
from .plain_signs import readings
from .shapes import (
    SIGN_IN_HEADERS,
    SecretShape,
    find_secrets,
    is_odd,
    is_strong,
    looks_made_up,
    placeholder_at,
)

_NAMED: Final = re.compile(
    r"""(?<![\w@$.-])(?:--)?
        (?P<name>[^\W\d_][\w@$.-]{0,79}(?:[ ][\w@$.-]{1,80}){0,2}?)
        ["']?[ \t]*
        (?:(?P<mark>:=|=>?|:)|(?<=[ ])(?P<is>is|was)[ ])
        [ \t]*""",
    re.VERBOSE,
)
"""A name of up to three words, and what joins it to its value."""

_BEFORE_VALUE: Final = re.compile(
    r"(?<![\w@$.-])(?:--)?([^\W\d_][\w@$.-]{0,79})(?=[\"']?[ \t]*(?:[:=,}\r\n]|is[ ]|was[ ]))"
)
"""A word that can be the last of a name: one pass that most files fail."""

_JOINS: Final = re.compile(r"[:=\[]|--|[ ](?:is|was)[ ]")
"""What stands in all forms but that of ``WITHOUT_COLON``, and in few messages."""

WITHOUT_COLON: Final = re.compile(
    r"""^[ \t-]*["']?(?P<name>[^\W\d_][\w@$.-]*)["']?[ \t]+(?=[^\s:=])""", re.MULTILINE
)
"""A name at the beginning of a line, and a blank before its value."""

_FLAG: Final = re.compile(r"(?<![\w-])--(?P<name>[^\W\d_][\w-]{0,79})[ \t]{1,9}(?=[^\s-])")
"""An option of a command line before its value."""

_IN_LIST: Final = re.compile(
    r"(?:\[[ \t]{0,9}[\"']?|(?<![\w-])--)(?P<name>[^\W\d_][\w@$.-]{0,79})"
    r"[\"']?[ \t]{0,9},[ \t]{0,9}"
)
"""The same in a list, and the first item of one: ``[--password, x]``, ``[password, x9k2]``."""

_BEARER: Final = re.compile(r"(?<![\w@$.-])(?P<name>[Bb](?:earer|EARER))[ ]{1,9}(?=\S)")
_SCHEME: Final = re.compile(
    r"(?:basic|bearer|token|apikey|digest)[ \t]{1,9}(?=[^\s,;:=])", re.IGNORECASE
)
"""How somebody signs in over HTTP, between the header's name and what is secret."""

_MOST_NAMED: Final = 2_000
"""Names of credentials in one text, each of which would be judged; with so many all of it is."""

_BLANK_BESIDE: Final = re.compile(
    r"(?i:(?<![a-z])(?:pw|pwd|pass(?:w(?:or[dt]|d)|phrase)?|secret|token|api[_-]?key|cookie"
    r"|identified[ ]{1,9}by))[\"']?(?:[ \t]{1,9}|[ \t]{0,9}[:=][ \t]{0,9}\r?\n[ \t]{0,40})"
    r"(?=(?P<word>[^\s,;]{8,200}))"
)
"""A word for a credential and only a blank before its value, or an end of a line: what follows
must be a password by itself."""

_ELEMENT: Final = re.compile(r"<(?P<name>[A-Za-z][\w:.-]{0,79})>(?=[^\s<>${*][^\s<>]{0,200}</)")
_LOGIN: Final = re.compile(
    r"(?<![\w-])(?:-u|--user)[ =]{1,3}[\"']?[^\s:\"'=]{1,80}:(?=(?P<word>[^\s,;]{8,200}))"
)
"""User and password as curl takes them."""

_WORD: Final = re.compile(r"[^\s,;]+")
_QUOTED: Final = re.compile(r"\"[^\"\r\n]*\"|'[^'\r\n]*'")
_TELLING: Final = re.compile(r"[^A-Za-z\s.,;:'\"!?()-]|(?<=[a-z])[A-Z]")
"""What a password has more often than the word of a sentence."""

_ADDRESS: Final = re.compile(
    r"(?P<address>[A-Za-z][A-Za-z0-9+.-]{0,30}://)(?:(?P<user>[^\s/?#@'\"<>{}$*]+)@)?"
    r"(?P<rest>[^\s'\"<>]*)"
)
_NO_PORT: Final = re.compile(
    r"[^\s/?#@:{}$<>*]*:(?=[^\s/{}$<>*]*\d)(?=[^\s/{}$<>*]*[^\s/{}$<>*\d\[\]:])[^\s/{}$<>*]+"
)
"""A user and a password without the host that would follow them."""

_LOGIN_AT: Final = re.compile(
    r"(?<![\w:/@.+-])(?://)?(?P<user>[A-Za-z_][\w.-]{0,60}):"
    r"(?P<secret>[^\s:/@\"'{}$<>*,;]{1,80})@(?!sha[0-9]{1,3}:)(?=[\w\[])"
)
_THIN: Final = re.compile(r"thin:[^\s/@:]{1,60}/(?P<secret>[^\s@\"'{}$<>*]{1,80})@")
"""The user and password of an address of Oracle's driver."""

_NO_USERS: Final = frozenset(
    {"acct", "bcc", "cc", "email", "from", "mail", "mailto", "sip", "sips", "to", "xmpp"}
)
"""What stands before an address of mail."""

_PARAMETER: Final = re.compile(r"[?&;#](?P<name>[\w.%-]+)=(?P<value>[^&;#{}$*]+)")
_PLAIN_USERS: Final = frozenset({"git", "user", "username"})

_SIGNED_IN: Final = ("http://", "https://", "grpc://", "grpcs://", "ws://", "wss://")
"""Where a user alone may be a token. ``abfss://container@account`` names no user, and the user of a
database is not secret."""

_WHOLE_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://\S+")
_KEY: Final = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9%+/=.~-]{12,}")
"""What a parameter such as ``code`` or ``key`` holds when it lets its reader in."""

_ANOTHER_PAIR: Final = re.compile(r"\b(?:host|server|user|uid|user_?id|db_?name|database)=\S")
"""What stands beside the password of a connection."""

_PAIR: Final = re.compile(r"\b[a-z_]+=\S", re.IGNORECASE)
_MAIL: Final = re.compile(r"[^@\s:/]+@[\w-]+(?:\.[\w-]+)+")
_HEADERS: Final = SIGN_IN_HEADERS | {"cookie", "set-cookie"}
"""Headers of HTTP that a server knows somebody by; a cookie may hold less than a login."""

_EDGES: Final = "\"'`().,;:!?[]"
_QUIET: Final = re.compile(r"[\w./-]*")


class NamedValue(NamedTuple):
    """Where the value beside the name of a credential begins."""

    start: int
    is_prose: bool
    """Whether a sentence says so: ``the password is``."""
    name: str
    mark: str = ""
    """What joins them: ``=``, ``:``, or nothing."""


def places_in_text(text: str) -> Iterator[SecretShape]:
    """Yield tokens, and what lets a reader of an address in."""
    yield from find_secrets(text)
    if "@" in text:
        yield from _logins(text)
    if "://" not in text:
        return
    for match in _ADDRESS.finditer(text):
        if match["user"] is not None and match["user"] not in _PLAIN_USERS:
            yield SecretShape("user", "a user or token in an address", *match.span("user"))
        begin, end = match.span("rest")
        halves = _NO_PORT.match(text, begin, end)
        if halves is not None:
            yield SecretShape("password", "a password in an address", *halves.span())
        for found in _PARAMETER.finditer(text, begin, end):
            if is_sensitive_parameter(found["name"]):
                yield SecretShape(found["name"], "a secret in an address", *found.span("value"))


def _logins(text: str) -> Iterator[SecretShape]:
    """Yield the passwords of addresses without a scheme: ``user:password@host``."""
    for match in _LOGIN_AT.finditer(text):
        if match["user"].lower() not in _NO_USERS and is_strong(match["secret"]):
            yield SecretShape("password", "a password in an address", *match.span("secret"))
    for match in _THIN.finditer(text):
        yield SecretShape("password", "a password in an address", *match.span("secret"))


def named_values(text: str) -> Iterator[NamedValue]:
    """Yield where the value beside the name of a credential begins, look-alikes as they are meant.

    The same may come twice.
    """
    yield from _named_values(text)
    for reading, places in readings(text):
        for found in _named_values(reading):
            yield found if places is None else found._replace(start=places[found.start])


def _named_values(text: str) -> Iterator[NamedValue]:
    if "--" in text:
        yield from _named_by_form(_FLAG, text)
    if "earer " in text or "EARER " in text:
        yield from _named_by_form(_BEARER, text)
    yield from _told_by_value(text)
    words: list[str] = WITHOUT_COLON.findall(text)
    if _JOINS.search(text) is not None:
        words += _BEFORE_VALUE.findall(text)
    # Names that are the same but for their numbers are judged once: a large file has thousands.
    if not any(map(can_end_credential, {word.rstrip(DIGITS) for word in words})):
        return
    yield from _named_by_form(_IN_LIST, text)
    for match in _NAMED.finditer(text):
        is_prose = match["is"] is not None
        if is_sensitive_name(match["name"]) and not (is_prose and not _is_telling(text, match)):
            scheme = _SCHEME.match(text, match.end())
            start = match.end() if scheme is None else scheme.end()
            yield NamedValue(start, is_prose, match["name"], match["mark"] or "")
    for match in WITHOUT_COLON.finditer(text):
        is_alone = text.startswith(("# ", "#\t"), match.end())
        if not is_alone and is_sensitive_name(match["name"]) and _is_telling(text, match):
            yield NamedValue(match.end(), True, match["name"])


def _told_by_value(text: str) -> Iterator[NamedValue]:
    """Yield what only a blank or a tag joins to a name, and is no word of a sentence."""
    for pattern in (_BLANK_BESIDE, _LOGIN):
        for match in pattern.finditer(text):
            if is_strong(match["word"].strip(_EDGES)):
                yield NamedValue(match.end(), True, "password")
    if "</" in text:
        for match in _ELEMENT.finditer(text):
            if is_sensitive_name(match["name"]):
                yield NamedValue(match.end(), True, match["name"], ">")


def _named_by_form(pattern: re.Pattern[str], text: str) -> Iterator[NamedValue]:
    """Yield values that only a form joins to a name: that of a command line, a list, a header."""
    for match in pattern.finditer(text):
        if is_sensitive_name(match["name"]) and _is_telling(text, match):
            yield NamedValue(match.end(), True, match["name"])


def is_quiet(text: str) -> bool:
    """Whether a text joins no name to a value, and is no address: most are names."""
    return _QUIET.fullmatch(text) is not None


def doubtful_secrets(text: str) -> list[SecretShape]:
    """Return what looks like a credential, and stands where one would, in order.

    What ``find_secrets`` is certain of is not among them. Ordinary words beside the name of a
    credential are not: ``token: usage per day``, ``the password policy is strict``.
    """
    if is_quiet(text):
        return []
    found = [each for each in places_in_text(text) if _lets_in(text, each)]
    named = list(islice(named_values(text), _MOST_NAMED))
    if len(named) == _MOST_NAMED:
        return [SecretShape("text", "a text full of names of credentials", 0, len(text))]
    is_connection = bool(named) and _ANOTHER_PAIR.search(text) is not None
    for value in named:
        word = _QUOTED.match(text, value.start) or _WORD.match(text, value.start)
        if word is not None and placeholder_at(text, value.start) is None:
            start, end = _within(text, *word.span())
            if _is_like_a_password(text[start:end], value, is_connection=is_connection):
                name = _telling_words(value.name)
                found.append(SecretShape(name, f"a value beside '{name}'", start, end))
    return _apart(text, found)


def _apart(text: str, found: list[SecretShape]) -> list[SecretShape]:
    """Return what shares no character with what is certain or comes before, in order."""
    taken = bytearray(len(text))
    for each in find_secrets(text):
        taken[each.start : each.end] = b"1" * (each.end - each.start)
    apart: list[SecretShape] = []
    for each in sorted(found, key=lambda shape: (shape.start, -shape.end)):
        if taken.find(b"1", each.start, each.end) < 0:
            taken[each.start : each.end] = b"1" * (each.end - each.start)
            apart.append(each)
    return apart


def is_doubtful_option(name: str, value: object) -> bool:
    """Whether an option such as ``dsn`` or ``authorization``, whose name says less, holds a login.

    What is an address, or pairs of names and values, is judged by what stands in it.
    """
    if not isinstance(value, str) or not is_sensitive_name(name) or name.lower().endswith("id"):
        return False
    is_pair = _PAIR.search(value) is not None and name.lower() not in _HEADERS
    if _WHOLE_ADDRESS.fullmatch(value) or is_pair or value[:1] in {"{", "$"}:
        return False
    words = (word.strip(_EDGES) for word in value.split())
    return "{{" not in value and any(is_odd(word) for word in words)


def is_written_header(name: str, value: object) -> bool:
    """Whether a header holds what somebody signs in with: ``Authorization: Bearer a1b2``."""
    return name.lower() in _HEADERS and is_doubtful_option(name, value)


def is_doubtful_below_group(path: Loc, value: object) -> bool:
    """Whether a value somewhere below ``secrets`` or ``credentials`` is a password by itself.

    What stands there goes by its own name: projects, users and addresses are none.
    """
    if not isinstance(value, str) or not is_strong(value) or _MAIL.fullmatch(value) is not None:
        return False
    return any(isinstance(step, str) and _names_group(step) for step in path[:-1])


def _names_group(key: str) -> bool:
    return key.lower() == "secrets" or (is_credential_key(key) and is_group_of_options(key))


def is_doubtful_label(name: str, value: object) -> bool:
    """Whether a label such as ``token`` holds one: ``token: usage`` is said of a product."""
    if not isinstance(value, str) or not is_sensitive_name(name):
        return False
    return looks_made_up(value)


def secrets_for_nobody(text: str) -> list[SecretShape]:
    """Return what of a value is refused: real secrets, and logins of what is an address as a whole.

    Such an address is used as it stands, so nothing can be left out of it.
    """
    found = list(find_secrets(text))
    if "://" in text and _WHOLE_ADDRESS.fullmatch(text) is not None:
        found += doubtful_secrets(text)
    return sorted(found, key=lambda shape: shape.start)


def without_doubtful_secrets(text: str) -> str:
    """Return a text with stars for what may be a credential."""
    shown = list(text)
    for found in doubtful_secrets(text):
        shown[found.start : found.end] = "*" * (found.end - found.start)
    return "".join(shown)


def _is_telling(text: str, match: re.Match[str]) -> bool:
    """Whether the word after a match looks like more than the next word of a sentence."""
    word = _WORD.match(text, match.end())
    return word is not None and _TELLING.search(text, *_within(text, *word.span())) is not None


def _telling_words(name: str) -> str:
    """Return the last words of a name, as many as tell that it is that of a credential."""
    words = name.split()
    ends = (" ".join(words[start:]) for start in range(len(words) - 1, -1, -1))
    return next((end for end in ends if is_sensitive_name(end)), name)


def _within(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a word without the quotes and the punctuation around it."""
    written = text[start:end]
    start += len(written) - len(written.lstrip(_EDGES))
    return start, max(start, start + len(text[start:end].rstrip(_EDGES)))


def _lets_in(text: str, shape: SecretShape) -> bool:
    """Whether what an address holds lets its reader in; a shape of ``find_secrets`` is certain."""
    value = text[shape.start : shape.end]
    if shape.kind == "user":
        return text.endswith(_SIGNED_IN, 0, shape.start)
    if shape.title == "a secret in an address" and not is_credential_key(shape.kind):
        return _KEY.fullmatch(value) is not None
    return is_odd(value)


def _is_like_a_password(value: str, named: NamedValue, *, is_connection: bool) -> bool:
    if not value or value[0] in "{$<*" or "{{" in value:
        return False
    if is_connection and named.mark == "=" and is_credential_key(named.name):
        return True
    return is_odd(value) and (bool(named.mark) or any(map(str.isdigit, value)))
