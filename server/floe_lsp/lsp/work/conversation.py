"""What one conversation with an editor is made of; every handler is given it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from floe_lsp.compilation.guarding import Guard
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.wire.protocol import Protocol as Wire

from .analysis_scheduler import AnalysisScheduler
from .refreshing import Refresher
from .request_runner import RequestRunner
from .sweeping import Sweeper
from .tasks import Tasks
from .waking import Waker

Requests = Mapping[str, tuple[Callable[[Any], Awaitable[Any]], object | None]]
"""The handlers of methods, each with what is announced of it."""


class Publisher(Protocol):
    """Brings findings to the editor."""

    def requests(self) -> Requests:
        """Return the handlers of the editor's questions for findings."""
        ...

    def changed(self, files: Iterable[Path]) -> None:
        """Show what is found in files now, where the editor shows something else."""
        ...


class Status(Protocol):
    """Tells the editor of what else follows from the results: what it shows beside the files."""

    def changed(self) -> None:
        """Look soon whether there is something to tell."""
        ...

    def stop(self) -> None:
        """Tell nothing more."""
        ...


@dataclass(frozen=True)
class Conversation:
    """The state, and the work on it."""

    session: Session
    protocol: Wire
    scheduler: AnalysisScheduler
    runner: RequestRunner
    publisher: Publisher
    status: Status
    dbt_documents: Status
    """Asks for the files of dbt projects."""
    refresher: Refresher
    tasks: Tasks
    sweeper: Sweeper
    waker: Waker
    guard: Guard

    def changed(self, files: Iterable[Path]) -> None:
        """Let the editor show what is known now, after what was found in files has changed."""
        self.publisher.changed(files)
        self.status.changed()
        self.dbt_documents.changed()
        self.refresher.changed()

    def close(self) -> None:
        """Stop the threads and what runs beside the conversation."""
        self.status.stop()
        self.dbt_documents.stop()
        self.refresher.stop()
        self.scheduler.stop()
        self.runner.stop()
        self.tasks.cancel()
        self.sweeper.stop()
        self.waker.stop()
