"""What ENFORCE checks: one file a policy, all behind the same interface.

A policy is a function from ``PolicyInput`` to violations. It says what is wrong; the enforcer
decides how much that matters, from the governance level and the overrides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from floe_lsp.compilation.diagnostics import Fix, Related
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_policies import PolicyType
from floe_lsp.syntax import Node

Level = Literal["off", "warn", "strict"]


@dataclass(frozen=True)
class PolicyInput:
    """What a policy may look at."""

    product: ProductOutline
    platform: Platform
    governance: GovernanceConfig


@dataclass(frozen=True)
class Violation:
    """A model that breaks a policy; ``level`` is the policy's own enforcement."""

    code: str
    model: str
    node: Node
    message: str
    suggestion: str
    level: Level
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()


Policy = Callable[[PolicyInput], Iterator[Violation]]


@dataclass(frozen=True)
class PolicyKind:
    """A policy with the name that ``policy_overrides`` and reports know it by."""

    type: PolicyType
    check: Policy
    applies: Callable[[GovernanceConfig], bool]
