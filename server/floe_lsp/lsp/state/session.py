"""The state of one conversation: files, folders, and what is known of every product."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from floe_lsp.compilation import Analysis, Diagnostic, Document, Stage
from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.caller import Caller
from floe_lsp.compilation.codes import Severity, Trait
from floe_lsp.compilation.diagnostics import Location, in_order
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.territory import Territory
from floe_lsp.files.names import PROJECT_FILE, SPEC_NAMES
from floe_lsp.ide.begun_product import is_begun, is_blank, says_what_is_missing
from floe_lsp.ide.dbt_files import DbtFile
from floe_lsp.ide.part_guard import UNGUARDED_PARTS, PartGuard
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.syntax import SourceText

from .capabilities import ClientFeatures
from .compilations import Compilations
from .convert import Converter
from .documents import DocumentStore
from .files import Files
from .folders import WorkspaceFolders
from .patience import Patience
from .results import Result, Results


class Session:
    """What the server knows. Written on the event loop's thread, read on every thread.

    What a snapshot is made of is replaced and never changed in place: it stays what it was.
    """

    def __init__(self, client: ClientFeatures, *, trusted: bool = True) -> None:
        self.client = client
        self.trusted = trusted
        self.is_refreshing = False
        """Whether registries are being asked, which a person did."""
        self.wants_status = False
        """Whether the editor asks for what its status shows (``floe/status``)."""
        self.has_message_buttons = False
        """Whether a message with buttons keeps nobody from working (``messageButtons``)."""
        self.client_commands: frozenset[str] = frozenset()
        """The commands of the editor's own that it lets actions call (``clientCommands``)."""
        self.store = DocumentStore()
        self.convert = Converter(client, self.store)
        self.folders = WorkspaceFolders()
        self.files = Files(self.store, watched=self._is_watched, trusted=trusted)
        self.hears_of_files = False
        """Whether the editor has agreed to tell of changes of files on disk."""
        self.registry = PluginRegistry(trusted=trusted)
        self.caller = Caller.of_environment(asks_provider=False)
        self.cache = AnalysisCache()
        self.results = Results()
        self.compilations = Compilations(self.files)
        self.patience = Patience()
        self.named_links: dict[Path, frozenset[Path]] = {}
        """By folder of the workspace, the links in it that the log has named as not searched."""
        self.part_guard: PartGuard = UNGUARDED_PARTS
        """What the parts of an answer run under; the server sets its own."""
        self.say: Callable[[str], None] = _nobody_hears
        """Shows the person a sentence, from any thread; the server sets its own."""
        self.keepers: list[Callable[[Territory], None]] = [
            self.files.keep,
            self.folders.keep,
            self.convert.keep,
            self.cache.keep,
            self.patience.keep,
            lambda territory: territory.keep(self.named_links),
        ]
        """Each drops what it keeps of paths outside a territory."""

    @property
    def analyses(self) -> Mapping[Path, Analysis]:
        """The newest analysis of each product, as it is now."""
        return self.results.analyses

    def _is_watched(self, folder: Path) -> bool:
        """Whether the editor tells of each change on disk below a folder: of those in its own."""
        return self.hears_of_files and any(map(folder.is_relative_to, self.folders.paths))

    def is_of_interest(self, path: Path) -> bool:
        """Whether a file is open, or one that a search of the workspace finds.

        A manifest that is closed is shown by what the products that it governs say of it.
        """
        return self.store.at(path) is not None or self.folders.finds(path)

    def take(self, result: Result) -> set[Path]:
        """Keep a result, unless there is newer text; return the files whose findings change."""
        document, text = self.store.at(result.path), result.text
        if document is None:
            is_past = text is not None and text.version is not None  # of a buffer that is closed
        else:
            is_past = text is not None and text is not document.text
        if is_past:
            return set()
        if result.document is not None:
            self.files.remember(result.document)
        outdated = self.compilations.drop_outdated(result.path)
        return outdated | self.results.take(result)

    def drop(self, path: Path) -> set[Path]:
        """Forget a product or manifest; return the files whose findings change."""
        self.files.forget(path)
        return self.results.drop(path) | self.compilations.drop(path)

    def sweep(self) -> None:
        """Drop all that is kept of files which take part in nothing and are not open.

        What is kept by path anywhere has its place in ``keepers``.
        """
        known = self.results
        opened = [document.path for document in self.store]
        files = (*opened, *known.files(), *known.known(), *self.folders.paths)
        territory = Territory(files, self.analyses)
        for keep in self.keepers:
            keep(territory)

    def affected_by(self, paths: Iterable[Path]) -> set[Path]:
        """Return the products and open manifests whose analysis may change when files do."""
        return self.results.affected_by(filter(self._can_be_named, paths))

    def _can_be_named(self, path: Path) -> bool:
        """Whether another file can name a file, which has to be on disk for that."""
        document = self.store.at(path)
        return document is None or document.on_disk

    def diagnostics(self, path: Path) -> tuple[Diagnostic, ...]:
        """Return what is known of a file, from every product that it takes part in."""
        off = self.folders.settings_of(path).off
        found = self.results.findings.of(path)
        found = tuple(each for each in found if self.is_present(each.location))
        found = tuple(map(self._without_past_places, found))
        more = [*self.compilations.found_in(path)]
        if self.results.is_governing(path):
            manifest = self.files.document(path)
            impact = None if manifest is None else self.results.impact(manifest)
            more.extend(() if impact is None else (impact,))
        if more:
            found = in_order((*found, *more))
        if off:
            found = tuple(each for each in found if each.is_shown_without(off))
        return found

    def shown(self, path: Path) -> tuple[Diagnostic, ...]:
        """Return what is shown of a file: what is known of it, but for what is being written.

        What a product lacks that is just begun is a hint.
        """
        found = self.diagnostics(path)
        if not (self.client.hears_of_diagnostics and self.folders.settings_of(path).patience):
            self.patience.forget(path)
            return found
        if not self.is_analysed(path):
            return found
        result = self.results.get(path)
        document = None if result is None else result.document
        is_read = document is None or not document.problems
        is_whole = is_read and not any(Trait.LEAVES_GAPS in each.info.traits for each in found)
        opened = self.store.at(path)
        text = None if opened is None else opened.text
        return self._as_begun(path, self.patience.shown(path, found, text, is_whole=is_whole))

    def _as_begun(self, path: Path, found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        """Make hints of what an open file lacks that nobody has written yet."""
        if not any(Trait.NOT_WRITTEN_YET in each.info.traits for each in found):
            return found
        document = self.files.document(path) if self.store.at(path) is not None else None
        if document is None or self.files.kind_of(document) is not FileKind.PRODUCT:
            return found
        if not is_begun(document):
            return found
        if not (is_blank(document) or self.patience.has_unsaved_edits(path)):
            return found
        return tuple(
            replace(each, severity=Severity.HINT) if says_what_is_missing(document, each) else each
            for each in found
        )

    def is_present(self, place: Location) -> bool:
        """Whether a place is one of the text that its file has now, as far as the editor says.

        Where nothing could be read there is no text, and the place is the file. The text of a
        buffer goes when it is closed; that of a file counts until a newer one is read.
        """
        document, text = self.store.at(place.path), place.text
        is_of_disk = text.version is None
        if document is None:
            return is_of_disk
        return text is document.text or (is_of_disk and not text.text)

    def is_analysed(self, path: Path) -> bool:
        """Whether what is known of a file is of its present text, as far as the editor says."""
        document, result = self.store.at(path), self.results.get(path)
        if document is None:
            return True
        return result is not None and result.text is document.text

    def _without_past_places(self, found: Diagnostic) -> Diagnostic:
        """Leave out related places in texts that have changed; they come with the next result."""
        related = tuple(each for each in found.related if self.is_present(each.location))
        return found if len(related) == len(found.related) else replace(found, related=related)

    def through(self, path: Path) -> Stage:
        """Return the last stage that runs on a file."""
        through = self.folders.settings_of(path).through
        document = self.store.at(path)
        if document is not None and not document.on_disk and through.reaches(Stage.RESOLVE):
            # A buffer that is not a file has no folder in which its manifest could be looked for.
            in_folder = any(path.is_relative_to(root) for root in self.folders.paths)
            return through if in_folder else Stage.VALIDATE
        return through

    def severity_of(self, found: Diagnostic) -> Severity | None:
        """Return how much a finding matters, ``None`` where its code is off."""
        return self.folders.settings_of(found.location.path).severity_of(found)

    def dbt_file(self, path: Path, text: SourceText) -> DbtFile | None:
        """Return a file of the dbt project beside a product, ``None`` for any other.

        The innermost project counts: a package that is installed in one has names of its own. Of
        two products in its folder the first one answers.
        """
        sources = self.files.sources
        projects = (each for each in path.parents if sources.is_file(each / PROJECT_FILE))
        folder = next(projects, None)
        if folder is None or not self.folders.settings_of(path).dbt_files:
            return None
        products = (self._product(folder / each) for each in SPEC_NAMES)
        product = next((each for each in products if each is not None), None)
        return None if product is None else DbtFile(path, text, product)

    def _product(self, path: Path) -> Snapshot | None:
        """Return what is known of a product by its path, ``None`` where none stands."""
        document = self.files.document(path) if self.files.sources.is_file(path) else None
        found = None if document is None else self.snapshot(document)
        return found if found is not None and found.kind is FileKind.PRODUCT else None

    def snapshot(self, parsed: Document) -> Snapshot | None:
        """Return all that is known of a document now, ``None`` for a file that is not ours."""
        kind = self.files.kind_of(parsed)
        if kind is None:
            return None
        # Not remembered here, where an answer about an older text may come after a newer text.
        last_good = self.files.last_good(parsed.path) if parsed.problems else parsed
        result = self.results.get(parsed.path)
        return Snapshot(
            parsed,
            kind,
            self.analyses,
            self.files.sources,
            self.registry,
            self.folders.paths,
            last_good,
            findings=() if result is None else result.diagnostics,
            off=self.folders.settings_of(parsed.path).off,
            through=self.through(parsed.path),
            caller=self.caller,
            part_guard=self.part_guard,
        )


def _nobody_hears(_: str) -> None:
    """Show nothing: there is no editor."""
