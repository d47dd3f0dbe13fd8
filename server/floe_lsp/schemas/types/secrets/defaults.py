"""What dbt puts where a variable is not set: a default in a template is text written out.

``{{ env_var('DB_PASSWORD', 'x9k2') }}`` is judged as ``x9k2`` would be in its place, and by the
name of the variable. So is what stands behind ``or``, ``else`` and in ``default(...)``, and the
default in ``${DB_PASSWORD:-x9k2}``. Any other text in a template is a secret when it is strong.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from .names import is_sensitive_name
from .words import is_strong

_TEMPLATE: Final = re.compile(
    r"""\{\{(?P<printed>(?:[^{}]|\{(?!\{)|\}(?!\})){1,2000})\}\}
      | \{%(?P<done>(?:[^{}%]|%(?!\})|[{}]){1,2000}?)%\}
      | \$\{(?:oc\.env:)?(?P<name>[A-Za-z_]\w{0,199})(?::?[-=]|,)(?P<default>[^{}\r\n]{1,400})\}""",
    re.VERBOSE,
)
_NAME: Final = re.compile(
    r"""var\s*\(\s*(?:\w{1,20}\s*=\s*)?(?P<mark>''?|\\?")(?P<name>[A-Za-z_]\w{0,199})(?P=mark)"""
)
"""A call of ``env_var`` or ``var`` as far as the name of the variable."""

_LITERALS: Final = {
    mark: re.compile(rf"(?P<mark>{marks})(?P<text>(?:(?!(?P=mark))[^\r\n]){{1,400}})(?P=mark)")
    for mark, marks in {"'": "['\"]", '"': "['\"]", "''": "''", '\\"': r"\\\"|'"}.items()
}
"""Texts in a template, by the quotes around the name of the first variable: they are doubled or
escaped where YAML puts all of it into quotes itself."""

_IS_DEFAULT: Final = re.compile(r"(?:\bor|\belse|\|\s*(?:default|d)\()\s*\Z")
_IS_SECOND: Final = re.compile(r"\s*,\s*(?:\w{1,20}\s*=\s*)?")
_SECRET_TO_DBT: Final = re.compile("DBT_ENV_SECRET")
"""How the names of variables begin that dbt shows nowhere."""


class Default(NamedTuple):
    """A template with a default, in a text."""

    start: int
    end: int
    start_read: int
    """Where the default begins in the text as it is read."""
    end_read: int
    is_told: bool
    """Whether it is a secret whatever it stands in."""


class _Written(NamedTuple):
    """What is written out in a template."""

    default: str
    is_told: bool


def with_defaults(text: str) -> tuple[str, list[Default]]:
    """Return a text with each default in place of its template, and these templates."""
    if "var" not in text and "${" not in text:
        return text, []
    found: list[Default] = []
    parts: list[str] = []
    done = read = 0
    for match in _TEMPLATE.finditer(text):
        written = _written(match)
        if written is None:
            continue
        default = written.default
        parts += (text[done : match.start()], default)
        read += match.start() - done
        found.append(Default(*match.span(), read, read + len(default), written.is_told))
        read += len(default)
        done = match.end()
    return "".join([*parts, text[done:]]), found


def _written(template: re.Match[str]) -> _Written | None:
    if template["name"] is not None:
        default = template["default"]
        return _Written(default, _names_secret(template["name"]) or is_strong(default))
    inner = template["printed"] or template["done"]
    names = list(_NAME.finditer(inner))
    if not names:
        return None
    ends = {each.end() for each in names}
    defaults: list[str] = []
    others: list[str] = []
    before = 0
    for literal in _LITERALS[names[0]["mark"]].finditer(inner):
        if literal.end() not in ends:
            gap = inner[before : literal.start()]
            is_second = before in ends and _IS_SECOND.fullmatch(gap) is not None
            is_default = is_second or _IS_DEFAULT.search(gap) is not None
            (defaults if is_default else others).append(literal["text"])
        before = literal.end()
    if not defaults and not any(map(is_strong, others)):
        return None
    is_named = bool(defaults) and any(_names_secret(each["name"]) for each in names)
    is_told = is_named or any(map(is_strong, [*defaults, *others]))
    return _Written(defaults[0] if defaults else "", is_told)


def _names_secret(variable: str) -> bool:
    return is_sensitive_name(variable) or _SECRET_TO_DBT.match(variable) is not None


def reached(defaults: list[Default], spans: Iterable[tuple[int, int]]) -> Iterator[Default]:
    """Yield the templates whose default is a secret.

    Args:
        defaults: The templates of a text.
        spans: Where secrets stand in the text as it is read.
    """
    places = sorted(spans)
    at = 0
    for each in defaults:
        while at < len(places) and places[at][1] <= each.start_read:
            at += 1
        if each.is_told or (at < len(places) and places[at][0] < each.end_read):
            yield each
