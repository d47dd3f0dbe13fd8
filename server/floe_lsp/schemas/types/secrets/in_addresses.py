"""What lets the reader of an address in: a user, a password, a parameter that signs it."""

import re
from collections.abc import Iterator
from typing import Final

from .names import is_credential_key, is_sensitive_parameter
from .shapes import SecretShape, find_secrets
from .words import is_odd, is_slug, is_strong

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
_ENCODED: Final = re.compile(
    r"(?:[?&;#=+]|%(?:26|3[BbFfDd]|20))(?P<name>[A-Za-z][\w.-]{0,79})%3[Dd]"
    r"(?P<value>(?:[^\s&;#%{}$*]|%(?!26|3[Bb])){1,400})"
)
"""A parameter within another, such as the connection of ``odbc_connect``: ``PWD%3Dx``."""

_PLAIN_USERS: Final = frozenset({"git", "user", "username"})

_SIGNED_IN: Final = ("http://", "https://", "grpc://", "grpcs://", "ws://", "wss://")
"""Where a user alone may be a token. ``abfss://container@account`` names no user, and the user of a
database is not secret."""

WHOLE_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://\S+")
"""A text that is an address and nothing else."""

_KEY: Final = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9%+/=.~-]{12,}")
"""What a parameter such as ``code`` or ``key`` holds when it lets its reader in."""


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
        for found in _ENCODED.finditer(text, begin, end) if "%3" in match["rest"] else ():
            if is_sensitive_parameter(found["name"]):
                yield SecretShape(found["name"], "a secret in an address", *found.span("value"))
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


def lets_in(text: str, shape: SecretShape) -> bool:
    """Whether what an address holds lets its reader in; a shape of ``find_secrets`` is certain."""
    value = text[shape.start : shape.end]
    if shape.kind == "user":
        return text.endswith(_SIGNED_IN, 0, shape.start)
    if shape.title == "a secret in an address" and not is_credential_key(shape.kind):
        return _KEY.fullmatch(value) is not None and not is_slug(value)
    return is_odd(value)
