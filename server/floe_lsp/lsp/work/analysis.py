"""Analyses one file of the session: a product or a manifest, each with the files around it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from floe_lsp.compilation import analyze
from floe_lsp.compilation.clock import now
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.platform_analysis import analyze_platform
from floe_lsp.compilation.stages import OnStage
from floe_lsp.files.names import LOCK_NAME, PROJECT_FILE, is_code
from floe_lsp.files.status import is_there
from floe_lsp.lsp.state.results import Result
from floe_lsp.lsp.state.session import Session

from .analysis_queue import Superseded
from .crash_guard import CrashGuard, SwitchedOff
from .crash_reporter import CrashReporter


class Analyzer:
    """Makes the results; called on the queue's thread."""

    def __init__(self, session: Session, crashes: CrashReporter, switched_off: SwitchedOff) -> None:
        """Keep what is needed; ``switched_off`` is told of a rule that is not run any more."""
        self._session = session
        self.guard = CrashGuard(crashes, switched_off)
        """What all that is done for a file runs under, also what a command does."""
        session.keepers.append(self.guard.keep)

    def analyze(self, path: Path, on_stage: OnStage) -> Result:
        """Analyse a product or a manifest; a failure of ours is logged, and a finding about it.

        Raises:
            Superseded: ``on_stage`` says that there is newer text.
        """
        files = self._session.files
        before = files.generation
        opened = self._session.store.at(path)
        text = None if opened is None else opened.text
        if is_code(path):
            # It is not YAML, and what is found about it is said of the product.
            return Result(path, None, (), frozenset({path}), generation=before, unread=text)
        try:
            document = files.document(path)
            kind = FileKind.PRODUCT if document is None else files.kind_of(document)
            if kind is None:
                # A file of another program, as editors that know YAML alone open them all.
                found = Result(path, document, (), frozenset({path}))
            elif kind is FileKind.MANIFEST:
                found = self._manifest(path)
            else:
                found = self._product(path, on_stage)
            return replace(found, generation=before, unread=text)
        except Superseded:
            raise
        except Exception as error:  # noqa: BLE001 - an analysis of ours may fail in any way
            failure = self.guard.failure(f"the analysis of {path.name}", path, error)
            return Result(path, None, (failure,), frozenset({path}), generation=before, unread=text)

    def _product(self, path: Path, on_stage: OnStage) -> Result:
        session = self._session
        analysis = analyze(
            path,
            session.folders.manifest_of(path),
            through=session.through(path),
            sources=session.files.sources,
            registry=session.registry,
            cache=session.cache,
            on_stage=on_stage,
            guard=self.guard,
            caller=session.caller,
        )
        files = {path, *(each.path for each in analysis.manifests)}
        if analysis.enforcement is not None:
            files.update(each.path for each in analysis.enforcement.also_read)
        beside = (path.with_name(name) for name in (PROJECT_FILE, LOCK_NAME))
        files.update(each for each in beside if is_there(each))
        return Result(
            path,
            analysis.product,
            analysis.diagnostics,
            frozenset(files),
            analysis,
            misses_a_file=analysis.misses_a_file,
        )

    def _manifest(self, path: Path) -> Result:
        session = self._session
        found = analyze_platform(
            path,
            sources=session.files.sources,
            registry=session.registry,
            cache=session.cache,
            today=now().date(),
            through=session.through(path),
            guard=self.guard,
        )
        document = next(iter(found.manifests), None)
        files = {path, *(each.path for each in found.manifests)}
        return Result(
            path,
            document,
            found.diagnostics,
            frozenset(files),
            misses_a_file=found.misses_a_file,
        )
