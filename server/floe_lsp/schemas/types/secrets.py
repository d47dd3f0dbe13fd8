"""What a credential looks like: placeholders, and the shapes of real tokens.

One place for this knowledge, beside that of names (``credential_names``). The artifact's guard uses
it, and so do the compiler's rules for secrets in ``floe.yaml`` and in the manifest, and what hides
secrets in everything that is shown. Precision counts more than reach: a product called
``token-usage``, a role ``SYSADMIN`` or a file ``tokens.duckdb`` is not a secret.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from .credential_names import is_credential_key, is_credential_parameter
from .errors import Loc
from .raw import is_list, is_mapping

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
    (
        "url-password",
        "a password in an address",
        r"://[^\s/?#@:{}$<>*]*:(?P<secret>[^\s/?#@{}$<>*]+)@",
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
            r"(?u:(?<![\w?&.-])(?P<name>[^\W\d_]\w*))="
            r"(?=[^\s;]{0,200}[0-9]|[^\s;]{16})(?P<secret>[^\s;,&'\"{}()\[\]$<>*%]{6,})"
        ),
    ),
)

_SHORTEST: Final = 8
_HINTS: Final = re.compile(
    "A[KSB]IA|ACCA|-----BEGIN|gh[pousr]_|github_pat_|gl[a-z]{2,4}-|xox|hooks|k_live_|k_test_|eyJ|AIza"
    "|GOCSPX|dapi|://[^/\\s]*@|\\w=[^\\s=]{6}"
)
"""One pass that most texts fail, before the patterns themselves."""
_COMPILED: Final = tuple(
    (kind, title, re.compile(pattern, re.ASCII)) for kind, title, pattern in _SHAPES
)


def find_secret(text: str) -> SecretShape | None:
    """Return the first real secret in a text, judged by the fixed shapes of known tokens.

    Nothing is guessed from randomness, so a hash or an identifier is never taken for a secret.
    """
    return next(find_secrets(text), None)


def find_secrets(text: str) -> Iterator[SecretShape]:
    """Yield the real secrets in a text, in their order."""
    if len(text) < _SHORTEST or _HINTS.search(text) is None:
        return
    found = [
        SecretShape(kind, title, *match.span("secret" if "secret" in pattern.groupindex else 0))
        for kind, title, pattern in _COMPILED
        for match in pattern.finditer(text)
        if _is_named(match)
    ]
    yield from sorted(found, key=lambda shape: shape.start)


def _is_named(match: re.Match[str]) -> bool:
    """Say whether what a shape has found stands next to the name of a credential, if to any."""
    name = match.groupdict().get("name")
    return name is None or is_credential_parameter(name)


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
    stack: list[tuple[_Trail, object, bool, bool]] = [(None, config, False, "attach" in path)]
    while stack:
        trail, value, is_credential, attached = stack.pop()
        if is_mapping(value):
            named = names_credential(value)
            below = [
                (
                    (trail, key),
                    item,
                    (is_credential_key(key) and not (attached and key.lower() == "secret"))
                    or (named and key == "value"),
                    attached or key == "attach",
                )
                for key, item in value.items()
                if isinstance(key, str)
            ]
            stack.extend(reversed(below))
        elif is_list(value):
            stack.extend(
                ((trail, index), item, is_credential, attached)
                for index, item in reversed(list(enumerate(value)))
            )
        elif is_credential and not is_no_credential(value):
            yield (*path, *_steps(trail)), value


def names_credential(entry: Mapping[object, object]) -> bool:
    """Return whether an entry such as ``{name: PASSWORD, value: ...}`` names a credential."""
    names = (entry.get(key) for key in ("name", "key"))
    return "value" in entry and any(
        isinstance(each, str) and is_credential_key(each) for each in names
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
