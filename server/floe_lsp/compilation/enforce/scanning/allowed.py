"""``allowed_secrets``: findings of the search that a platform says are none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from floe_lsp.compilation.enforce.expiry import is_expired
from floe_lsp.compilation.enforce.ledger import Outcome, Verdict
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.manifest.governance_access import AllowedSecret
from floe_lsp.wording.counting import counted
from floe_lsp.wording.quoting import short


class AllowedSecrets:
    """The entries of a platform's manifests on one day, and what each of them allows."""

    def __init__(self, platform: Platform, today: date) -> None:
        self._today = today
        self._entries: dict[str, AllowedSecret] = {}
        for entry in platform.allowed_secrets:
            before = self._entries.get(entry.fingerprint)
            # Of two of one fingerprint the one counts that has not expired.
            if before is None or is_expired(before, today):
                self._entries[entry.fingerprint] = entry
        self._used: Counter[str] = Counter()

    def allows(self, fingerprint: str) -> bool:
        """Return whether a finding is allowed; from then on its entry counts as used."""
        entry = self._entries.get(fingerprint)
        if entry is None or is_expired(entry, self._today):
            return False
        self._used[fingerprint] += 1
        return True

    @property
    def count(self) -> int:
        """How many findings were allowed so far."""
        return self._used.total()

    def verdicts(self) -> Iterator[Verdict]:
        """Yield what each entry did for the product, once all of its files have been searched."""
        for entry in self._entries.values():
            title = f"allowed secret {entry.fingerprint}"
            if is_expired(entry, self._today):
                yield Verdict(None, title, (), Outcome.OFF, f"expired on {entry.expires}")
            else:
                count = self._used[entry.fingerprint]
                note = f"allows {counted(count, 'finding')}: {short(entry.reason)}"
                yield Verdict(None, title, (), Outcome.CHECKED, note, files=count)
