"""The demands of ``quality_gates``, which ``block_on_failure`` lets warn."""

from __future__ import annotations

from floe_lsp.schemas.manifest.governance_policies import QualityGatesConfig
from floe_lsp.syntax import Path

from .asked import AskedField
from .policy import Check, Demand


def gate_demand(
    title: str,
    fields: tuple[Path, ...],
    gates: QualityGatesConfig,
    asked: AskedField,
    check: Check,
    *,
    off: str = "",
    called: str = "",
) -> Demand:
    """Return the demand of a gate.

    Args:
        title: What the summary calls it.
        fields: The fields that say what is asked.
        gates: The merged gates.
        asked: Where it is asked.
        check: Yields what breaks it.
        off: Why nothing is asked; empty where something is.
        called: What a message calls it, where that is not the field.
    """
    level = "strict" if gates.block_on_failure else "warn"
    return Demand(
        title,
        fields,
        "off" if off else level,
        asked,
        check,
        off,
        called=called,
        softened_by="" if gates.block_on_failure else _DOES_NOT_BLOCK,
        is_of_models=True,
    )


_DOES_NOT_BLOCK = "governance.quality_gates.block_on_failure is false"
