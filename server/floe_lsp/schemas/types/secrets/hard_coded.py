"""Secrets that are written out in the files of a repository, whatever language they are in.

A file of code says more beside the name of a credential than a configuration does:
``token = tokens[0]``, ``password=password`` and ``where secret = 'yes'`` are no secrets. So beside
a name only what is written out counts: a literal in quotes, and the value of an entry in YAML,
which its tree tells (``written_out``). What has the shape of a real secret is one anywhere.
"""

import re
from collections.abc import Iterator
from enum import Enum
from itertools import chain
from typing import Final, NamedTuple

from .comparisons import Comparisons
from .entropy import find_random
from .name_words import OF_PASSWORDS
from .names import can_end_credential, is_credential_key
from .shapes import SecretShape, find_secrets
from .stand_ins import stands_in
from .statements import in_statements
from .words import is_odd, is_slug, looks_made_up


class Language(Enum):
    """What of a file counts, by the language that it is in."""

    YAML = "yaml"
    """Entries are told by the tree, so that the text tells shapes alone."""
    PYTHON = "python"
    """A value that is not in quotes is the name of another."""
    SQL = "sql"
    """The same, and an equals sign compares, but in Jinja and behind ``set``."""
    DATA = "data"
    """Rows of values, beside which no name stands."""
    PROSE = "prose"


class SecretKind(Enum):
    """What a secret gives access to, as scanners tell them apart."""

    AWS_KEY = "aws key"
    PASSWORD = "password"  # noqa: S105 - it names a kind
    TOKEN = "token"  # noqa: S105 - it names a kind
    PRIVATE_KEY = "private key"
    RANDOM = "random"
    """Nothing tells what it is but that nobody would type it."""


class HardCoded(NamedTuple):
    """A secret in the text of a file."""

    kind: SecretKind
    title: str
    """In words, without anything of it: "an AWS access key"."""
    start: int
    """Offset of its first character, in code points."""
    end: int


_KINDS: Final = {
    "aws-access-key": SecretKind.AWS_KEY,
    "private-key": SecretKind.PRIVATE_KEY,
    "url-password": SecretKind.PASSWORD,
    "basic-login": SecretKind.PASSWORD,
}

_TEXT: Final = r"""(?P<prefix>[rRbBuUfFnNeE]{0,2})(?P<quote>\"{3}|'{3}|["'])
    (?P<value>(?!["'])(?:\\[^\r\n]|(?!(?P=quote))[^\r\n\\]){1,400})(?P=quote)"""
"""A text in quotes on one line. What begins with a quote stands between two of them, as in
``"password='" + password + "'"``."""

_LITERAL: Final = re.compile(
    r"""(?<![\w$@.-])(?P<name>[^\W\d][\w.-]{0,79})["']?\]?[ \t]{0,9}
        (?::[ \t]{0,9}[A-Za-z][\w.|\[\] ]{0,40}(?==))?
        (?P<mark>(?<![=!<>~])=(?![=>])|=>|:=|:)[ \t]{0,9}
        (?P<open>\([ \t]{0,9})?"""
    + _TEXT,
    re.VERBOSE,
)
"""The name of a variable, a parameter or an entry, and a text in quotes."""

_VARIABLE: Final = re.compile(
    r"""\b(?:setdefault|putenv|setenv|getenv|environ\.get)\([ \t]{0,9}
        ["'](?P<name>[^\W\d][\w.-]{0,79})["'][ \t]{0,9}(?P<mark>,)[ \t]{0,9}(?P<open>)"""
    + _TEXT,
    re.VERBOSE,
)
"""A variable of the environment that is set, or read with what stands in for it."""

_LOWER: Final = re.compile(r"[a-z]+(?:_[a-z]+)*")
_TYPE: Final = re.compile(
    r"(?:big|small|tiny|u)?int(?:eger)?[0-9]{0,3}|float[0-9]{0,2}|double|decimal|number|numeric"
    r"|n?(?:var)?char2?|character|text|str|string|bool|boolean|date|time|datetime[0-9]{0,2}"
    r"|timestamp\w{0,4}|binary|bytes|variant|object|category",
    re.IGNORECASE | re.ASCII,
)
"""The name of a type in SQL, Python or their libraries, without its sizes."""
_SHORTEST_TOKEN: Final = 8
_WORDS_FOR_ONE: Final = frozenset({"pass", "passwd", "password", "pwd", "secret", "token"})
"""What stands in an address that shows where the password goes, and in a table of names."""


def find_hard_coded(text: str, language: Language) -> list[HardCoded]:
    """Return the secrets that a text tells by itself, in order and apart from each other.

    Args:
        text: The text of a file.
        language: What it is written in. Of YAML the entries below names of credentials are not
            among them: ``kind_of_entry`` judges those.
    """
    found = [
        HardCoded(_kind(text, each), each.title, each.start, each.end)
        for each in find_secrets(text)
        if _is_written_out(text, each, language)
    ]
    if language in _WITH_QUOTES:
        found += _in_quotes(text, language)
    if language is not Language.DATA:
        found += _in_statements(text, language)
    if language in _WITH_RANDOM:
        title = "a text of random letters and digits"
        found += [HardCoded(SecretKind.RANDOM, title, *span) for span in find_random(text)]
    return apart(found)


_CODE: Final = frozenset({Language.PYTHON, Language.SQL})
_WITH_QUOTES: Final = _CODE | {Language.PROSE}
_WITH_RANDOM: Final = _CODE | {Language.YAML}


def apart(found: list[HardCoded]) -> list[HardCoded]:
    """Return secrets in the order of their places; of those that overlap, what is told first."""
    taken: list[HardCoded] = []
    for each in sorted(found, key=lambda secret: (secret.start, _ORDER[secret.kind])):
        if not taken or each.start >= taken[-1].end:
            taken.append(each)
    return taken


