"""The violations of products as entries of ``policy_overrides``, which let them through for a time.

Only those are written that an override can soften; of the others a comment tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from floe_lsp.compilation.enforce.enforcer import EnforcementOutcome
from floe_lsp.schemas.manifest.governance_policies import PolicyType
from floe_lsp.syntax.emit import Data, emit_item
from floe_lsp.wording.counting import counted


def overrides_text(
    outcomes: Iterable[EnforcementOutcome], reason: str, expires: date
) -> tuple[str, int]:
    """Return the text of a YAML file, and how many overrides it holds.

    Each model has its entry, by its name, so that one that is mended can be taken out.

    Args:
        outcomes: What was found of each product.
        reason: What each override says.
        expires: The last day on which they hold.
    """
    broken: dict[str, dict[PolicyType, None]] = {}
    others: dict[str, None] = {}
    for outcome in outcomes:
        for told in outcome.broken:
            model = told.violation.model
            if not told.diagnostic.is_error:
                continue
            if model is None or told.policy is None:
                others[f"{told.diagnostic.code}: {told.diagnostic.message}"] = None
            else:
                broken.setdefault(model, {})[told.policy] = None
    entries: list[Data] = [
        {
            "pattern": model,
            "action": "downgrade",
            "reason": reason,
            "expires": expires.isoformat(),
            "policy_types": sorted(policies),
        }
        for model, policies in sorted(broken.items())
    ]
    return "\n".join([*_lines(entries, others), ""]), len(entries)


def _lines(entries: list[Data], others: Iterable[str]) -> Iterator[str]:
    yield "# For governance of the manifest that sets these policies, beside its other overrides."
    for line in others:
        yield f"# No override softens this one: {line}"
    if not entries:
        yield f"# {counted(0, 'violation')} that an override could soften."
        yield "policy_overrides: []"
        return
    yield "policy_overrides:"
    for entry in entries:
        yield from emit_item(entry, 2)
