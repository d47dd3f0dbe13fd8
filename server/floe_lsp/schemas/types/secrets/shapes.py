"""The shapes of real secrets: tokens, keys, and passwords in an address.

What has such a shape is certain, so it is refused wherever it stands.
"""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from .flags import FLAG
from .names import is_credential_parameter, is_working_folder
from .private_keys import find_private_keys
from .value_ends import value_span
from .words import is_path


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
        r"://[^\s/?#@:{}$<>*]*:(?P<secret>(?![$*])[^\s/?#{}<>]+)@",
    ),
    (
        # One that is not written as addresses ask for; digits and a slash are a port and a path.
        "url-password",
        "a password in an address",
        (
            r"://[^\s/?#@:{}$<>*\[]{0,200}:(?!(?:[0-9]{0,5}|[Pp]ort|PORT)[/?#])"
            r"(?P<secret>(?![$*])[^\s/?#@{}<>]{0,200}[/?#][^\s@{}<>]{0,200})@(?=[\w\[.-])"
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
        r"\b[Bb](?:asic|ASIC) {1,4}(?P<secret>[A-Za-z0-9+/]{4,400}={0,2})(?![\w+/=])",
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
            rf"(?u:(?<![\w?&.-])(?P<name>[^\W\d_]\w*|{FLAG}))="
            r"(?=[^\s;]{0,200}[0-9]|[^\s;]{16})(?![A-Za-z_]{1,80}[(])(?P<secret>[^\s;,&'\"{}()\[\]$<>*%]{6,})"
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
"""One pass that most short texts fail, before all others."""
_SHORT: Final = 1_000
"""Characters; beyond them the pass costs more than it saves."""

_NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "aws-access-key": ("AKIA", "ASIA", "ABIA", "ACCA"),
    "github-token": ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
    "gitlab-token": ("glpat-", "glptt-", "gldt-", "glrt-", "glcbt-", "glsoat-"),
    "slack-token": ("xox",),
    "slack-webhook": ("hooks.slack",),
    "stripe-key": ("k_live_", "k_test_"),
    "jwt": (".eyJ",),
    "google-api-key": ("AIza",),
    "google-oauth-secret": ("GOCSPX-",),
    "databricks-token": ("dapi",),
    "service-token": (
        "npm_",
        "pypi-AgE",
        "hf_",
        "sk-",
        "dbt",
        "hvs.",
        "hvb.",
        "hvr.",
        "SG.",
        "ya29.",
        "ATATT3",
        "AGE-SECRET-KEY-1",
        "_v1_",
        "shp",
        "glsa_",
        "lin_api_",
        "PMAK-",
        "xapp-",
    ),
    "url-password": ("://",),
    "basic-login": ("asic ", "ASIC "),
    "url-token": ("://",),
    "url-parameter": ("=",),
    "assigned": ("=",),
}
"""A shape stands in no text without one of these, and to look for them costs next to nothing."""
_COMPILED: Final = tuple(
    (kind, title, _NEEDED[kind], re.compile(pattern, re.ASCII)) for kind, title, pattern in _SHAPES
)


_MOST: Final = 2_000
"""Secrets of one shape that are told apart in a text; all behind them is one."""


def find_secrets(text: str) -> Iterator[SecretShape]:
    """Yield the real secrets in a text, in their order, judged by the shapes of known tokens.

    Nothing is guessed from randomness, so a hash or an identifier is never taken for a secret.
    """
    if len(text) < _SHORTEST or (len(text) < _SHORT and _HINTS.search(text) is None):
        return
    found: list[SecretShape] = []
    rest = len(text)
    for kind, title, needed, pattern in _COMPILED:
        if any(sign in text for sign in needed):
            group = "secret" if "secret" in pattern.groupindex else 0
            meant = (each for each in pattern.finditer(text) if _is_meant(kind, each))
            places = [each.span(group) for each in islice(meant, _MOST + 1)]
            if kind == "assigned":
                places = [(start, _whole_end(text, start, end)) for start, end in places]
            if len(places) > _MOST:
                rest = min(rest, places[-1][0])
            found += [SecretShape(kind, title, *place) for place in places]
    if "-----BEGIN" in text:
        keys = find_private_keys(text)
        found += [SecretShape("private-key", "a private key", *span) for span in keys]
    if rest < len(text):
        found = [each for each in found if each.start < rest]
        found.append(SecretShape("text", "a text full of secrets", rest, len(text)))
    yield from sorted(found, key=lambda shape: shape.start)


def _whole_end(text: str, start: int, end: int) -> int:
    """Return where a value behind ``=`` ends whose beginning has told that it is a credential."""
    span = value_span(text, start, min(len(text), start + _LONGEST_ASSIGNED), mark="=")
    if span is None or span[1] <= end:
        return end
    bracket = _BRACKET.search(text, end, span[1])
    last = span[1] if bracket is None else bracket.start()
    return end + len(text[end:last].rstrip(".:,;"))


_BRACKET: Final = re.compile(r"[\"'{}()\[\]<>]")
_LONGEST_ASSIGNED: Final = 1_000


def _is_meant(kind: str, match: re.Match[str]) -> bool:
    """Say whether what a shape has found is one by what a pattern cannot tell.

    What stands next to a name does so next to that of a credential, and base64 is that of a login.
    """
    if kind == "basic-login":
        return _is_login(match["secret"])
    name = match.groupdict().get("name")
    if kind == "assigned" and is_working_folder(match["name"]) and is_path(match["secret"]):
        return False
    return name is None or is_credential_parameter(name)


def _is_login(encoded: str) -> bool:
    """Say whether base64 is a user, a colon and a password: no word of a sentence is, by chance."""
    try:
        plain = b64decode(encoded + "=" * (-len(encoded) % 4), validate=True).decode()
    except ValueError:
        return False
    return plain.isprintable() and ":" in plain
