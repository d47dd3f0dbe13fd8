"""The editor shows what ``floe check`` reports: every annotated document, through both.

One server sees all documents, one after the other: opened from the text that stands on disk, like
an editor does it. Options that a person gives to the command line are settings there (``stage``,
``manifest``), and COMPILE and GENERATE are the commands ``floe.dryRun`` and ``floe.compile``.

Left out, since no editor could ask for them: ``folder`` (no file to open), ``output`` (the commands
write where ``floe compile`` does by default), files that are no UTF-8 (``encoding``: the editor
decodes), a ``spec`` that is missing or a folder, and a floe that ``fails``. Packages in
``site-packages`` are found when a server starts, so those cases get a server each.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typed_documents import all_cases
from wire import FULL, Message, Wire

import corpus
from floe_lsp.compilation import Diagnostic, Sources
from floe_lsp.compilation.clock import now
from floe_lsp.compilation.load.file_kind import FileKind, kind_of_named
from floe_lsp.compilation.platform_analysis import analyze_platform
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.syntax import PositionEncoding, SourceText

_COMMANDS = {"COMPILE": "floe.dryRun", "GENERATE": "floe.compile"}
_SEVERITIES = {"error": 1, "warning": 2, "info": 3, "hint": 4}
_ENCODINGS: tuple[PositionEncoding, ...] = ("utf-16", "utf-8", "utf-32")


_NOT_SHOWN = frozenset(
    {"folder", "output", "encoding", "spec", "fails", "day", "principal", "token", "registry"}
)
CASES = [case for case in all_cases() if case.options.keys().isdisjoint(_NOT_SHOWN)]
ASCII = {case.id for case in CASES if all(each.body.isascii() for each in case.files.values())}
PLAIN = [case for case in CASES if not any(name.startswith(corpus.SITE) for name in case.files)]
WITH_PACKAGES = [case for case in CASES if case not in PLAIN]


class Shown(NamedTuple):
    """One finding as far as both sides can tell it."""

    file: str
    range: tuple[int, int, int, int]
    severity: int
    code: str
    message: str
    related: tuple[tuple[str, tuple[int, int, int, int], str], ...]
    fixes: tuple[str, ...]


def _by_compiler(found: Diagnostic, encoding: PositionEncoding) -> Shown:
    def place(text: SourceText, span: tuple[int, int]) -> tuple[int, int, int, int]:
        return (*text.to_units(span[0], encoding), *text.to_units(span[1], encoding))

    location = found.location
    suggestion = f"\n{found.suggestion}" if found.suggestion else ""
    return Shown(
        location.path.as_uri(),
        place(location.text, location.span),
        _SEVERITIES[found.severity.value],
        found.code,
        found.message + suggestion,
        tuple(
            (each.location.path.as_uri(), place(each.location.text, each.location.span),
             each.message)
            for each in found.related
        ),
        tuple(fix.title for fix in found.fixes),
    )  # fmt: skip


def _range(given: Message) -> tuple[int, int, int, int]:
    start, end = given["start"], given["end"]
    return start["line"], start["character"], end["line"], end["character"]


def _by_server(uri: str, found: Message) -> Shown:
    assert found["source"] == "floe"
    assert found["codeDescription"]["href"]
    related = found.get("relatedInformation", ())
    return Shown(
        uri,
        _range(found["range"]),
        found["severity"],
        found["code"],
        found["message"],
        tuple(
            (each["location"]["uri"], _range(each["location"]["range"]), each["message"])
            for each in related
        ),
        tuple(found.get("data", {}).get("fixes", ())),
    )


class Editor:
    """An editor that opens one product after the other."""

    def __init__(self, encoding: PositionEncoding, env: Mapping[str, str] | None = None) -> None:
        self.encoding: PositionEncoding = encoding
        self.wire = Wire(env=env)
        capabilities: dict[str, Any] = {**FULL, "general": {"positionEncodings": [encoding]}}
        result = self.wire.initialize(capabilities=capabilities)
        assert result["capabilities"]["positionEncoding"] == encoding

    def show(self, case: corpus.Case, folder: Path) -> list[Shown]:
        """Return what the editor shows of a case, in every file."""
        wire = self.wire
        stage = case.options.get("stage", "ENFORCE")
        settings = {"stage": "ENFORCE" if stage in _COMMANDS else stage}
        if "manifest" in case.options:
            settings["manifest"] = str(folder / case.options["manifest"])
        wire.notify("workspace/didChangeConfiguration", {"settings": {"floe": settings}})
        spec = folder / next(
            (name for name in case.files if Path(name).name == "floe.yaml"), "floe.yaml"
        )
        # As an editor reads a file: the mark is not a part of the text, line breaks stay.
        text = spec.read_bytes().decode("utf-8-sig")
        uri = spec.as_uri()
        wire.open(uri, text)
        shown = {uri: wire.diagnostics(uri, 1)}
        if stage in _COMMANDS:
            params = {"command": _COMMANDS[stage], "arguments": [uri]}
            assert "result" in wire.ask("workspace/executeCommand", params)
        shown |= self._published()
        wire.close(uri)
        assert not any(self._published().values()), "a file that is closed shows nothing"
        return [_by_server(file, each) for file, found in shown.items() for each in found]

    def _published(self) -> dict[str, list[Message]]:
        """What was published since the last time, the newest of each file."""
        self.wire.ask("floe/all-before-this-has-come")
        published: dict[str, list[Message]] = {}
        for message in self.wire.left:
            if message["method"] == "textDocument/publishDiagnostics":
                published[message["params"]["uri"]] = message["params"]["diagnostics"]
            else:
                assert message["method"] == "window/showMessage", message
        self.wire.left.clear()
        return published


@pytest.fixture(scope="module")
def editors() -> Generator[Callable[[PositionEncoding], Editor]]:
    """One server for each way to count characters."""
    started: dict[PositionEncoding, Editor] = {}

    def of(encoding: PositionEncoding) -> Editor:
        if encoding not in started:
            started[encoding] = Editor(encoding)
        return started[encoding]

    yield of
    for editor in started.values():
        with editor.wire as wire:
            assert wire.shut_down() == 0
            assert b"Traceback" not in wire.log


def _as_begun(shown: Shown, spec: Path, found: Iterable[Diagnostic]) -> Shown:
    """In an editor a file that is open and empty is no error yet (docs/features.md)."""
    is_empty = any(each.code == "E016" and each.location.path == spec for each in found)
    return shown._replace(severity=4) if is_empty and shown.code == "E016" else shown


def assert_the_same(case: corpus.Case, folder: Path, editor: Editor) -> None:
    untouched = shutil.copytree(folder, folder.parent / "untouched" / folder.name)
    spec = folder / "floe.yaml"
    sources = Sources()
    if spec.is_file() and kind_of_named(spec, sources.document(spec)) is FileKind.MANIFEST:
        # ``floe check`` and the editor go by what a file says it is, whatever its name is.
        registry = PluginRegistry()
        today = now().date()
        found = analyze_platform(spec, sources=sources, registry=registry, today=today).diagnostics
    else:
        found = case.diagnose(folder)
    expected = sorted(_as_begun(_by_compiler(each, editor.encoding), spec, found) for each in found)
    # A compilation writes; the editor's begins where this one did.
    shutil.rmtree(folder)
    shutil.copytree(untouched, folder)
    assert sorted(editor.show(case, folder)) == expected


@pytest.mark.parametrize(
    ("case", "encoding"),
    [
        pytest.param(case, encoding, id=f"{case.id} ({encoding})")
        for encoding in _ENCODINGS
        for case in PLAIN
        # Text in ASCII is counted the same way in each.
        if encoding == "utf-16" or case.id not in ASCII
    ],
)
def test_the_editor_shows_what_check_reports(
    case: corpus.Case,
    encoding: PositionEncoding,
    editors: Callable[[PositionEncoding], Editor],
    tmp_path: Path,
) -> None:
    case.write(tmp_path / "product")
    assert_the_same(case, tmp_path / "product", editors(encoding))


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in WITH_PACKAGES])
def test_with_packages_of_its_own(case: corpus.Case, tmp_path: Path) -> None:
    folder = tmp_path / "product"
    case.write(folder)
    editor = Editor("utf-16", {"PYTHONPATH": str(folder / corpus.SITE)})
    with editor.wire:
        assert_the_same(case, folder, editor)
