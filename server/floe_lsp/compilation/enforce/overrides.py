"""``policy_overrides``: which models they soften for which policy, and which expired (E306)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.validate.manifest_file import ManifestFile
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_policies import (
    OverrideAction,
    PolicyOverride,
    PolicyType,
)


@dataclass(frozen=True)
class Overrides:
    """The overrides that hold on one day, in the order in which they are written."""

    in_force: tuple[PolicyOverride, ...]

    @classmethod
    def on(cls, today: date, governance: GovernanceConfig) -> Overrides:
        """Return the overrides of a merged governance that have not expired."""
        return cls(tuple(it for it in governance.policy_overrides if not _expired(it, today)))

    def action(self, policy: PolicyType, model: str) -> OverrideAction | None:
        """Return what the first override that covers a model does to a policy."""
        for override in self.in_force:
            covers = override.policy_types is None or policy in override.policy_types
            if covers and fnmatchcase(model, override.pattern):
                return override.action
        return None


@dataclass(frozen=True)
class _ExpiredOverrides:
    diagnostics: tuple[Diagnostic, ...]


def expired_overrides(
    chain: tuple[ManifestFile, ...], today: date, cache: AnalysisCache
) -> tuple[Diagnostic, ...]:
    """Warn of overrides that no longer hold (E306), in the manifest that has each."""
    if not chain:
        return ()
    return cache.of_chain(
        _ExpiredOverrides,
        tuple(file.document for file in chain),
        (today,),
        lambda: _ExpiredOverrides(tuple(_find_expired(chain, today))),
    ).diagnostics


def _find_expired(chain: tuple[ManifestFile, ...], today: date) -> Iterator[Diagnostic]:
    for file in chain:
        governance = file.manifest.governance
        for index, override in enumerate(governance.policy_overrides if governance else ()):
            node = file.document.node("governance", "policy_overrides", index, "expires")
            if node is not None and _expired(override, today):
                yield file.document.diagnostic(
                    "E306",
                    node,
                    f"this override expired on {override.expires}, so its policies apply again",
                    "remove the override, or agree on a new day",
                )


def _expired(override: PolicyOverride, today: date) -> bool:
    return override.expires is not None and override.expires < today
