"""Cron expressions that schedules usually have, with what they mean."""

from __future__ import annotations

from collections.abc import Iterator

from .context import CompletionContext, Proposal

PRESETS = {
    "0 6 * * *": "every day at 06:00",
    "0 0 * * *": "every day at midnight",
    "0 * * * *": "every hour, on the hour",
    "*/15 * * * *": "every 15 minutes",
    "0 6 * * 1-5": "Monday to Friday at 06:00",
    "0 */6 * * *": "every six hours",
    "0 6 * * 1": "every Monday at 06:00",
    "0 6 1 * *": "the first of every month at 06:00",
    "0 6 L * *": "the last day of every month at 06:00",
    "@hourly": "every hour, on the hour",
    "@daily": "every day at midnight",
    "@weekly": "every Sunday at midnight",
    "@monthly": "the first of every month at midnight",
}
"""By likelihood."""


def presets(_: CompletionContext) -> Iterator[Proposal]:
    """Yield the presets; typing a word of their meaning finds them as well."""
    for expression, meaning in PRESETS.items():
        yield Proposal(expression, detail=meaning, filter_text=f"{expression} {meaning}")
