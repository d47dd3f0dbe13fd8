"""What a credential looks like: placeholders, and the shapes of real tokens.

One place for this knowledge, beside that of names (``credential_names``). The artifact's guard uses
it, and so do the compiler's rules for secrets in ``floe.yaml`` and in the manifest, and what hides
secrets in everything that is shown. Precision counts more than reach: a product called
``token-usage``, a role ``SYSADMIN`` or a file ``tokens.duckdb`` is not a secret.
"""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

from floe_lsp.schemas.types.errors import Loc
from floe_lsp.schemas.types.raw import is_list, is_mapping

from .names import (
    is_credential_key,
    is_credential_parameter,
    is_group_of_options,
    tells_of_credential,
)

_Trail: TypeAlias = "tuple[_Trail, str | int] | None"
"""A path as its last step and the path before it."""

_PLACEHOLDER: Final = re.compile(
    r"""\s*\{\{-?\s*env_var\(\s*
        (?P<quote>['"])[A-Za-z_][A-Za-z0-9_]*(?P=quote)
        \s*(?:,\s*(?:''|"")\s*)?\)
        (?:\s*\|\s*\w+)*\s*-?\}\}\s*""",
    re.VERBOSE | re.ASCII,
)


def is_placeholder(value: object) -> bool:
    """Return whether a value is one dbt ``env_var`` placeholder that holds no text of its own.

    A credential stands in a profile in no other form. Filters without arguments may follow
    (``| int``, ``| as_native``), and the default may be empty; any other default is the credential
    written out.
    """
    return isinstance(value, str) and _PLACEHOLDER.fullmatch(value) is not None


_PLACEHOLDER_HERE: Final = re.compile(
    "[\"']?" + _PLACEHOLDER.pattern + "[\"']?", re.VERBOSE | re.ASCII
)


def placeholder_at(text: str, offset: int) -> int | None:
    """Return where a placeholder at an offset ends, in quotes or not; ``None`` for none."""
    match = _PLACEHOLDER_HERE.match(text, offset)
    return None if match is None else match.end()


@dataclass(frozen=True)
class SecretShape:
    """A real secret seen in a text.

    Attributes:
        kind: Short name such as ``aws-access-key``.
        title: In words: "an AWS access key".
        start: Offset of its first character, in code points.
        end: Offset after its last character.
    """

    kind: str
    title: str
    start: int
    end: int


_OF_SERVICES: Final = (
    # By the prefixes that their makers chose so that scanners know them; shorter ones, and those
    # that hold no digit where others do, are words. Lengths as in the rules of gitleaks
    # (https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml) or less.
    r"(?<![A-Za-z0-9])(?:npm_[A-Za-z0-9]{36}|pypi-AgE[A-Za-z0-9_-]{16,}|hf_[A-Za-z0-9]{30,}"
    r"|sk-(?:proj|svcacct|admin|ant)-(?=[A-Za-z_-]{0,60}[0-9])[A-Za-z0-9_-]{20,}"
    r"|sk-(?=[A-Za-z]{0,60}[0-9])[A-Za-z0-9]{32,}"
    r"|dbt[a-z]_(?=[A-Za-z_-]{0,60}[0-9])[A-Za-z0-9_-]{20,}"
    r"|hv[bsr]\.[A-Za-z0-9_-]{20,}|SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}"
    r"|ya29\.[A-Za-z0-9_-]{20,}|ATATT3[A-Za-z0-9_=-]{30,}|AGE-SECRET-KEY-1[A-Z0-9]{20,}"
    r"|do[opr]_v1_[a-f0-9]{32,}|shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}"
    r"|glsa_[A-Za-z0-9]{20,}(?:_[A-Fa-f0-9]{8})?"
    r"|lin_api_[A-Za-z0-9]{32,}|PMAK-[a-f0-9]{24}-[a-f0-9]{34}"
    r"|xapp-[0-9]-[A-Z0-9]{8,}-[0-9]{8,}-[A-Za-z0-9]{20,})(?![A-Za-z0-9])"
)

