"""What the platform keeps when a product runs: there is nothing to look at in files."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.enforce.asked import first_asked
from floe_lsp.compilation.enforce.policy import Demand, Policy
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.syntax import Path

_KEPT_BY = {
    "pii_encryption": "kept by the storage that encrypts",
    "audit_logging": "kept by the platform that logs",
    "data_retention_days": "kept by the platform that deletes",
    "default_ttl_hours": "kept by the catalog when a table is made",
    "snapshot_keep_last": "kept by the maintenance of tables",
    "stale_table_recovery_mode": "kept by the catalog when a table is opened",
}
_FIELDS: tuple[Path, ...] = tuple((name,) for name in _KEPT_BY)


def _demands(platform: Platform, _: GovernanceConfig) -> Iterator[Demand]:
    for name, kept_by in _KEPT_BY.items():
        asked = first_asked(platform, [(name,)])
        if asked is not None:
            yield Demand(name, ((name,),), "strict", asked, None, f"{kept_by}, at run time")


POLICY = Policy(None, _FIELDS, _demands)
