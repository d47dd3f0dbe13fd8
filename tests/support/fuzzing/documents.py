"""The first target: a product with its manifests is parsed and analysed, and reported."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from random import Random

from floe_lsp.compilation import Diagnostic, Sources, Stage, analyze
from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.diagnostics import apply_edits, in_order
from floe_lsp.compilation.platform_analysis import analyze_platform
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.reporting import FORMATS, render
from floe_lsp.syntax import SourceText

from .memory import blocks_kept
from .mutations import Mutator, shorter, words_of
from .promises import hold_of_findings, hold_of_tree, told
from .seeds import Files, cases
from .target import Broken, Ran

FOLDER = Path("/floe-fuzzing")
"""There is no such folder: every file is a buffer."""
_TODAY = date(2026, 3, 2)
_MOST_FIXES = 6


class Documents:
    """Texts go in as the buffers of one process, whose registry and cache all of them share."""

    name = "documents"
    thorough_each = 50
    warm_after = 5_000

    def __init__(self) -> None:
        self._world = _World()
        texts = [text for files in cases() for _, text in files]
        self._mutator = Mutator(words_of(texts))

    def seeds(self) -> list[Files]:
        """The files of each annotated document."""
        return list(cases())

    def mutated(self, given: Files, other: Files, chance: Random) -> Files:
        """Change one of the files, mostly the product."""
        at = 0 if chance.random() < 0.6 else chance.randrange(len(given))
        name, text = given[at]
        lender = chance.choice(other)[1] if chance.random() < 0.5 else text
        made = self._mutator.mutated(text, lender, chance)
        return (*given[:at], (name, made), *given[at + 1 :])

    def run(self, given: Files, *, thorough: bool) -> Ran:
        """Analyse the product, and the manifest by itself."""
        found = self._world.analysed(given)
        hold_of_findings(found)
        if thorough:
            _is_the_same(found, _World().analysed(given), "a fresh process finds the same")
            for form in FORMATS:
                render(found, form, base=FOLDER)
            self._fixes_hold(given, found)
        codes = Counter(each.code for each in found)
        features = {(code, min(count, 3)) for code, count in codes.items()}
        return Ran(1, frozenset(features))

    def smaller(self, given: Files) -> Iterator[Files]:
        """Leave out files, then parts of one."""
        for at in range(1, len(given)):
            yield (*given[:at], *given[at + 1 :])
        for at, (name, text) in enumerate(given):
            for less in shorter(text):
                yield (*given[:at], (name, less), *given[at + 1 :])

    def dumped(self, given: Files) -> str:
        """Write names and texts as JSON."""
        return json.dumps(given, indent=1)

    def loaded(self, text: str) -> Files:
        """Read what ``dumped`` wrote."""
        return tuple((str(name), str(content)) for name, content in json.loads(text))

    def size_in_memory(self) -> int:
        """Count what is kept when only the first document is open."""
        self._world.analysed(cases()[0])
        return blocks_kept()

    def _fixes_hold(self, given: Files, found: tuple[Diagnostic, ...]) -> None:
        """Check that a fix can be applied, and that its mistake is gone then."""
        before = Counter((each.code, each.message) for each in found)
        texts = {FOLDER / name: text for name, text in given}
        fixes = ((each, fix) for each in found for fix in each.fixes)
        for each, fix in list(fixes)[:_MOST_FIXES]:
            fixed = dict(texts)
            for path in {edit.location.path for edit in fix.edits}:
                edits = [edit for edit in fix.edits if edit.location.path == path]
                fixed[path] = apply_edits(fixed[path], edits)
            names = tuple((path.relative_to(FOLDER).as_posix(), fixed[path]) for path in fixed)
            again = self._world.analysed(names)
            hold_of_findings(again)
            if each.info.stage is Stage.LOAD:
                continue  # Where two brackets are open, closing one leaves the same to say.
            mistake = (each.code, each.message)
            after = Counter((it.code, it.message) for it in again)
            # Without the first item of a list the second is called the first.
            fewer = _number_of(each.code, after) < _number_of(each.code, before)
            if after[mistake] >= before[mistake] and not fewer:
                raise Broken(f"a fix removes its {each.code}", f"{fix.title!r} of {each.message!r}")


def _number_of(code: str, findings: Counter[tuple[str, str]]) -> int:
    return sum(number for (each, _), number in findings.items() if each == code)


class _World:
    """The files of one process: buffers, registry and cache live as long as it."""

    def __init__(self) -> None:
        self._sources = Sources()
        self._registry = PluginRegistry()
        self._cache = AnalysisCache()
        self._open: dict[Path, str] = {}
        self._platforms: list[Diagnostic] = []

    def analysed(self, given: Files) -> tuple[Diagnostic, ...]:
        """Analyse the first file as a product, and each other as a manifest."""
        texts = {FOLDER / name: text for name, text in given}
        product, *others = texts
        changed = {path for path, text in texts.items() if self._open.get(path) != text}
        gone = self._open.keys() - texts.keys()
        for path in gone:
            self._sources.close(path)
        for path in changed:
            self._sources.open(path, SourceText(texts[path]))
            hold_of_tree(self._sources.document(path))
        self._open = texts
        analysis = analyze(
            product, sources=self._sources, registry=self._registry, cache=self._cache
        )
        if gone or not changed <= {product}:
            self._platforms = [each for path in others for each in self._platform(path)]
        return in_order((*analysis.diagnostics, *self._platforms))

    def _platform(self, path: Path) -> tuple[Diagnostic, ...]:
        return analyze_platform(
            path,
            sources=self._sources,
            registry=self._registry,
            today=_TODAY,
            cache=self._cache,
        ).diagnostics


def _is_the_same(first: Iterable[Diagnostic], second: Iterable[Diagnostic], promise: str) -> None:
    one, other = told(first), told(second)
    if one != other:
        different = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
        raise Broken(promise, f"{len(one)} and {len(other)} findings, first {different[:1]}")