_SHAPES: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "aws-access-key",
        "an AWS access key",
        r"(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])",
    ),
    (
        "private-key",
        "a private key",
        (
            r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"
            r"(?:[^-]*-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----)?"
        ),
    ),
    (
        "github-token",
        "a GitHub token",
        (
            r"(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255})"
            r"(?![A-Za-z0-9_])"
        ),
    ),
    (
        "gitlab-token",
        "a GitLab token",
        r"(?<![A-Za-z0-9])gl(?:pat|ptt|dt|rt|cbt|soat)-[A-Za-z0-9_-]{20,}",
    ),
    (
        "slack-token",
        "a Slack token",
        r"(?<![A-Za-z0-9])xox[abeoprs]-[0-9]{6,}-[0-9A-Za-z-]{10,}",
    ),
    (
        "slack-webhook",
        "a Slack webhook",
        r"https://hooks\.slack\.com/services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16,}",
    ),
    (
        "stripe-key",
        "a Stripe key",
        r"(?<![A-Za-z0-9])[rs]k_(?:live|test)_[0-9A-Za-z]{16,}",
    ),
    (
        "jwt",
        "a JSON web token",
        r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{16,}",
    ),
    (
        "google-api-key",
        "a Google API key",
        r"(?<![A-Za-z0-9])AIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])",
    ),
    (
        "google-oauth-secret",
        "a Google OAuth secret",
        r"(?<![A-Za-z0-9])GOCSPX-[0-9A-Za-z_-]{28}(?![0-9A-Za-z_-])",
    ),
    (
        "databricks-token",
        "a Databricks token",
        r"(?<![A-Za-z0-9])dapi[0-9a-f]{32}(?:-[0-9]+)?(?![0-9A-Za-z])",
    ),
    ("service-token", "an access token", _OF_SERVICES),
    (
        "url-password",
        "a password in an address",
        r"://[^\s/?#@:{}$<>*]*:(?P<secret>[^\s/?#{}$<>*]+)@",
    ),
    (
        # One that is not written as addresses ask for; digits and a slash are a port and a path.
        "url-password",
        "a password in an address",
        (
            r"://[^\s/?#@:{}$<>*\[]{0,200}:(?!(?:[0-9]{0,5}|[Pp]ort|PORT)[/?#])"
            r"(?P<secret>[^\s/?#@{}$<>*]{0,200}[/?#][^\s@{}$<>*]{0,200})@(?=[\w\[.-])"
        ),
    ),
    (
        "url-password",
        "a password in an address",
        (
            r"://[^\s/?#@:{}$<>*\[]{0,200}:(?!(?:[0-9]{0,5}|[Pp]ort|PORT)[\s/?#,;])"
            r"(?P<secret>[^\s@{}$<>*,;]{1,80}(?: [^\s@:{}$<>*,;'\"]{1,80}){1,3})@(?=[\w\[.-])"
        ),
    ),
    (
        "basic-login",
        "a user and password in base64",
        r"\b(?i:basic) {1,4}(?P<secret>[A-Za-z0-9+/]{4,400}={0,2})(?![\w+/=])",
    ),
    (
        "url-token",
        "a token in an address",
        r"https?://(?=[^\s/@]*[0-9])(?P<secret>[^\s/?#@:{}$<>*]{16,})@",
    ),
    (
        "url-parameter",
        "a secret in an address",
        r"[?&](?P<name>[A-Za-z][\w.-]*)=(?P<secret>[^\s&;#'\"{}$<>*]{6,})",
    ),
    (
        "assigned",
        "a credential in a text",
        (
            r"(?u:(?<![\w?&.-])(?P<name>[^\W\d_]\w*|--[^\W\d_][\w-]{0,79}))="
            r"(?=[^\s;]{0,200}[0-9]|[^\s;]{16})(?P<secret>[^\s;,&'\"{}()\[\]$<>*%]{6,})"
        ),
    ),
)

