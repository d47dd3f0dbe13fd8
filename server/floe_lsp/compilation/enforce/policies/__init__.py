"""The policies that ENFORCE checks: a file each, and a line in this table."""

from __future__ import annotations

from floe_lsp.compilation.enforce.policy import Policy

from . import naming

POLICIES: tuple[Policy, ...] = (naming.POLICY,)
"""Every policy, in the order in which they are checked."""
