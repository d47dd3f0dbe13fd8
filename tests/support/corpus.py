"""Reads the annotated documents under tests/corpus and docs/codes.

A document is Markdown. Each heading that is followed by fenced files is a case: the files are
written to a folder and analysed, and what the compiler says must be exactly what the comment
lines in the files say.

    ```yaml floe.yaml
      - name: gold_orders
        dependsOn: [silver_order]
    #               ^^^^^^^^^^^^ E110 'silver_order' is not a transform of this product
    #               help: did you mean 'silver_orders'?
    ```

A marker line begins with ``#`` in column 0 and stands below the line that it speaks of; it is no
part of the file. Carets cover the range. ``|`` marks an empty range, ``#<^^`` a range from column 0
(``#.`` one column wide, ``#:`` empty). ``E110/warning`` says a severity that is not the code's own.
``note 3:5:`` is a related place, line and column from 1; ``note file.yaml:3:5:`` one elsewhere.

Other fences of a case: ``toml options`` (stage, manifest, spec, output, encoding; without: default
files to leave out; folder: a folder in which to look for products; day: what the clock shows;
principal, token: who asks;
comment: so many characters of comment to add to floe.yaml; fails: a file in which floe itself
fails; registry: how a registry fails that is asked for a manifest, or the file that it holds),
``text elsewhere`` (findings about files that the case does not hold), ``yaml floe.yaml
after "Title of a fix"`` and ``yaml floe.yaml after fix-all`` (the file after the fix).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

from failing_registries import answered

from floe_lsp.compilation import (
    Diagnostic,
    Stage,
    analyze,
    compile_pipeline,
    default_output,
    guarding,
    pipeline,
)
from floe_lsp.compilation.caller import Caller
from floe_lsp.compilation.diagnostics import Applicability, apply_edits
from floe_lsp.compilation.impact import impacts
from floe_lsp.compilation.load.loader import no_product
from floe_lsp.compilation.load.workspace import find_products
from floe_lsp.compilation.unused_overrides import unused_overrides

_FENCE = re.compile(r"^```(\S+)[ ]?([^\n]*)\n(.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_CODE = r"(?:FLOE-)?E\d{3}(?:/\w+)?"
_MARKER = re.compile(rf"#(?:[ ]*\^+|[ ]*\||<\^*|\.|:) {_CODE} .*")
_DETAIL = re.compile(r"#[ ]*(?:help|note .*?\d+:\d+): .*")
_OPTION = re.compile(r'^(\w+) = "(.*)"$', re.MULTILINE)
_AFTER = re.compile(r'^(?P<file>\S+) after (?:"(?P<title>.+)"|(?P<all>fix-all))$')

SITE = "site-packages"
"""Files of a case below this folder are installed packages, plugins with their entry points."""

DEFAULT_FILES = {
    "floe.yaml": (
        "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata:\n  name: orders\n  version: 1.0.0\n"
        "transforms:\n  - name: stg_orders\n"
    ),
    "manifest.yaml": (
        "apiVersion: floe.dev/v1\nkind: Manifest\nmetadata:\n  name: platform\n  version: 1.0.0\n"
        "  owner: platform@example.com\nplugins:\n  compute:\n    type: duckdb\n"
        "  orchestrator:\n    type: dagster\n"
    ),
}


@dataclass
class Fence:
    """One fenced block: its info string without the language, and where its body stands."""

    info: str
    body: str
    start: int
    end: int


@dataclass
class Case:
    """One case of a document."""

    path: Path
    title: str
    fences: list[Fence]
    files: dict[str, Fence] = field(default_factory=dict[str, Fence])
    options: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def id(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}: {self.title}"

    @property
    def codes(self) -> list[str]:
        """The codes that the case expects."""
        text = "".join(fence.body for fence in self.fences)
        return sorted(set(re.findall(rf"(?m)^(?:#.*[\^|<.:]|[\w./-]+:) ({_CODE})", text)))

    def write(self, folder: Path) -> None:
        """Write the case's files, and default ones where it has none."""
        own = {name: unmarked(fence.body) for name, fence in self.files.items()}
        taken = {Path(name).name for name in own} | {*self.options.get("without", "").split()}
        defaults = {name: text for name, text in DEFAULT_FILES.items() if name not in taken}
        texts = {**defaults, **own}
        if comment := int(self.options.get("comment", "0")):
            texts["floe.yaml"] += f"#{'-' * (comment - 2)}\n"
        for name, text in texts.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode(self.options.get("encoding", "utf-8")))

    def diagnose(self, folder: Path) -> tuple[Diagnostic, ...]:
        """Run the compiler over the written files."""
        spec = next((name for name in self.files if Path(name).name == "floe.yaml"), "floe.yaml")
        spec_path = folder / self.options.get("spec", spec)
        manifest = folder / self.options["manifest"] if "manifest" in self.options else None
        stage = Stage(self.options.get("stage", "ENFORCE"))
        if "folder" in self.options:
            return _in_folder(folder / self.options["folder"])
        if "registry" in self.options:
            return analyze(
                spec_path, sources=answered(self.options["registry"], folder)
            ).diagnostics
        if "fails" in self.options:
            return _failing(spec_path, self.options["fails"])
        with installed(folder / SITE), self._on_its_day():
            if Stage.ENFORCE.reaches(stage):
                return analyze(spec_path, manifest, through=stage, caller=self.caller).diagnostics
            path = folder / self.options["output"] if "output" in self.options else None
            return compile_pipeline(
                spec_path,
                manifest,
                output=default_output(spec_path, path),
                dry_run=stage is Stage.COMPILE,
                caller=self.caller,
            ).diagnostics

    @property
    def caller(self) -> Caller:
        """Who asks for the analysis."""
        return Caller(self.options.get("principal"), self.options.get("token"))

    def _on_its_day(self) -> AbstractContextManager[object]:
        """Let the compiler's clock show the day that the case names."""
        if "day" not in self.options:
            return nullcontext()
        noon = datetime.fromisoformat(f"{self.options['day']}T12:00:00+00:00")
        return patch.dict(os.environ, {"SOURCE_DATE_EPOCH": str(int(noon.timestamp()))})

    def expected(self) -> dict[str, str]:
        """Each of the case's golden fences as it stands."""
        return {fence.info: fence.body for fence in self.fences if _is_golden(fence.info)}

    def actual(self, folder: Path, diagnostics: tuple[Diagnostic, ...]) -> dict[str, str]:
        """Each golden fence as it should read after this run."""
        golden: dict[str, str] = {}
        elsewhere: list[str] = []
        for name, fence in self.files.items():
            found = [d for d in diagnostics if d.location.path == folder / name]
            golden[name] = marked(unmarked(fence.body), found, folder)
        for diagnostic in diagnostics:
            place = diagnostic.location.path.relative_to(folder).as_posix()
            if place not in self.files:
                elsewhere.append(f"{place}: {diagnostic.code} {diagnostic.message}\n")
        for info in self.expected():
            if match := _AFTER.match(info):
                golden[info] = _after(match, folder, diagnostics)
        if elsewhere or "elsewhere" in self.expected():
            golden["elsewhere"] = "".join(elsewhere)
        return golden