_SHORTEST: Final = 8
_HINTS: Final = re.compile(
    "A[KSB]IA|ACCA|-----BEGIN|gh[pousr]_|github_pat_|gl[a-z]{2,4}-|xox|hooks|k_live_|k_test_|eyJ|AIza"
    "|GOCSPX|dapi|npm_|pypi-A|hf_|sk-|dbt[a-z]_|hv[bsr]\\.|SG\\.|ya29|ATATT3|AGE-S|do[opr]_v1_"
    "|shp(?:at|ca|pa|ss)_|glsa_|lin_api|PMAK|xapp-|://[^/\\s]*@|\\w=[^\\s=]{6}"
    "|://[^\\s/@:]{0,200}:[^\\r\\n@]{0,300}@|[Bb](?:asic|ASIC) "
)
"""One pass that most texts fail, before the patterns themselves."""
_COMPILED: Final = tuple(
    (kind, title, re.compile(pattern, re.ASCII)) for kind, title, pattern in _SHAPES
)


def find_secrets(text: str) -> Iterator[SecretShape]:
    """Yield the real secrets in a text, in their order, judged by the shapes of known tokens.

    Nothing is guessed from randomness, so a hash or an identifier is never taken for a secret.
    """
    if len(text) < _SHORTEST or _HINTS.search(text) is None:
        return
    found = [
        SecretShape(kind, title, *match.span("secret" if "secret" in pattern.groupindex else 0))
        for kind, title, pattern in _COMPILED
        for match in pattern.finditer(text)
        if _is_meant(kind, match)
    ]
    yield from sorted(found, key=lambda shape: shape.start)


def _is_meant(kind: str, match: re.Match[str]) -> bool:
    """Say whether what a shape has found is one by what a pattern cannot tell.

    What stands next to a name does so next to that of a credential, and base64 is that of a login.
    """
    if kind == "basic-login":
        return _is_login(match["secret"])
    name = match.groupdict().get("name")
    return name is None or is_credential_parameter(name)


class Reach(Enum):
    """How far down from the name of a credential what stands below it is the credential."""

    NOTHING = "nothing"
    VALUES = "values"
    """Its value, and the items of a list; entries of a mapping go by their own names."""
    ALL = "all"

    def below(self, key: object) -> "Reach":
        """Return how far that of an entry's name reaches, in a mapping that this one reaches."""
        if not isinstance(key, str):
            return self if self is Reach.ALL else Reach.NOTHING
        if is_credential_key(key):
            return Reach.VALUES if is_group_of_options(key) else Reach.ALL
        is_part = self is Reach.ALL and not tells_of_credential(key)
        return Reach.ALL if is_part else Reach.NOTHING


def _is_login(encoded: str) -> bool:
    """Say whether base64 is a user, a colon and a password: no word of a sentence is, by chance."""
    try:
        plain = b64decode(encoded + "=" * (-len(encoded) % 4), validate=True).decode()
    except ValueError:
        return False
    return plain.isprintable() and ":" in plain


def find_literal_credentials(config: object, path: Loc = ()) -> Iterator[tuple[Loc, object]]:
    """Yield each credential of a configuration that is written out instead of a placeholder.

    ``null``, an empty text and true or false are not credentials. ``secret`` inside ``attach`` is
    the name of a DuckDB secret, not its value.

    Args:
        config: Plain data, of any shape.
        path: Put before each path.

    Yields:
        The path of the value, and the value.
    """
    # A stack instead of recursion, and paths that share their beginnings: the depth of the data
    # is not ours.
    stack: list[tuple[_Trail, object, Reach, bool]] = [
        (None, config, Reach.NOTHING, "attach" in path)
    ]
    while stack:
        trail, value, reach, attached = stack.pop()
        if is_mapping(value):
            named = names_credential(value)
            below = [
                (
                    (trail, key),
                    item,
                    _reach(reach, key, is_value=named and key == "value", attached=attached),
                    attached or key == "attach",
                )
                for key, item in value.items()
                if isinstance(key, str)
            ]
            stack.extend(reversed(below))
        elif is_list(value):
            told = credential_items(value)
            stack.extend(
                ((trail, index), item, Reach.ALL if index in told else reach, attached)
                for index, item in reversed(list(enumerate(value)))
            )
        elif reach is not Reach.NOTHING and not is_no_credential(value):
            yield (*path, *_steps(trail)), value


def _reach(above: Reach, key: str, *, is_value: bool, attached: bool) -> Reach:
    if is_value:
        return Reach.ALL
    return Reach.NOTHING if attached and key.lower() == "secret" else above.below(key)


