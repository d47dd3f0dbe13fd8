"""What a policy is: it says what is wrong, and the enforcer how much that matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from floe_lsp.compilation.diagnostics import Diagnostic, Fix, Related
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_policies import EnforcementLevel, PolicyType
from floe_lsp.syntax import Node


@dataclass(frozen=True)
class PolicyInput:
    """What a policy may look at."""

    product: ProductOutline
    platform: Platform
    governance: GovernanceConfig


@dataclass(frozen=True)
class Violation:
    """What breaks a policy; its severity follows from the levels and the overrides."""

    code: str
    model: str | None
    """Whose fault it is; ``None`` for the product's, which no override softens."""
    node: Node
    message: str
    suggestion: str
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    level: EnforcementLevel | None = None
    """How strictly this one is taken, where that is not the level of the policy."""


@dataclass(frozen=True)
class NotCheckable:
    """Why a policy cannot be checked any further; no level and no override softens it."""

    diagnostic: Diagnostic


@dataclass(frozen=True)
class Policy:
    """A policy: one value in a file of its own, and a line in the table of policies."""

    type: PolicyType
    """What ``policy_overrides`` and the artifact call it."""
    level: Callable[[GovernanceConfig], EnforcementLevel]
    """How strictly the platform asks for it; ``off`` where it does not."""
    check: Callable[[PolicyInput], Iterator[Violation | NotCheckable]]
    """Yields what breaks it; called only where its level is not ``off``."""
    level_field: str
    """The field below ``governance`` that says how strictly it is asked for."""
