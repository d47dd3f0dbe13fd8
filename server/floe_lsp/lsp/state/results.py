"""What is known of every product and manifest that has been analysed."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from floe_lsp.compilation import Analysis, Diagnostic, Document
from floe_lsp.files.names import CONTRACT_NAMES, MANIFEST_NAME, REPOSITORY, SPEC_NAMES
from floe_lsp.syntax import SourceText

from .findings import Findings
from .governance import Governance
from .shared_mapping import SharedMapping


@dataclass(frozen=True, eq=False)
class Result:
    """The result of analysing one open or found file."""

    path: Path
    document: Document | None
    """The file as it was read."""
    diagnostics: tuple[Diagnostic, ...]
    files: frozenset[Path]
    """The files that took part."""
    analysis: Analysis | None = None
    """Of a product."""
    generation: int = 0
    """``Files.generation`` when the analysis began."""
    misses_a_file: bool = False
    """Whether a file that was looked for could not be read: it may come to be."""
    unread: SourceText | None = None
    """The text that the editor had when the analysis began; it may fail before it has read it."""

    @property
    def text(self) -> SourceText | None:
        """The text that this is of, as far as there was one."""
        return self.unread if self.document is None else self.document.text


class Results:
    """The newest result of each file. Written on the event loop's thread.

    There it is read too, but for ``get`` and ``analyses``, which every thread may read.
    What a result costs depends on what it says, and not on how many there are.
    """

    def __init__(self) -> None:
        self.findings = Findings()
        self._analyses: SharedMapping[Path, Analysis] = SharedMapping()
        self._governance = Governance()
        self._results: dict[Path, Result] = {}
        self._files_of: dict[Path, frozenset[Path]] = {}
        self._by_file = _PathSets()
        self._by_folder = _PathSets()
        """Products by the folder in which they stand."""
        self._missing: set[Path] = set()

    @property
    def analyses(self) -> Mapping[Path, Analysis]:
        """The newest analysis of each product, as it is now; for every thread."""
        return self._analyses.view()

    def is_product(self, path: Path) -> bool:
        """Whether a file was analysed as a product."""
        return path in self._analyses

    def get(self, path: Path) -> Result | None:
        """Return the newest result of a file."""
        return self._results.get(path)

    def known(self) -> list[Path]:
        """Return the products and manifests that have been analysed."""
        return list(self._results)

    def files(self) -> list[Path]:
        """Return every file that takes part in an analysis."""
        return self._by_file.keys()

    def takes_part(self, path: Path) -> bool:
        """Whether a file takes part in an analysis."""
        return path in self._by_file

    def files_below(self, folders: Iterable[Path]) -> set[Path]:
        """Return every file below some folders that takes part in an analysis.

        Sorted once: there may be as many folders as files.
        """
        known = sorted((str(each), each) for each in self.files())
        names = [name for name, _ in known]
        found: set[Path] = set()
        for prefix in map(_prefix, folders):
            at = bisect_left(names, prefix)
            while at < len(names) and names[at].startswith(prefix):
                found.add(known[at][1])
                at += 1
        return found

    def take(self, result: Result) -> set[Path]:
        """Keep a result; return the files in which something else is found."""
        path = result.path
        self._results[path] = result
        self._take_part(path, result.files.union(each.location.path for each in result.diagnostics))
        if result.misses_a_file:
            self._missing.add(path)
        else:
            self._missing.discard(path)
        changed = self.findings.set(path, result.diagnostics)
        return changed | self._take_analysis(path, result.analysis)

    def drop(self, path: Path) -> set[Path]:
        """Forget a file; return the files in which something else is found."""
        self._results.pop(path, None)
        self._take_part(path, frozenset())
        self._missing.discard(path)
        return self.findings.drop(path) | self._take_analysis(path, None)

    def is_governing(self, path: Path) -> bool:
        """Whether a file was analysed by itself, as a manifest, and governs a product."""
        return path in self._governance and path in self._results and not self.is_product(path)

    def impact(self, manifest: Document) -> Diagnostic | None:
        """Return what a manifest does to the products below it."""
        return self._governance.impact(manifest, self.analyses)

    def missing(self) -> set[Path]:
        """Return the products and manifests for which a file could not be read."""
        return set(self._missing)

    def affected_by(self, paths: Iterable[Path]) -> set[Path]:
        """Return the products and manifests whose analysis may change when files do.

        There may be as many files as a branch changes, which is looked at folder by folder.
        """
        affected: set[Path] = set()
        governing: set[Path] = set()
        inside: set[Path] = set()
        is_any = False
        for path in paths:
            is_any = True
            affected |= self._by_file.of(path)
            if path.name in (MANIFEST_NAME, REPOSITORY):
                # A new manifest may govern products below it that found none, or one further up,
                # which is looked for up to the root of the repository.
                governing.add(path.parent)
            if path.name in CONTRACT_NAMES:
                # A new one speaks for the products of the manifest that it stands beside.
                files = self._by_file.keys()
                beside = [each for each in files if each.parent == path.parent]
                affected.update(*map(self._by_file.of, beside))
            if path.name not in SPEC_NAMES:
                inside.add(path.parent)
        if is_any:
            # What was missed may be one of them.
            affected |= self._missing
        if governing:
            affected.update(
                each for each in self.analyses if not governing.isdisjoint(each.parents)
            )
        # The dbt project of a product: its folder and what is below.
        for folder in inside.union(*(each.parents for each in inside)):
            affected |= self._by_folder.of(folder)
        return affected

    def _take_analysis(self, path: Path, analysis: Analysis | None) -> set[Path]:
        """Keep a product's analysis; without one a file is no product, and what it was is gone."""
        if analysis is None:
            self._analyses.remove(path)
            self._by_folder.remove(path.parent, path)
            return self._governance.drop(path)
        self._analyses.set(path, analysis)
        self._by_folder.add(path.parent, path)
        return self._governance.set(analysis)

    def _take_part(self, path: Path, files: frozenset[Path]) -> None:
        before = self._files_of.get(path, frozenset[Path]())
        for file in before - files:
            self._by_file.remove(file, path)
        for file in files - before:
            self._by_file.add(file, path)
        if files:
            self._files_of[path] = files
        else:
            self._files_of.pop(path, None)


def _prefix(folder: Path) -> str:
    """Return what the paths below a folder begin with."""
    return str(folder).rstrip(os.sep) + os.sep


class _PathSets:
    """Sets of paths by a path; one that is empty is not kept."""

    def __init__(self) -> None:
        self._sets: defaultdict[Path, set[Path]] = defaultdict(set)

    def __contains__(self, key: Path) -> bool:
        return key in self._sets

    def keys(self) -> list[Path]:
        return list(self._sets)

    def of(self, key: Path) -> set[Path]:
        return set(self._sets.get(key, ()))

    def add(self, key: Path, path: Path) -> None:
        self._sets[key].add(path)

    def remove(self, key: Path, path: Path) -> None:
        found = self._sets.get(key)
        if found is not None:
            found.discard(path)
            if not found:
                del self._sets[key]