def credential_items(items: Sequence[object]) -> frozenset[int]:
    """Return which items of a list the item before says to be credentials.

    Whatever follows an option of a command line is one: ``[--password, hunter]``. Of two items
    without dashes the second is one when it is no word: ``[password, hunter2]``, while
    ``[password, email]`` are the names of two columns.
    """
    found = {
        index
        for index in range(1, len(items))
        if _is_credential_flag(items[index - 1]) and not _is_flag(items[index])
    }
    if len(items) == 2 and isinstance(items[0], str) and isinstance(items[1], str):
        name, value = items[0], items[1]
        if _NAME.fullmatch(name) and is_credential_key(name) and looks_made_up(value):
            found.add(1)
    return frozenset(found)


def _is_flag(item: object) -> bool:
    return isinstance(item, str) and item.startswith("-")


def _is_credential_flag(item: object) -> bool:
    return isinstance(item, str) and _FLAG.fullmatch(item) is not None and is_credential_key(item)


_FLAG: Final = re.compile(r"--[^\W\d_][\w-]{0,79}")
_NAME: Final = re.compile(r"[^\W\d_][\w.-]{0,79}")

_PLAIN: Final = re.compile(
    r"[A-Za-z]+(?:[_/.-][A-Za-z]+)*(?:[_-][0-9])?|[0-9]{1,3}%?"
    r"|(?:aes|base|char|hs|int|md|oauth|rs|rsa|sha|utf|uuid|v|varchar)-?[(]?[0-9.]+[)]?",
    re.IGNORECASE | re.ASCII,
)
"""Words of a sentence, names of columns and formats, which are no passwords."""

_SHORTEST_ODD: Final = 4


def is_odd(word: str) -> bool:
    """Return whether a text is no word of a sentence, nor the name of a column or a format."""
    return len(word) >= _SHORTEST_ODD and _PLAIN.fullmatch(word) is None


def looks_made_up(word: str) -> bool:
    """Return whether a text is odd and holds a digit: what nobody writes but as a credential."""
    return is_odd(word) and any(map(str.isdigit, word))


_SIGNS: Final = frozenset("!$%&*+#@?^~")
_INNER_DIGIT: Final = re.compile(r"[0-9][A-Za-z]")
_FORMAL: Final = re.compile(r"[$<{*]|\w+[(]|[A-Za-z]+://|v?[0-9]+[.]")
"""What stands for a value, a type, an address or a version."""

_LONGEST_STRONG: Final = 200
_SHORTEST_STRONG: Final = 8


def is_strong(word: str) -> bool:
    """Return whether a word is a password by itself: letters, digits and a sign, or mixed at will.

    Names with a number, versions and dates are none, whatever they stand beside.
    """
    if not _SHORTEST_STRONG <= len(word) <= _LONGEST_STRONG or _FORMAL.match(word) is not None:
        return False
    if not any(map(str.isdigit, word)) or not any(map(str.isalpha, word)):
        return False
    if not _SIGNS.isdisjoint(word):
        return True
    is_mixed = any(map(str.islower, word)) and any(map(str.isupper, word))
    return is_mixed and _INNER_DIGIT.search(word) is not None


SIGN_IN_HEADERS: Final = frozenset({"authorization", "proxy-authorization"})
"""Headers of HTTP whose value signs somebody in (RFC 9110, section 11)."""


def names_credential(entry: Mapping[object, object]) -> bool:
    """Return whether an entry such as ``{name: PASSWORD, value: ...}`` names a credential."""
    names = (entry.get(key) for key in ("name", "key"))
    return "value" in entry and any(
        isinstance(each, str) and (is_credential_key(each) or each.lower() in SIGN_IN_HEADERS)
        for each in names
    )


def _steps(trail: _Trail) -> list[str | int]:
    steps: list[str | int] = []
    while trail is not None:
        trail, step = trail
        steps.append(step)
    return steps[::-1]


def is_no_credential(value: object) -> bool:
    """Return whether a value is none under any name: nothing, true or false, a placeholder."""
    return value is None or isinstance(value, bool) or value == "" or is_placeholder(value)
