"""Descriptions of models and columns (manifest, ``governance.quality_gates``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.enforce.asked import first_asked
from floe_lsp.compilation.enforce.policy import Demand, Policy, below, not_checkable
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.manifest.governance import GovernanceConfig

_OF_MODELS = ("quality_gates", "require_descriptions")
_OF_COLUMNS = ("quality_gates", "require_column_descriptions")
_BLOCKING = below("quality_gates", "block_on_failure")


def _demands(platform: Platform, governance: GovernanceConfig) -> Iterator[Demand]:
    gates = governance.quality_gates
    if gates is None:
        return
    level = "strict" if gates.block_on_failure else "warn"
    for title, field, is_asked in (
        ("descriptions", _OF_MODELS, gates.require_descriptions),
        ("column descriptions", _OF_COLUMNS, gates.require_column_descriptions),
    ):
        asked = first_asked(platform, [field])
        if asked is not None and is_asked:
            yield Demand(title, (field, *_BLOCKING), level, asked, _CHECK)
        elif asked is not None:
            yield Demand(title, (field, *_BLOCKING), "off", asked, _CHECK, f"{asked.name} is false")


_CHECK = not_checkable("floe does not check the descriptions of the dbt project yet")

POLICY = Policy("documentation", (_OF_MODELS, _OF_COLUMNS, *_BLOCKING), _demands)
