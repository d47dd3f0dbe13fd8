"""How much of a text is read to find what is wrong with it, in place of how long it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from floe_lsp.compilation.validate import validator
from floe_lsp.syntax import recovery
from floe_lsp.syntax.builder import TreeBuilder
from floe_lsp.syntax.limits import Limits

if TYPE_CHECKING:
    import pytest


@dataclass
class Work:
    """What was done since the last look."""

    characters: int = 0
    """That a parser was given."""
    checks: int = 0
    """Of a file against its schema and the rules."""


def counted_work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """Return what counts from here on."""
    work = Work()

    def build(text: str, limits: Limits) -> TreeBuilder:
        work.characters += len(text)
        return TreeBuilder(text, limits)

    def counting(check: Callable[..., object]) -> Callable[..., object]:
        def checked(*given: object) -> object:
            work.checks += 1
            return check(*given)

        return checked

    monkeypatch.setattr(recovery, "TreeBuilder", build)
    monkeypatch.setattr(validator, "_checked", counting(validator._checked))
    return work
