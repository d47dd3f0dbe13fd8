"""What a policy is: it says what is wrong, and the enforcer how much that matters.

A policy names the fields of ``governance`` that it answers, and makes demands of what a platform's
manifests set there. A demand is checked of a product, or is one that floe cannot check, or one that
is kept at run time. A test goes over the model and fails where a field belongs to no policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, TypeVar, cast

from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.diagnostics import Diagnostic, Fix, Location, Related
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.outline import ProductOutline, TransformOutline
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.compilation.sources import Sources
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_policies import (
    EnforcementLevel,
    PolicyOverride,
    PolicyType,
)
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.syntax import Node, Path, Span

from .asked import AskedField
from .ledger import Verdict

if TYPE_CHECKING:
    from floe_lsp.compilation.caller import Caller
    from floe_lsp.dbt.facts import ProjectFacts
    from floe_lsp.plugins.registry import PluginRegistry

T = TypeVar("T")


@dataclass(frozen=True)
class PolicyInput:
    """What a policy may look at."""

    product: ProductOutline
    platform: Platform
    governance: GovernanceConfig
    sources: Sources
    read_dbt: Callable[[], ProjectFacts | None]
    today: date
    """The day of the analysis, after which exceptions expire."""
    registry: PluginRegistry
    caller: Caller
    """Who asks, for the policy about them."""
    spec: FloeSpec
    cache: AnalysisCache
    baseline: FilePath | None = None
    """The artifact that its product is compared with; for others, and if ``None``, the last one."""
    also_read: list[Document] = field(default_factory=list[Document])
    """Files that policies have read besides, whose secrets no finding may tell."""
    renders_network_policies: bool = False
    """Whether whoever asks writes the network policies of the platform."""
    _made: dict[object, object] = field(default_factory=dict[object, object], init=False)

    @cached_property
    def dbt(self) -> ProjectFacts | None:
        """The dbt project beside the product, ``None`` without one."""
        return self.read_dbt()

    def once(self, make: Callable[[PolicyInput], T]) -> T:
        """Return what ``make`` finds of the product, made on first use, for all demands."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])


@dataclass(frozen=True)
class About:
    """The models that a demand is about, before anything is said of them.

    A check that does not name any is about the product itself, and no override softens it.
    """

    models: frozenset[str]
    note: str = ""
    """What is to be said of models that do not count, whatever their number."""
    with_product: bool = False
    """Whether it is about the product too: then it is checked without any model."""

    @classmethod
    def of(cls, transforms: Iterable[TransformOutline], note: str = "") -> About:
        """Return that a demand is about the models of some transforms."""
        return cls(frozenset(each.name for each in transforms if each.name is not None), note)


@dataclass(frozen=True)
class Violation:
    """What breaks a policy; its severity follows from the levels and the overrides."""

    code: str
    model: str | None
    """Whose fault it is; ``None`` for the product's, which no override softens."""
    node: Node | Span
    message: str
    suggestion: str
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    level: EnforcementLevel | None = None
    """How strictly this one is taken, where that is not the level of the demand."""
    because: str = ""
    """Why that is ``warn``, whatever the demand is; as the end of a sentence."""
    document: Document | None = None
    """The file that ``node`` is of; floe.yaml if ``None``."""
    column: str | None = None
    """Of which column, where it is about one."""
    expected: str | None = None
    """What is asked for, for reports."""
    actual: str | None = None
    """What was found in its place."""
    elsewhere: Location | None = None
    """Where it is when that is another file than floe.yaml; ``node`` says nothing then."""


@dataclass(frozen=True)
class BrokenPolicy:
    """A violation as it is told, and who asks for what it breaks."""

    policy: PolicyType | None
    violation: Violation
    diagnostic: Diagnostic
    asked: AskedField
    override: PolicyOverride | None
    """What makes it a warning."""


@dataclass(frozen=True)
class NotCheckable:
    """Why a demand cannot be checked here (E308); levels soften it, and overrides of its model."""

    model: str | None
    """Of which model; ``None`` for the product, which no override softens."""
    reason: str
    """The rest of a sentence that begins with the field: ``floe does not check tests yet``."""
    is_of_model: bool = False
    """Whether the reason speaks of the model, which the sentence then has to name."""


@dataclass(frozen=True)
class Unusable:
    """Why a policy itself is of no use: a mistake in the manifest, which nothing softens."""

    diagnostic: Diagnostic


@dataclass(frozen=True)
class Remark:
    """What a check says of itself at its end, when it has looked at all."""

    note: str
    """What the ledger says of it."""
    files: int | None = None
    """How many files it has looked through."""
    principal: str | None = None
    """Who has compiled, where it is about that."""
    exceptions: tuple[Verdict, ...] = ()
    """What the platform allows of what it looks for, each with what it did."""


Answer = About | Violation | NotCheckable | Unusable | Remark
Check = Callable[[PolicyInput], Iterator[Answer]]


@dataclass(frozen=True)
class Demand:
    """One thing that the manifests of a platform ask of its products."""

    title: str
    """What the summary calls it."""
    fields: tuple[Path, ...]
    """The fields that say what is asked, by their paths in the merged ``governance``; none where
    no field asks for it, and what of it cannot be checked is then only told."""
    level: EnforcementLevel
    """How strictly it is asked for; ``off`` where it is not."""
    asked: AskedField
    """Where it is asked."""
    check: Check | None
    """Yields what breaks it; ``None`` where it is kept at run time, or by floe in every check."""
    note: str = ""
    """Why it is off, what keeps it at run time, or what it does."""
    called: str = ""
    """What a message calls it, where that is not the field."""
    level_field: str = ""
    """The field below ``governance`` that may make it weaker, where there is one."""
    softened_by: str = ""
    """What makes it weaker than strict, where that is not that ``level_field`` says so."""
    is_of_models: bool = False
    """Whether it looks at nothing but the names, tiers and tags of the transforms, and at what the
    dbt project says of them: where it found nothing, it finds nothing until one of them changes."""


@dataclass(frozen=True)
class Policy:
    """A policy: one value in a file of its own, and a line in the table of policies."""

    type: PolicyType | None
    """What ``policy_overrides`` and the artifact call it; ``None`` for what has no name there."""
    fields: tuple[Path, ...]
    """The fields of the governance model that it answers. Of a list with several kinds of entries
    the kind follows: ``("policies", "max_transforms")``."""
    demands: Callable[[Platform, GovernanceConfig], Iterable[Demand]]
    """Makes its demands of what the manifests set; none where they set nothing of it."""


def below(section: str, *fields: str) -> tuple[Path, ...]:
    """Return the paths of fields of a section."""
    return tuple((section, field) for field in fields)


def weaker(one: EnforcementLevel, other: EnforcementLevel) -> EnforcementLevel:
    """Return the weaker one of two levels, which decides how much a violation matters."""
    return one if _STRENGTH[one] <= _STRENGTH[other] else other


_STRENGTH: dict[EnforcementLevel, int] = {"off": 0, "warn": 1, "strict": 2}


def not_checkable(reason: str) -> Check:
    """Return the check of a demand that floe cannot check of any model yet."""
    return lambda given: none_checkable(given.product.transforms, reason)


def none_checkable(transforms: Iterable[TransformOutline], reason: str) -> Iterator[Answer]:
    """Yield, for each transform that a demand is about, why it cannot be checked."""
    about = About.of(transforms)
    yield about
    yield from (NotCheckable(model, reason) for model in sorted(about.models))


def product_not_checkable(reason: str) -> Check:
    """Return the check of a demand on the product itself that floe cannot check yet."""
    return lambda _: iter((NotCheckable(None, reason),))
