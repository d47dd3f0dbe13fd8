"""The workspace folders, and the settings that hold for a file (LSP 3.17, "WorkspaceFolder")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from floe_lsp.compilation.load.manifests import ManifestOption
from floe_lsp.compilation.load.workspace import is_found
from floe_lsp.compilation.territory import Territory
from floe_lsp.files.paths import absolute
from floe_lsp.registries.reference import is_reference, parse_reference

from .settings import SECTION, Settings, read_settings


@dataclass(frozen=True)
class WorkspaceFolder:
    """A workspace folder with its settings."""

    path: Path
    settings: Settings = field(default_factory=Settings)


class WorkspaceFolders:
    """The folders that the editor has open.

    Written on the event loop's thread, read on every thread.
    """

    def __init__(self) -> None:
        self._elsewhere = Settings()
        self._folders: tuple[WorkspaceFolder, ...] = ()
        self._known: dict[Path, Settings] = {}

    def __iter__(self) -> Iterator[WorkspaceFolder]:
        return iter(self._folders)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The paths of the folders."""
        return tuple(each.path for each in self._folders)

    @property
    def elsewhere(self) -> Settings:
        """The settings of files outside every folder, and of a folder that is new."""
        return self._elsewhere

    def set(
        self,
        folders: Sequence[WorkspaceFolder] | None = None,
        *,
        elsewhere: Settings | None = None,
    ) -> None:
        """Let other folders or settings hold from now on."""
        if folders is not None:
            self._folders = tuple(folders)
        if elsewhere is not None:
            self._elsewhere = elsewhere
        # Replaced last: who finds it empty sees what has been set.
        self._known = {}

    def take(self, sent: object) -> list[str]:
        """Let settings hold everywhere that the editor sent by itself; return what is wrong.

        They come with or without the section's name.
        """
        if isinstance(sent, dict):
            sent = cast("dict[str, object]", sent).get(SECTION, cast("object", sent))
        settings, problems = read_settings(sent)
        self.set([WorkspaceFolder(path, settings) for path in self.paths], elsewhere=settings)
        return problems

    def take_each(self, paths: Sequence[Path], given: Sequence[object]) -> list[str]:
        """Let the settings of each folder hold, and the last ones elsewhere; return what is wrong.

        The folders keep theirs if they are not those any more of which the editor was asked.
        """
        read = [read_settings(each) for each in given]
        folders = None
        if paths == self.paths:
            folders = [
                WorkspaceFolder(path, settings)
                for path, (settings, _) in zip(paths, read, strict=False)
            ]
        self.set(folders, elsewhere=read[-1][0])
        return [problem for _, problems in read for problem in problems]

    def keep(self, territory: Territory) -> None:
        """Drop what is known of files that nobody asks for any more."""
        territory.keep(self._known)

    def settings_of(self, path: Path) -> Settings:
        """Return the settings of the innermost folder that holds a file."""
        known = self._known
        settings = known.get(path)
        if settings is None:
            holding = [each for each in self._folders if path.is_relative_to(each.path)]
            innermost = max(holding, key=lambda each: len(each.path.parts), default=None)
            settings = self._elsewhere if innermost is None else innermost.settings
            known[path] = settings
        return settings

    def manifest_of(self, path: Path) -> ManifestOption | None:
        """Return the manifest that the settings name for a product."""
        chosen = self.settings_of(path).manifest
        if chosen is None:
            return None
        if is_reference(chosen):
            return parse_reference(chosen)
        holding = [each for each in self.paths if path.is_relative_to(each)]
        folder = max(holding, key=lambda each: len(each.parts), default=path.parent)
        return absolute(folder / chosen)

    def finds(self, path: Path) -> bool:
        """Whether a path is that of a product that a search of the workspace finds.

        A folder of which all is checked counts, even where one further in is not checked.
        """
        return any(
            folder.settings.check_all_products and is_found(path, folder.path)
            for folder in self._folders
        )
