"""``policy_overrides``: which models they soften for which policy, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from time import thread_time

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_policies import (
    OverrideAction,
    PolicyOverride,
    PolicyType,
)
from floe_lsp.syntax import Path
from floe_lsp.wording.counting import counted

from .asked import asked_entries
from .expiry import is_expired
from .globs import GlobTooLong, glob_fits
from .ledger import Outcome, Verdict

FIELD: Path = ("policy_overrides",)
"""The field of governance that holds them."""

_SECONDS_FOR_ALL = 0.5
"""How long all overrides of a product may be looked through; hundreds take milliseconds."""


class OverridesTooSlow(Exception):
    """There is more to look through than anybody waits for. The message says what is too much."""

    def __init__(self, message: str, index: int | None = None) -> None:
        """Say what is too much.

        Args:
            message: What is too much.
            index: The one override that is; ``None`` for all together.
        """
        super().__init__(message)
        self.index = index


@dataclass(frozen=True)
class OverrideUse:
    """An override, and the models of a product that it softened something for."""

    override: PolicyOverride
    models: frozenset[str]


class Overrides:
    """The overrides of a product's platform on one day, and which of its models they soften."""

    def __init__(
        self, overrides: Iterable[PolicyOverride], today: date, models: Iterable[str]
    ) -> None:
        self._all = tuple(overrides)
        self._models = tuple(models)
        self._in_force = tuple(
            (index, each) for index, each in enumerate(self._all) if not is_expired(each, today)
        )
        self._seconds_left = _SECONDS_FOR_ALL
        self._fitting: dict[int, tuple[str, ...]] = {}
        self._covered: dict[PolicyType, dict[str, int]] = {}
        self._softened: dict[int, set[str]] = {}

    @classmethod
    def on(cls, today: date, governance: GovernanceConfig, models: Iterable[str]) -> Overrides:
        """Return the overrides of a merged governance, in the order in which they are written."""
        return cls(governance.policy_overrides, today, models)

    def excludes(self, policy: PolicyType, model: str) -> bool:
        """Return whether a policy does not look at a model.

        Raises:
            OverridesTooSlow: The overrides took their time, this call and those before it.
        """
        return self._does("exclude", policy, model)

    def looked_at(self, policy: PolicyType, models: frozenset[str]) -> frozenset[str]:
        """Return those of some models that a policy looks at; raises as ``excludes``."""
        covered = self._covering(policy).keys() & models if models else set[str]()
        return models.difference(each for each in covered if self.excludes(policy, each))

    def downgrades(self, policy: PolicyType, model: str) -> bool:
        """Return whether what a policy says of a model only warns; raises as ``excludes``."""
        return self._does("downgrade", policy, model)

    def downgrading(self, policy: PolicyType, model: str) -> PolicyOverride | None:
        """Return what makes a policy only warn of a model; raises as ``excludes``."""
        index = self._covering(policy).get(model)
        override = None if index is None else self._all[index]
        return override if override is not None and override.action == "downgrade" else None

    def used(self) -> Iterator[OverrideUse]:
        """Yield the overrides that softened something, once the policies have been checked."""
        for index, override in enumerate(self._all):
            if index in self._softened:
                yield OverrideUse(override, frozenset(self._softened[index]))

    def _does(self, action: OverrideAction, policy: PolicyType, model: str) -> bool:
        index = self._covering(policy).get(model)
        if index is None or self._all[index].action != action:
            return False
        self._softened.setdefault(index, set()).add(model)
        return True

    def _covering(self, policy: PolicyType) -> Mapping[str, int]:
        """Return, for each model that is covered for a policy, the first override that does."""
        if policy not in self._covered:
            covered: dict[str, int] = {}
            for index, override in self._in_force:
                if override.policy_types is None or policy in override.policy_types:
                    for model in self._models_of(index, override):
                        _ = covered.setdefault(model, index)
            self._covered[policy] = covered
        return self._covered[policy]

    def _models_of(self, index: int, override: PolicyOverride) -> tuple[str, ...]:
        if index not in self._fitting:
            begun = thread_time()
            fitting: list[str] = []
            for number, model in enumerate(self._models, start=1):
                if _fits(override.pattern, model, index):
                    fitting.append(model)
                if number % 64 == 0 and thread_time() - begun > self._seconds_left:
                    break
            self._seconds_left -= thread_time() - begun
            if self._seconds_left < 0:
                raise OverridesTooSlow(
                    f"these {len(self._in_force):,} overrides take more than {_SECONDS_FOR_ALL:g} s"
                )
            self._fitting[index] = tuple(fitting)
        return self._fitting[index]

    def verdicts(self, today: date) -> Iterator[Verdict]:
        """Yield what each override did for the product, once its policies have been checked."""
        for index, override in enumerate(self._all):
            fields: tuple[Path, ...] = ((*FIELD, index),)
            title = f"override {override.pattern}"
            if is_expired(override, today):
                note = f"expired on {override.expires}"
                yield Verdict(None, title, fields, Outcome.OFF, note)
            else:
                softened = frozenset(self._softened.get(index, ()))
                models = counted(len(softened), "model")
                note = f"{override.action}s {models} of the product: {override.reason}"
                yield Verdict(None, title, fields, Outcome.CHECKED, note, softened)


def _fits(pattern: str, model: str, index: int) -> bool:
    try:
        return glob_fits(pattern, model)
    except GlobTooLong as error:
        raise OverridesTooSlow(str(error), index) from None


def too_slow(platform: Platform, error: OverridesTooSlow, product: Document) -> Diagnostic:
    """Return the finding that policies cannot be checked for the overrides (E307)."""
    document, place = platform.governance_files[FIELD].document, FIELD
    if error.index is not None:
        entry = [*asked_entries(platform, "policy_overrides")][error.index]
        document, place = entry.document, (*entry.own_path, "pattern")
    return document.diagnostic(
        "E307",
        document.node("governance", *place) or document.start,
        f"{error} on the names of {product.path.name}",
        "write fewer overrides; one with * covers many names",
    )