_ORDER: Final = {kind: index for index, kind in enumerate(SecretKind)}


def kind_of_entry(name: str, value: object) -> SecretKind | None:
    """Return what an entry of a mapping holds that is called like a credential, if it is written.

    Args:
        name: The name that tells.
        value: The plain value: anything but nothing, a yes or no, or a template.
    """
    written = str(value)
    if stands_in(written):
        return None
    if is_password_name(name):
        return SecretKind.PASSWORD
    return SecretKind.TOKEN if _is_token(written) else None


def is_password_name(name: str) -> bool:
    """Return whether a name of a credential is that of a password: ``db_password``, ``pass``."""
    words = re.findall(r"[a-z]+|[A-Z][a-z]*|[^\W\d_A-Za-z]+", name.rpartition(".")[2])
    plain = [word.lower() for word in words]
    joined = "".join(plain)
    return any(
        word in OF_PASSWORDS or word in {"pass", "pw"} or word.endswith(("password", "passwd"))
        for word in (*plain, joined)
    )


def _in_quotes(text: str, language: Language) -> Iterator[HardCoded]:
    """Yield texts in quotes beside the name of a credential."""
    comparisons = Comparisons(text, is_sql=language is Language.SQL)
    for match in chain(_LITERAL.finditer(text), _VARIABLE.finditer(text)):
        name, value = match["name"], match["value"]
        if not can_end_credential(_last_word(name)) or not is_credential_key(name):
            continue
        if stands_in(value) or _names_itself(name, value) or not _is_whole(match, text):
            continue
        place = match.span("value")
        if not is_password_name(name):
            if _is_token(value):
                yield HardCoded(SecretKind.TOKEN, f"a value of '{name}'", *place)
        elif _is_password(value) and not (
            language in _CODE and _is_word_of_code(match, comparisons)
        ):
            yield HardCoded(SecretKind.PASSWORD, f"a value of '{name}'", *place)


def _in_statements(text: str, language: Language) -> Iterator[HardCoded]:
    """Yield what stands beside the name of a credential in statements of SQL."""
    for name, start, end in in_statements(text, is_sql=language is Language.SQL):
        value = text[start:end]
        if not _is_password(value) or stands_in(value) or _names_itself(name, value):
            continue
        if is_password_name(name):
            yield HardCoded(SecretKind.PASSWORD, f"a value of '{name}'", start, end)
        elif _is_token(value):
            yield HardCoded(SecretKind.TOKEN, f"a value of '{name}'", start, end)


def _is_whole(match: re.Match[str], text: str) -> bool:
    """Whether nothing is put into a text, and it is alone where it stands in brackets."""
    if match["prefix"] and "f" in match["prefix"].lower() and "{" in match["value"]:
        return False
    return not match["open"] or text[match.end() : match.end() + 10].lstrip(" \t")[:1] == ")"


def _is_password(value: str) -> bool:
    """Whether a text may be a password: no sentence, and no word for one as aliases of fields."""
    return " " not in value and value.lower() not in _WORDS_FOR_ONE


def _is_word_of_code(match: re.Match[str], comparisons: Comparisons) -> bool:
    """Whether a value is compared, or is the name of a type or a column, or a word of a table.

    Mappings of code say what a column of passwords is called, is typed or is counted as:
    ``{"pwd": "customer_pwd"}``, ``{"pass": "economy"}``, and so does an entry ``df["pass"]``.
    """
    name, mark, value = match["name"], match["mark"], match["value"]
    if _TYPE.fullmatch(value.partition("(")[0]) is not None:
        return True
    if is_odd(value):
        return False
    if mark == "=" and comparisons.compares(match.start()):
        return True
    return _LOWER.fullmatch(value) is not None and (
        mark == ":"
        or _last_word(name).lower() == "pass"
        or ("_" in value and is_password_name(value))
    )


def _kind(text: str, found: SecretShape) -> SecretKind:
    if found.kind == "assigned":
        before = text[max(0, found.start - _LONGEST_NAME) : found.start].rstrip("='\"")
        name = _NOT_IN_NAME.split(before)[-1]
        return SecretKind.PASSWORD if is_password_name(name) else SecretKind.TOKEN
    return _KINDS.get(found.kind, SecretKind.TOKEN)


_NOT_IN_NAME: Final = re.compile(r"[^\w-]")
_LONGEST_NAME: Final = 80


def _last_word(name: str) -> str:
    return name.rpartition(".")[2]


def _names_itself(name: str, value: str) -> bool:
    """Whether a text says again what its name says: ``PASSWORD_KEY = "password"``."""
    plain = re.sub(r"\W|_", "", value).lower()
    return plain.isalpha() and plain in re.sub(r"\W|_", "", name).lower()


def _is_token(value: str) -> bool:
    """Whether a value is no word: what a key, a token or the secret of a client looks like."""
    if len(value) < _SHORTEST_TOKEN or " " in value or is_slug(value) or "://" in value:
        return False
    return looks_made_up(value)


def _is_written_out(text: str, found: SecretShape, language: Language) -> bool:
    """Whether the shape of a secret is one here, and not a part of an expression."""
    value = text[found.start : found.end]
    if found.kind == "url-password":
        return value.lower() not in _WORDS_FOR_ONE and not stands_in(value)
    if found.kind != "assigned":
        return True
    if stands_in(value) or is_slug(value) or not looks_made_up(value):
        return False
    return language is not Language.DATA and (
        language not in _CODE or _is_inside_quotes(text, found.start)
    )


def _is_inside_quotes(text: str, offset: int) -> bool:
    before = text[text.rfind("\n", 0, offset) + 1 : offset]
    return before.count('"') % 2 == 1 or before.count("'") % 2 == 1
