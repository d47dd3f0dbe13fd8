"""What one conversation with an editor is made of; every handler is given it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.wire.protocol import Protocol as Wire

from .analysis_scheduler import AnalysisScheduler
from .request_runner import RequestRunner
from .tasks import Tasks


class Publisher(Protocol):
    """Brings findings to the editor."""

    def changed(self, files: Iterable[Path]) -> None:
        """Show what is found in files now, where the editor shows something else."""
        ...


@dataclass(frozen=True)
class Conversation:
    """The state, and the work on it."""

    session: Session
    protocol: Wire
    scheduler: AnalysisScheduler
    runner: RequestRunner
    publisher: Publisher
    tasks: Tasks

    def close(self) -> None:
        """Stop the threads and what runs beside the conversation."""
        self.scheduler.stop()
        self.runner.stop()
        self.tasks.cancel()