def _failing(spec: Path, file: str) -> tuple[Diagnostic, ...]:
    """Analyse a product with a RESOLVE that fails as if the fault stood in ``file``."""
    scope: dict[str, object] = {}
    exec(compile("def resolve(*_): raise ZeroDivisionError", file, "exec"), scope)  # noqa: S102
    with patch.object(pipeline, "resolve", scope["resolve"]):
        return analyze(spec, guard=guarding.Fence()).diagnostics


def _in_folder(folder: Path) -> tuple[Diagnostic, ...]:
    """Check the products below a folder, as ``floe check`` does."""
    products = list(find_products(folder))
    if not products:
        return (no_product(folder),)
    analyses = [analyze(product) for product in products]
    of_platforms = (*impacts(analyses), *unused_overrides(analyses, {folder.as_posix()}))
    return (*(found for each in analyses for found in each.diagnostics), *of_platforms)


@contextmanager
def installed(site: Path) -> Generator[None]:
    """Let the case's own packages be importable, and forget them afterwards."""
    if not site.is_dir():
        yield
        return
    before = set(sys.modules)
    sys.path.insert(0, str(site))
    try:
        yield
    finally:
        sys.path.remove(str(site))
        for name in set(sys.modules) - before:
            if str(site) in str(getattr(sys.modules[name], "__file__", "")):
                del sys.modules[name]


