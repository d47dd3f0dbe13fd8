"""Manifests of registries in a process that another has started, which asks for both."""

from __future__ import annotations

from collections.abc import Callable

from floe_lsp.registries.cache import Copy
from floe_lsp.registries.failures import RegistryError
from floe_lsp.registries.manifests import CachedManifests
from floe_lsp.registries.reference import Reference

from .questions import Question

Answer = Copy | Exception | None
Ask = Callable[[Question], Answer]


class HandedManifests(CachedManifests):
    """Manifests as the process that has started this one has them; each is asked for once."""

    def __init__(self, ask: Ask) -> None:
        """Ask by ``ask``, which waits for the answer."""
        super().__init__()
        self._ask = ask
        self._answers: dict[Question, Answer] = {}

    def get(self, reference: Reference) -> Copy:
        """Return a manifest.

        Raises:
            RegistryError: It cannot be had.
        """
        answer = self._answer(Question(reference))
        if not isinstance(answer, Copy):
            raise TypeError(answer)
        return answer

    def check_signature(self, copy: Copy) -> None:
        """Make sure that a trusted key has signed a manifest.

        Raises:
            RegistryError: None has, or it cannot be told.
        """
        _ = self._answer(Question(copy.reference, is_of_signature=True))

    def used(self) -> list[Copy]:
        """Return the copies that were asked for, in the order of their addresses."""
        copies = (each for each in self._answers.values() if isinstance(each, Copy))
        return sorted(copies, key=lambda copy: str(copy.reference))

    def _answer(self, question: Question) -> Answer:
        if question not in self._answers:
            self._answers[question] = self._ask(question)
        answer = self._answers[question]
        if isinstance(answer, RegistryError):
            # One that is raised again would keep what it went through the first time.
            raise RegistryError(answer.failure, answer.message, answer.suggestion)
        if isinstance(answer, Exception):
            raise answer
        return answer
