"""The state of one conversation: open documents, settings, and what is known of every product."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from floe_lsp.compilation import Analysis, Diagnostic, Document, Sources, Stage, analyze
from floe_lsp.compilation.codes import Trait
from floe_lsp.compilation.diagnostics import in_order
from floe_lsp.compilation.impact import IMPACT, impact
from floe_lsp.compilation.load.manifests import FILE_NAME as MANIFEST_NAME
from floe_lsp.compilation.load.manifests import chain_from
from floe_lsp.compilation.load.workspace import SPEC_NAMES
from floe_lsp.compilation.pipeline import now
from floe_lsp.compilation.platform_analysis import analyze_platform
from floe_lsp.compilation.sources import Buffer
from floe_lsp.compilation.stages import OnStage
from floe_lsp.ide.kinds import FileKind, kind_of
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.lsp.work.analysis_queue import Superseded
from floe_lsp.lsp.work.crashes import CrashGuard
from floe_lsp.lsp.work.fence import Fence
from floe_lsp.plugins.registry import PluginRegistry

from .capabilities import ClientFeatures
from .convert import Converter
from .documents import DocumentStore, OpenDocument
from .settings import Settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Result:
    """What the analysis of one open or found file came to."""

    path: Path
    document: Document | None
    """The file as it was read."""
    diagnostics: tuple[Diagnostic, ...]
    files: frozenset[Path]
    """The files that took part."""
    analysis: Analysis | None = None
    """Of a product."""
    surroundings: int = 0
    """``Session.surroundings`` when the analysis began."""

    @property
    def misses_a_file(self) -> bool:
        """Whether a file that is named could not be read."""
        return any(Trait.MISSING_FILE in found.info.traits for found in self.diagnostics)


@dataclass(frozen=True)
class Folder:
    """A workspace folder with its settings."""

    path: Path
    settings: Settings = field(default_factory=Settings)


class Session:
    """What the server knows. Written on the event loop's thread, read on every thread.

    Mappings are replaced and never changed in place, so that a snapshot stays what it was.
    """

    def __init__(self, client: ClientFeatures, *, trusted: bool = True) -> None:
        self.client = client
        self.trusted = trusted
        self.store = DocumentStore()
        self.convert = Converter(client, self.store)
        self.sources = Sources()
        self.registry = PluginRegistry(trusted=trusted)
        self.settings = Settings()
        self.folders: tuple[Folder, ...] = ()
        self.fence = Fence()
        self.guard = CrashGuard(self.fence, self._switched_off)
        self.rule_switched_off: Callable[[Path, str], None] = lambda _path, _rule: None
        """Told, on the analyst's thread, of a file in which a rule is not run any more."""
        self.analyses: dict[Path, Analysis] = {}
        self.surroundings = 0
        """Counts the changes of what any analysis may read: settings, and files but a product's."""
        self._results: dict[Path, Result] = {}
        self._late: dict[Path, Analysis] = {}
        """The newest compilation of each product, by its path."""
        self._buffers: dict[Path, Buffer] = {}
        self._last_good: dict[Path, Document] = {}
        self._by_file: dict[Path, set[Path]] = defaultdict(set)

    def _switched_off(self, path: Path, rule: str) -> None:
        self.rule_switched_off(path, rule)

    # Settings and folders

    def settings_of(self, path: Path) -> Settings:
        """Return the settings of the innermost workspace folder that holds a file."""
        holding = [each for each in self.folders if path.is_relative_to(each.path)]
        if not holding:
            return self.settings
        return max(holding, key=lambda each: len(each.path.parts)).settings

    def roots(self) -> tuple[Path, ...]:
        """Return the paths of the workspace folders."""
        return tuple(each.path for each in self.folders)

    # Analysis

    def analyze(self, path: Path, on_stage: OnStage) -> Result | None:
        """Analyse a product or a manifest; called on the analyst's thread."""
        before = self.surroundings
        try:
            document = self.document(path)
            kind = FileKind.PRODUCT if document is None else self._kind_of(document)
            if kind is None:
                # A file of another program, as editors that know YAML alone open them all.
                found = Result(path, document, (), frozenset({path}))
            elif kind is FileKind.MANIFEST:
                found = self._analyze_manifest(path)
            else:
                found = self._analyze_product(path, on_stage)
            return replace(found, surroundings=before)
        except Superseded:
            raise
        except Exception as error:  # noqa: BLE001 - the fence
            self.fence.report(f"the analysis of {path.name}", error)
            return None

    def _analyze_product(self, path: Path, on_stage: OnStage) -> Result:
        settings = self.settings_of(path)
        document = self.store.at(path)
        through = settings.through
        if document is not None and not document.on_disk and through.reaches(Stage.RESOLVE):
            # A buffer that is no file has no folder in which its manifest could be looked for.
            in_folder = any(path.is_relative_to(root) for root in self.roots())
            through = through if in_folder else Stage.VALIDATE
        analysis = analyze(
            path,
            self.manifest_of(path),
            through=through,
            sources=self.sources,
            registry=self.registry,
            on_stage=on_stage,
            guard=self.guard,
        )
        files = {path, *(each.path for each in analysis.manifests)}
        return Result(path, analysis.product, analysis.diagnostics, frozenset(files), analysis)

    def _analyze_manifest(self, path: Path) -> Result:
        found = analyze_platform(
            path,
            sources=self.sources,
            registry=self.registry,
            today=now().date(),
            through=self.settings_of(path).through,
            guard=self.guard,
        )
        document = self.document(path)
        chain = () if document is None else chain_from(document, None, self.sources).documents
        return Result(path, document, found, frozenset({path, *(each.path for each in chain)}))

    def manifest_of(self, path: Path) -> Path | None:
        """Return the manifest that the settings name for a product."""
        chosen = self.settings_of(path).manifest
        if chosen is None:
            return None
        holding = [each for each in self.roots() if path.is_relative_to(each)]
        return max(holding, key=lambda each: len(each.parts), default=path.parent) / chosen

    def take(self, result: Result) -> set[Path]:
        """Keep a result, unless there is newer text; return the files whose findings change."""
        document = self.store.at(result.path)
        read = result.document
        if document is not None and read is not None and read.text is not document.text:
            return set()
        if result.document is not None:
            self._remember(result.document)
        files = result.files | {found.location.path for found in result.diagnostics}
        before = self._files_of(result.path)
        compiled = self._late.get(result.path)
        if compiled is not None and not self._is_current(compiled):
            before |= self.drop_late(result.path)
        self._results = {**self._results, result.path: result}
        if result.analysis is not None:
            self.analyses = {**self.analyses, result.path: result.analysis}
        for file in before - files:
            self._by_file[file].discard(result.path)
        for file in files:
            self._by_file[file].add(result.path)
        return {*files, *before}

    def add_late(self, compiled: Analysis) -> set[Path]:
        """Keep what a compilation found, until a text changes; return the files it is about.

        COMPILE and GENERATE look at files that no analysis does, such as dbt_project.yml.
        """
        files = self.drop_late(compiled.spec_path)
        self._late = {**self._late, compiled.spec_path: compiled}
        return files | _places(compiled)

    def drop_late(self, path: Path) -> set[Path]:
        """Forget what a compilation of a product found; return the files it was about."""
        compiled = self._late.get(path)
        self._late = {key: each for key, each in self._late.items() if key != path}
        return set() if compiled is None else _places(compiled)

    def _is_current(self, compiled: Analysis) -> bool:
        return all(self.document(each.path) is each for each in _documents(compiled))

    def drop(self, path: Path) -> set[Path]:
        """Forget a product; return the files whose findings change."""
        files = self._files_of(path) | self.drop_late(path)
        for file in files:
            self._by_file[file].discard(path)
        self._results = {key: each for key, each in self._results.items() if key != path}
        self.analyses = {key: each for key, each in self.analyses.items() if key != path}
        self._last_good.pop(path, None)
        return files

    def _files_of(self, path: Path) -> set[Path]:
        return {file for file, products in self._by_file.items() if path in products}

    def affected_by(self, path: Path) -> set[Path]:
        """Return the products and open manifests whose analysis may change when a file does."""
        document = self.store.at(path)
        if document is not None and not document.on_disk:
            return set()  # No file can name it.
        affected = {each for each in self._by_file.get(path, ()) if each in self._results}
        # What was missed may be this file.
        affected |= {key for key, each in self._results.items() if each.misses_a_file}
        if path.name == MANIFEST_NAME:
            # A new manifest may govern products below it that found none, or one further up.
            affected |= {each for each in self.analyses if each.is_relative_to(path.parent)}
        if path.name not in SPEC_NAMES:
            # The dbt project of a product: its folder and what is below.
            affected |= {each for each in self.analyses if path.is_relative_to(each.parent)}
        return affected

    def diagnostics(self, path: Path) -> tuple[Diagnostic, ...]:
        """Return what is known of a file, from every product that it takes part in."""
        severities = self.settings_of(path).severities
        late = (
            each
            for compiled in self._late.values()
            if path in _places(compiled) and self._is_current(compiled)
            for each in compiled.diagnostics
            if each.location.path == path and severities.get(each.code) != "off"
        )
        found = (
            each
            for result in sorted(self._by_file.get(path, ()))
            if result in self._results
            for each in self._results[result].diagnostics
            if each.location.path == path and severities.get(each.code) != "off"
        )
        return in_order((*found, *late, *self._impact(path, severities)))

    def _impact(self, path: Path, severities: Mapping[str, str]) -> Iterable[Diagnostic]:
        """What a manifest that somebody looks at does to the products below it."""
        document = self.document(path) if path in self._results else None
        if document is None or path in self.analyses or severities.get(IMPACT) == "off":
            return ()
        governed = self._by_file.get(path, ())
        found = impact(document, [self.analyses[key] for key in governed if key in self.analyses])
        return () if found is None else (found,)

    def known_results(self) -> Iterable[Path]:
        """Return the products and manifests that have been analysed."""
        return list(self._results)

    def known_files(self) -> Iterable[Path]:
        """Return every file that takes part in an analysis."""
        return [file for file, products in self._by_file.items() if products]

    # Documents and snapshots

    def open(self, document: OpenDocument) -> None:
        """Let a document stand for its file from now on."""
        self._buffers[document.path] = self.sources.open(document.path, document.text)
        self.changed(document.path)

    def close(self, path: Path) -> None:
        """Let the file on disk count again."""
        self.sources.close(path)
        self._buffers.pop(path, None)
        self._last_good.pop(path, None)
        self.changed(path)

    def changed(self, path: Path | None = None) -> None:
        """Take note that a file is another now, or may be; ``None`` for the settings."""
        if path is None or path.name not in SPEC_NAMES:
            self.surroundings += 1

    def buffer(self, path: Path) -> Buffer | None:
        """Return the text of an open document as it is now."""
        return self._buffers.get(path)

    def document(self, path: Path) -> Document | None:
        """Return the parsed document of a file, ``None`` when it cannot be read."""
        try:
            return self.sources.document(path)
        except OSError:
            return None

    def snapshot(self, parsed: Document) -> Snapshot | None:
        """Return all that is known of a document now, ``None`` for a file of nobody's."""
        kind = self._kind_of(parsed)
        if kind is None:
            return None
        self._remember(parsed)
        result = self._results.get(parsed.path)
        return Snapshot(
            parsed,
            kind,
            self.analyses,
            self.sources,
            self.registry,
            self.roots(),
            self._last_good.get(parsed.path),
            findings=() if result is None else result.diagnostics,
        )

    def _remember(self, parsed: Document) -> None:
        if not parsed.problems:
            self._last_good[parsed.path] = parsed

    def kind(self, path: Path) -> FileKind | None:
        """Return what kind of file stands at a path."""
        parsed = self.document(path)
        return None if parsed is None else self._kind_of(parsed)

    def _kind_of(self, parsed: Document) -> FileKind | None:
        return kind_of(Path(self.name(parsed.path)), parsed)

    def name(self, path: Path) -> str:
        """Return the name of a file as the editor shows it; a buffer's path is none that it has."""
        document = self.store.at(path)
        return path.name if document is None else document.name


def _documents(analysis: Analysis) -> list[Document]:
    product = () if analysis.product is None else (analysis.product,)
    return [*product, *analysis.manifests]


def _places(analysis: Analysis) -> set[Path]:
    return {found.location.path for found in analysis.diagnostics}
