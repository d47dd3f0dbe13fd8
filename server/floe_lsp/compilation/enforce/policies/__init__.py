"""The policies that ENFORCE checks: a file each, and a line in this table."""

from __future__ import annotations

from floe_lsp.compilation.enforce.policy import Policy

from . import (
    at_run_time,
    conditions,
    coverage,
    data_contracts,
    documentation,
    max_transforms,
    meta_field,
    naming,
    naming_convention,
    network_policies,
    rbac,
    required_tags,
    secret_scanning,
    semantic,
    tags_for_prefix,
    tests_of_type,
)

POLICIES: tuple[Policy, ...] = (
    naming.POLICY,
    coverage.POLICY,
    documentation.POLICY,
    tags_for_prefix.POLICY,
    meta_field.POLICY,
    tests_of_type.POLICY,
    required_tags.POLICY,
    naming_convention.POLICY,
    max_transforms.POLICY,
    conditions.POLICY,
    semantic.POLICY,
    data_contracts.POLICY,
    rbac.POLICY,
    secret_scanning.POLICY,
    network_policies.POLICY,
    at_run_time.POLICY,
)
"""Every policy, in the order in which they are checked."""
