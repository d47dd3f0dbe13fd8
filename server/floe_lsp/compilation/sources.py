"""Reading files: the editor's buffers over the disk, with parsed documents cached.

The files of a product are read in no other way, so a stage that is given ``Sources`` is a pure
function of them.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar, cast

from floe_lsp.files.elsewhere import is_elsewhere, leads_elsewhere
from floe_lsp.files.names import PROJECT_FILE
from floe_lsp.files.opening import RefusedFile
from floe_lsp.files.reading import read, read_bytes, read_whole
from floe_lsp.files.status import is_file, is_folder, is_there, status_of
from floe_lsp.syntax import DEFAULT_LIMITS, SourceText, Tree, byte_by_byte, decode, parse
from floe_lsp.syntax.graph_problems import too_many_bytes

from .documents import Document
from .folders import NOTHING, FolderCache, FolderListing
from .territory import Territory

if TYPE_CHECKING:
    from floe_lsp.dbt.facts import ProjectFacts
    from floe_lsp.dbt.projects import DbtProjects
    from floe_lsp.registries.cache import Copy
    from floe_lsp.registries.manifests import CachedManifests
    from floe_lsp.registries.reference import Reference

T = TypeVar("T")

_MAX_BYTES = 4 * DEFAULT_LIMITS.characters
"""No text within the limits is longer than this in any encoding; more is not even read."""

_MAX_JSON_BYTES = 32_000_000
"""The manifest that dbt writes has some kilobytes a model; a larger one is not read. A character
beyond ASCII, written out or as an escape, makes the whole text as wide in memory as it is itself:
such a text counts as often."""

_MAX_JSON_VALUES = 900_000
"""Commas, colons and opening brackets of a JSON file: three bytes of them can become three hundred
of memory."""

_DIGITS_OF_DIGEST = 64

_WIDEST = re.compile(rb"[\xf0-\xff]|\\u[dD][89abAB]")
"""What only a character of four bytes is written with, as UTF-8 and as an escape."""


class Sources:
    """The files that a compilation may read.

    A path is compared as it is given, so callers pass absolute paths.
    """

    def __init__(
        self,
        *,
        trusted: bool = True,
        manifests: Callable[[], CachedManifests] | None = None,
        moment: Callable[[Path], object | None] | None = None,
    ) -> None:
        """Begin with nothing read.

        Args:
            manifests: Makes, when the first is asked for, where manifests of registries come from;
                the copies on this machine alone if not given, so that no registry is asked that
                nobody has asked for.
            trusted: Whether files of other computers are read, and repositories around a product;
                without trust a repository would choose to whom the user's credentials are sent.
            moment: Says of a folder what ``moment`` says; without it nobody tells of changes.
        """
        self.trusted = trusted
        self._buffers: dict[Path, Buffer] = {}
        self._read: dict[Path, tuple[tuple[int, ...], Document]] = {}
        self._keeping = Lock()
        self._folders = FolderCache()
        self._made: dict[Path, dict[str, tuple[object, object]]] = {}
        self._dbt_projects: DbtProjects | None = None
        self._parsed: dict[Path, Path] = {}
        self._make_manifests = manifests
        self._moment = moment
        self._manifests: CachedManifests | None = None
        self._downloaded: dict[Path, dict[Reference, Document]] = {}

    @property
    def manifests(self) -> CachedManifests:
        """Where manifests of registries come from."""
        with self._keeping:
            if self._manifests is None:
                # Most products name none.
                from floe_lsp.registries.manifests import CachedManifests  # noqa: PLC0415

                self._manifests = (self._make_manifests or CachedManifests)()
            return self._manifests

    @property
    def dbt_projects(self) -> DbtProjects:
        """The dbt projects among these files."""
        with self._keeping:
            if self._dbt_projects is None:
                from floe_lsp.dbt.projects import DbtProjects  # noqa: PLC0415 - not for a check

                self._dbt_projects = DbtProjects(self)
            return self._dbt_projects

    def dbt_facts(self, folder: Path) -> ProjectFacts | None:
        """Return the facts of the dbt project in a folder, ``None`` where there is none.

        A product without one does without Jinja and all that reads dbt projects.
        """
        if not self.is_file(folder / PROJECT_FILE):
            return None
        facts = self.dbt_projects.read(folder)
        return None if facts.package is None else facts

    def parsed_folder(self, folder: Path) -> Path | None:
        """Return where dbt has just written what it makes of a project, if it was asked to."""
        return self._parsed.get(folder)

    def take_parsed(self, folder: Path, target: Path) -> None:
        """Let what dbt has just written of a project count, and not what it wrote some day.

        Args:
            folder: The folder of the project.
            target: Where dbt wrote it; it must stay for as long as anybody reads here.
        """
        self._parsed[folder] = target

    def open(self, path: Path, text: SourceText) -> Buffer:
        """Let an editor's buffer stand for the file at ``path`` until ``close``."""
        buffer = Buffer(path, text)
        self._buffers[path] = buffer
        return buffer

    def close(self, path: Path) -> None:
        """Forget the buffer of ``path``; the file on disk counts again."""
        self._buffers.pop(path, None)

    def keep(self, territory: Territory) -> None:
        """Drop what was read of files and folders that nobody asks for any more."""
        territory.keep(self._read)
        territory.keep(self._made)
        territory.keep(self._downloaded)
        self._folders.keep(territory)
        if self._dbt_projects is not None:
            self._dbt_projects.keep(territory.keep)

    def document(self, path: Path) -> Document:
        """Return the parsed file, from the buffer, the cache or the disk.

        Raises:
            OSError: The file is missing, is not an ordinary one, or may not be read.
        """
        if (buffer := self._buffers.get(path)) is not None:
            return buffer.document()
        self._refuse(path)
        if (known := self._known(path, _key(status_of(path)))) is not None:
            return known
        content = read(path, _MAX_BYTES + 1)
        document = parsed(path, content.data)
        key = _key(content.status)
        with self._keeping:
            # Two threads may have read it at once: documents are told apart by identity.
            if (known := self._known(path, key)) is not None:
                return known
            self._read[path] = (key, document)
        return document

    def copy_of(self, reference: Reference) -> Copy:
        """Return the manifest that the address of a registry stands for.

        Raises:
            RegistryError: It cannot be had.
        """
        return self.manifests.get(reference)

    def downloaded(self, reference: Reference) -> Document:
        """Return the parsed manifest of a registry, as it is there or as the copy has it.

        What an editor holds of the copy does not count: it is not what the digest says.

        Raises:
            RegistryError: It cannot be had.
        """
        copy = self.copy_of(reference)
        pinned = reference.pinned(copy.digest)
        with self._keeping:
            known = self._downloaded.setdefault(copy.file, {})
            if pinned not in known:
                content = copy.content
                known[pinned] = replace(parsed(copy.file, content), address=pinned)
            return known[pinned]

    def is_copy(self, path: Path) -> bool:
        """Whether a file is the copy of a manifest of a registry, which nobody may edit."""
        # Its name is a digest; of any other file no cache has to be looked for.
        return len(path.stem) == _DIGITS_OF_DIGEST and self.manifests.cache.holds(path)

    def document_once(self, path: Path) -> Document:
        """Return a parsed file as ``document`` does, and keep nothing of it.

        Raises:
            OSError: As of ``document``.
        """
        if (buffer := self._buffers.get(path)) is not None:
            return buffer.document()
        self._refuse(path)
        return parsed(path, read_bytes(path, _MAX_BYTES + 1))

    def true_path(self, path: Path) -> Path | None:
        """Return where a path leads through all links; ``None`` where that may not be asked."""
        try:
            return Path(os.path.realpath(path)) if self._may_look(path) else None
        except (OSError, ValueError):
            return None

    def fence(self, folder: Path) -> Path | None:
        """Return the true folder that no link leads out of when what belongs to a product is read.

        That is the root of its repository, which one hand has put together, and its own folder
        where it lies in none. Without trust it is always its own: the repository around it may be
        the home of the person who opened it. ``None`` where nothing may be asked.

        Args:
            folder: The folder of the product.
        """
        own = self.true_path(folder)
        if own is None or not self.trusted:
            return own
        return next((each for each in (own, *own.parents) if self.exists(each / ".git")), own)

    def _known(self, path: Path, key: tuple[int, ...]) -> Document | None:
        cached = self._read.get(path)
        return cached[1] if cached is not None and cached[0] == key else None

    def is_unsaved(self, path: Path) -> bool:
        """Whether an editor holds a text for ``path`` that the disk does not."""
        buffer = self._buffers.get(path)
        if buffer is None:
            return False
        try:
            self._refuse(path)
            content = buffer.document().content
            return read_bytes(path, len(content) + 1) != content
        except OSError:
            return True

    def is_file(self, path: Path) -> bool:
        """Whether a file stands at ``path``, open in the editor or on disk."""
        return path in self._buffers or (self._may_look(path) and is_file(path))

    def is_folder(self, path: Path) -> bool:
        """Whether a folder stands at ``path`` on disk."""
        return self._may_look(path) and is_folder(path)

    def exists(self, path: Path) -> bool:
        """Whether anything stands at ``path`` on disk, be it a link that leads nowhere."""
        return self._may_look(path) and is_there(path)

    def folder(self, path: Path) -> FolderListing:
        """Return what stands in a folder on disk, nothing for one that can't be read."""
        return self._folders.list(path) if self._may_look(path) else NOTHING

    def text(self, path: Path) -> str | None:
        """Return the text of any file on disk, ``None`` when it can't be read or is too long."""
        try:
            self._refuse(path)
            return decode(read_whole(path, _MAX_BYTES)).text
        except OSError:
            return None

    def source_text(self, path: Path) -> SourceText | None:
        """Return the text of any file as ``text`` does, that of an editor's buffer before it."""
        if (buffer := self._buffers.get(path)) is not None:
            return buffer.text
        found = self.text(path)
        return None if found is None else SourceText(found)

    def text_of_bytes(self, path: Path) -> str | None:
        """Return the text of a file on disk byte by byte, where its beginning says that it is wide.

        ``None`` for any other, and for one that an editor holds or that can't be read.
        """
        if path in self._buffers:
            return None
        try:
            self._refuse(path)
            return byte_by_byte(read_whole(path, _MAX_BYTES))
        except OSError:
            return None

    def content(self, path: Path) -> bytes:
        """Return the bytes of a file on disk that holds data, such as an artifact.

        Raises:
            OSError: It cannot be read, or its data would fill the memory.
        """
        self._refuse(path)
        content = read_whole(path, _MAX_JSON_BYTES)
        if _fills_memory(content):
            raise RefusedFile(path, "it holds more than is read here")
        return content

    def json(self, path: Path) -> object:
        """Return the data of a JSON file on disk, ``None`` when it can't be read or is not JSON."""
        try:
            self._refuse(path)
            return bounded_json(read_whole(path, _MAX_JSON_BYTES))
        except OSError:
            return None

    def refuses(self, address: str) -> bool:
        """Whether what a file names is on another computer, which is not asked without trust."""
        return not self.trusted and is_elsewhere(address)

    def _may_look(self, path: Path) -> bool:
        if self.trusted:
            return True
        # A link that begins with two slashes leads to another computer on Windows alone.
        return not (leads_elsewhere(path) if os.name == "nt" else is_elsewhere(str(path)))

    def _refuse(self, path: Path) -> None:
        if not self._may_look(path):
            reason = "it is on another computer, and this workspace is not trusted"
            raise RefusedFile(path, reason)

    def state(self, path: Path) -> object:
        """Return what compares unequal after a file or its buffer has changed, appeared or gone."""
        if (buffer := self._buffers.get(path)) is not None:
            return buffer
        # Asked of each file of a project at each keystroke.
        if not (self.trusted or self._may_look(path)):
            return None
        try:
            return _key(status_of(path))
        except OSError:
            return None

    def moment(self, folder: Path) -> object | None:
        """Return what is equal while nobody has told of a change below a folder.

        Whoever keeps what it made of many files may go by it and look at none of them. ``None``
        where nobody tells of changes. An edit of a product is none: it says something of its own
        product alone.
        """
        return None if self._moment is None else self._moment(folder)

    def made_again(
        self,
        path: Path,
        what: str,
        state: object,
        make: Callable[[], T],
        keeps: Callable[[T], bool] = lambda _: True,
    ) -> T:
        """Return what is made of a file or folder, made again only of another state.

        Args:
            path: The file or folder.
            what: The name of what is made; of each name the newest is kept.
            state: All that it is made of, such as what ``state`` says.
            make: Makes it.
            keeps: Whether what was made is kept.
        """
        kept = self._made.setdefault(path, {})
        before = kept.get(what)
        if before is not None and before[0] == state:
            return cast("T", before[1])
        made = make()
        if keeps(made):
            kept[what] = (state, made)
        return made


