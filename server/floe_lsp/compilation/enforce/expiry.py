"""E306, E320: exceptions to policies that count no more, or soon will not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.validate.manifest_file import ManifestFile
from floe_lsp.schemas.manifest.governance_access import AllowedSecret
from floe_lsp.schemas.manifest.governance_policies import PolicyOverride
from floe_lsp.syntax import Node
from floe_lsp.wording.counting import counted
from floe_lsp.wording.quoting import quote

_DAYS_OF_WARNING = 14
"""Days before the end of an exception from which on it is told."""


def is_expired(entry: PolicyOverride | AllowedSecret, today: date) -> bool:
    """Return whether the last day of an exception is over."""
    return entry.expires is not None and entry.expires < today


@dataclass(frozen=True)
class _Expired:
    diagnostics: tuple[Diagnostic, ...]


def expired_exceptions(
    chain: tuple[ManifestFile, ...], today: date, cache: AnalysisCache
) -> tuple[Diagnostic, ...]:
    """Warn of exceptions that no longer hold, or soon will not, in the manifest of each."""
    if not chain:
        return ()
    return cache.of_chain(
        _Expired,
        tuple(file.document for file in chain),
        (today,),
        lambda: _Expired(tuple(_find_expired(chain, today))),
    ).diagnostics


def _find_expired(chain: tuple[ManifestFile, ...], today: date) -> Iterator[Diagnostic]:
    for file in chain:
        governance, document = file.manifest.governance, file.document
        for index, override in enumerate(governance.policy_overrides if governance else ()):
            node = document.node("governance", "policy_overrides", index, "expires")
            if node is not None and override.expires is not None:
                yield from _told(document, node, override.expires, today, _override(override))
        for index, allowed in enumerate(file.manifest.allowed_secrets or ()):
            node = document.node("allowed_secrets", index, "expires")
            if node is not None and allowed.expires is not None:
                yield from _told(document, node, allowed.expires, today, _ALLOWED)


class _Words(NamedTuple):
    """How an exception is spoken of."""

    name: str
    then: str
    """What holds when it has ended."""
    remove: str
    meanwhile: str
    """What to do before it ends."""


_ALLOWED = _Words(
    "what is allowed here", "it is reported again", "remove the entry", "remove the secret by then"
)


def _override(override: PolicyOverride) -> _Words:
    return _Words(
        "this override",
        "its policies apply again",
        "remove the override",
        f"change the models that fit {quote(override.pattern)} by then",
    )


def _told(
    document: Document, node: Node, expires: date, today: date, words: _Words
) -> Iterator[Diagnostic]:
    days = (expires - today).days
    if days < 0:
        yield document.diagnostic(
            "E306",
            node,
            f"{words.name} expired on {expires}, so {words.then}",
            f"{words.remove}, or set a new date",
        )
    elif days <= _DAYS_OF_WARNING:
        last = f"in {counted(days, 'day')}" if days else "today"
        yield document.diagnostic(
            "E320",
            node,
            f"{words.name} ends {last}, on {expires}: from the day after, {words.then}",
            f"{words.meanwhile}, or set a later date",
        )
