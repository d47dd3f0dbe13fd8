"""Which actions are offered: none that makes it worse, and the best first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from floe_lsp.compilation.fix_promise import Outcome
from floe_lsp.compilation.fix_trials import Trials

from .actions import CodeAction


def promised(trials: Trials, actions: Iterable[CodeAction]) -> Iterator[CodeAction]:
    """Yield the actions that keep what a fix promises, then those of which that is not known.

    Only one that keeps it all is preferred.
    """
    outcomes = [(_outcome(trials, each), each) for each in actions]
    for how, action in sorted(outcomes, key=lambda each: each[0]):
        if how is not Outcome.BROKEN:
            preferred = action.is_preferred and how is Outcome.KEPT
            yield replace(action, is_preferred=preferred)


def _outcome(trials: Trials, each: CodeAction) -> Outcome:
    if each.new_file is None and not each.edits:
        return Outcome.KEPT  # A person is asked for more, and nothing is changed by itself.
    new = {} if each.new_file is None else {each.new_file.path: each.new_file.text}
    return trials.outcome(each.diagnostics, each.edits, new, sure=each.is_sure)