def bounded_json(content: bytes) -> object:
    """Return the data of a JSON file, ``None`` when it is not JSON or would fill the memory."""
    if _fills_memory(content):
        return None
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _fills_memory(content: bytes) -> bool:
    if len(content) * _width(content) > _MAX_JSON_BYTES:
        return True
    return sum(map(content.count, (b",", b":", b"[", b"{"))) > _MAX_JSON_VALUES


def _width(content: bytes) -> int:
    """Return how many bytes a character of some UTF-8 may take in memory (PEP 393)."""
    if _WIDEST.search(content) is not None:
        return 4
    return 2 if not content.isascii() or b"\\u" in content else 1


def _key(status: os.stat_result) -> tuple[int, ...]:
    """What differs between two states of a file."""
    return (status.st_mtime_ns, status.st_size, status.st_ino)


class Buffer:
    """The text of an open document, parsed once, in the first thread that asks for it."""

    def __init__(self, path: Path, text: SourceText) -> None:
        self._path = path
        self.text = text
        self._document: Document | None = None
        self._parsing = Lock()

    def document(self) -> Document:
        """Return the parsed text."""
        with self._parsing:
            if self._document is None:
                content = self.text.text.encode("utf-8", "surrogatepass")
                self._document = parsed(self._path, content, self.text)
            return self._document


def parsed(path: Path, content: bytes, text: SourceText | None = None) -> Document:
    """Return the document of some bytes; ``text`` where an editor has decoded them already."""
    if text is None:
        decoded = decode(content)
        text, problems = SourceText(decoded.text), decoded.problems
        if len(content) > _MAX_BYTES:
            # The rest was not read, and a character may have been cut.
            tree = Tree(text, None, (too_many_bytes(_MAX_BYTES),))
            return Document(path, content, text, tree, tree.problems)
    else:
        problems = ()
    tree = parse(text)
    return Document(path, content, text, tree, (*problems, *tree.problems))
