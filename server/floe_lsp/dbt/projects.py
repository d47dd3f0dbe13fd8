"""Finds the files of dbt projects, and keeps each project while nothing of it changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from floe_lsp.files.names import DBT_IGNORE_FILE, SPEC_NAMES

from .built import BUILT_FILE, CATALOG_FILE
from .facts import ProjectFacts
from .files import ProjectFiles, ProjectWalk, YamlFile
from .listing import FoundFolders, Listing, found_folders, listing_of
from .memory import NodeMemory
from .notices import Notices, named
from .package import Package
from .packages import MAX_PROPERTY_FILES, InstalledPackages, states_of_packages
from .project import DbtProject, own_project_file
from .reader import ProjectReader


class KnownProject(NamedTuple):
    """A project that was read, and all that must be the same for it to hold."""

    project_file: YamlFile
    found: FoundFolders
    state: tuple[Mapping[Path, object], object, bool]
    """Of its files, its packages, and whether what dbt has built may be read."""
    installed: InstalledPackages
    facts: ProjectFacts
    moment: object | None = None
    """When it was looked at, where changes are told of: at the same moment it is the same."""


class DbtProjects:
    """The dbt projects among some files, for whoever reads those files to keep."""

    def __init__(self, files: ProjectFiles) -> None:
        self._notices = Notices()
        self._reader = ProjectReader(files, self._notices)
        self.known: dict[Path, KnownProject] = {}
        """By folder."""
        self._reading = Lock()
        self._shares_memory = False
        """Whether what is known belongs to others, who go on with it."""

    def has_any_of(self, paths: Collection[Path]) -> bool:
        """Whether one of some files is one that a project was read from."""
        projects = list(self.known.values())
        return any(
            path in each.state[0] or path == each.project_file.path
            for each in projects
            for path in paths
        )

    def moment(self, folder: Path, facts: ProjectFacts) -> object | None:
        """Return what is equal while nobody has told of a change in the project of a folder.

        ``None`` where there may be changes of which nobody tells, or facts are not the newest: in
        another thread somebody may have read newer ones.
        """
        known = self.known.get(folder)
        return None if known is None or known.facts is not facts else known.moment

    def over(self, files: ProjectFiles) -> DbtProjects:
        """Return the projects as they are in files of which few are others, for a while.

        What is known of the rest is taken over. Nothing of it comes back: these projects go on as
        if the others had never been asked for.
        """
        other = DbtProjects(files)
        other.known = dict(self.known)
        other._shares_memory = True
        other._reader.known = dict(self._reader.known)
        other._reader.known_code = dict(self._reader.known_code)
        return other

    def keep(self, drop_others: Callable[[dict[Path, Any]], None]) -> None:
        """Let whoever keeps the files drop what was read of those that nobody asks for."""
        drop_others(self.known)
        drop_others(self._reader.known)
        drop_others(self._reader.known_code)
        drop_others(self._notices.said)

    def read(self, folder: Path) -> ProjectFacts:
        """Return the dbt project of a folder; the same object again while no file of it changes.

        Of several threads that ask at once, the first reads and the others wait for it.

        Args:
            folder: Absolute path of the folder that may hold ``dbt_project.yml``: that of
                floe.yaml, where the compiler looks for the profile too.
        """
        walk = ProjectWalk(folder, self._reader.files)
        with self._reading:
            found = self._read(walk)
            self._notices.say(folder, "links", _left_out(walk))
        return found

    def _read(self, walk: ProjectWalk) -> ProjectFacts:
        folder, files = walk.folder, walk.files
        moment, before = files.moment(folder), self.known.get(folder)
        is_same = moment is not None and before is not None and before.moment == moment
        # Packages are read when they are asked for; one that stands elsewhere nobody watches.
        if is_same and before is not None and not before.installed.has_local:
            return before.facts
        try:
            written = files.document(own_project_file(walk))
        except OSError:
            return ProjectFacts()
        if before is not None and before.project_file is written:
            project = before.facts.project or DbtProject(None, None)
        else:
            before = None
            project = DbtProject.from_file(written)
        target = folder / project.target_path
        is_built = walk.holds(target / BUILT_FILE) and walk.holds(target / CATALOG_FILE)
        found = found_folders(walk, project)
        listing, memory = None, NodeMemory()
        if before is not None and before.found == found and before.facts.package is not None:
            found, listing = before.found, before.facts.package.listing
            memory = before.facts.package.memory
            memory = memory.copied() if self._shares_memory else memory
        listing = listing or self._listing(folder, found)
        parsed = files.parsed_folder(folder)
        others = [folder / DBT_IGNORE_FILE, target / BUILT_FILE, target / CATALOG_FILE]
        if parsed is not None:
            others.append(parsed / BUILT_FILE)
        states = {path: files.state(path) for path in (*listing.paths, *others)}
        packages = tuple(states_of_packages(walk, project))
        # Where a link leads may change without the folder that it stands in.
        state = (states, packages, is_built)
        installed = None
        if before is not None and before.found is found and before.state[1] == packages:
            installed = before.installed if before.installed.is_same else None
            if installed is not None and before.state == state:
                self.known[folder] = before._replace(moment=self._told_of(walk, moment, listing))
                return before.facts
        installed = installed or InstalledPackages(folder, project, self._reader)
        facts = ProjectFacts(
            Package(
                project,
                folder,
                listing,
                self._reader,
                states[folder / DBT_IGNORE_FILE] is None,
                states=states,
                memory=memory,
            ),
            target if is_built else None,
            installed.packages,
            installed.has_all,
            parsed,
        )
        told = self._told_of(walk, moment, listing)
        self.known[folder] = KnownProject(written, found, state, installed, facts, told)
        return facts

    @staticmethod
    def _told_of(walk: ProjectWalk, moment: object | None, listing: Listing) -> object | None:
        """Return the moment of a project, if every change of its files is told of.

        Nobody hears of a file behind a link, and what is typed into a product is no change for
        others, though dbt may read it as one of its own files.
        """
        if moment is None or walk.met_a_link:
            return None
        return None if any(each.name in SPEC_NAMES for each in listing.paths) else moment

    def _listing(self, project: Path, found: FoundFolders) -> Listing:
        listing = listing_of(found, MAX_PROPERTY_FILES)
        more = listing.left_out
        text = (
            f"of {len(listing.properties) + more:,} property files only the first "
            f"{len(listing.properties):,} are read"
        )
        self._notices.say(project, "number of property files", text if more > 0 else None)
        return listing


def _left_out(walk: ProjectWalk) -> str | None:
    """Say which links are not followed."""
    if not walk.left_out:
        return None
    links = named(walk.folder, walk.left_out)
    return f"what links lead to outside of {walk.bounds} is not read: {links}"