def _is_golden(info: str) -> bool:
    return info != "options" and bool(info)


def _after(match: re.Match[str], folder: Path, diagnostics: tuple[Diagnostic, ...]) -> str:
    fixes = [fix for diagnostic in diagnostics for fix in diagnostic.fixes]
    if match["all"]:
        chosen = [fix for fix in fixes if fix.applicability is Applicability.SAFE]
    else:
        chosen = [fix for fix in fixes if fix.title == match["title"]][:1]
        if not chosen:
            return f"(no such fix; there are: {[fix.title for fix in fixes]})\n"
    path = folder / match["file"]
    edits = [edit for fix in chosen for edit in fix.edits if edit.location.path == path]
    return apply_edits(path.read_text(encoding="utf-8"), edits)


def unmarked(body: str) -> str:
    """Return a fenced file without its marker lines."""
    lines: list[str] = []
    in_marker = False
    for line in body.splitlines(keepends=True):
        text = line.rstrip("\r\n")
        in_marker = bool(_MARKER.fullmatch(text)) or (in_marker and bool(_DETAIL.fullmatch(text)))
        if not in_marker:
            lines.append(line)
    return "".join(lines)


def marked(text: str, diagnostics: list[Diagnostic], folder: Path) -> str:
    """Return a file with marker lines for what was found in it."""
    by_line: dict[int, list[str]] = {}
    for diagnostic in diagnostics:
        source = diagnostic.location.text
        line, column = source.position(diagnostic.location.span.start)
        width = diagnostic.location.span.end - diagnostic.location.span.start
        code = diagnostic.code
        if diagnostic.severity is not diagnostic.info.severity:
            code = f"{code}/{diagnostic.severity.value}"
        markers = by_line.setdefault(line, [])
        markers.append(f"{_pointer(column, width)} {code} {diagnostic.message}\n")
        indent = " " * max(column - 1, 1)
        if diagnostic.suggestion:
            markers.append(f"#{indent}help: {diagnostic.suggestion}\n")
        for related in diagnostic.related:
            place = related.location.text.position(related.location.span.start)
            name = ""
            if related.location.path != diagnostic.location.path:
                name = related.location.path.relative_to(folder).as_posix() + ":"
            markers.append(
                f"#{indent}note {name}{place.line + 1}:{place.column + 1}: {related.message}\n"
            )
    lines = text.splitlines(keepends=True) or [""]
    if lines[-1].endswith("\n"):
        lines.append("")
    result: list[str] = []
    for number, line in enumerate(lines):
        result.append(line)
        result.extend(by_line.pop(number, ()))
    return "".join(result)


def _pointer(column: int, width: int) -> str:
    if column == 0:
        return {0: "#:", 1: "#."}.get(width, "#<" + "^" * (width - 2))
    return "#" + " " * (column - 1) + ("^" * width or "|")


def read(path: Path) -> Iterator[Case]:
    """Yield the cases of a Markdown document."""
    text = path.read_text(encoding="utf-8")
    fences = [
        Fence(match[2].strip(), match[3], match.start(3), match.end(3))
        for match in _FENCE.finditer(text)
    ]
    inside = [(fence.start, fence.end) for fence in fences]
    headings = [
        match
        for match in _HEADING.finditer(text)
        if not any(start <= match.start() < end for start, end in inside)
    ]
    for index, heading in enumerate(headings):
        end = headings[index + 1].start() if index + 1 < len(headings) else len(text)
        own = [fence for fence in fences if heading.start() <= fence.start < end and fence.info]
        case = Case(path, heading[1].strip(), own)
        for fence in own:
            if fence.info == "options":
                case.options = dict(_OPTION.findall(fence.body))
            elif fence.info != "elsewhere" and not _AFTER.match(fence.info):
                case.files[fence.info] = fence
        if case.files or case.options:
            yield case


def update(case: Case, golden: dict[str, str]) -> None:
    """Rewrite the bodies of a case's fences, given by their info strings."""
    text = case.path.read_text(encoding="utf-8")
    # The cases before this one may have been rewritten since it was read, so offsets have moved.
    current = next(each for each in read(case.path) if each.title == case.title)
    for fence in reversed(current.fences):
        if fence.info in golden:
            text = text[: fence.start] + golden[fence.info] + text[fence.end :]
    case.path.write_text(text, encoding="utf-8")
