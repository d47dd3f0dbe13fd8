"""What a server shows, held against what a fresh one shows and what the command line reports."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
from collections.abc import Collection, Generator, Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from door import Message

from floe_lsp.cli import check
from floe_lsp.compilation import Diagnostic, Sources, Stage
from floe_lsp.compilation.codes import CODES, Trait
from floe_lsp.compilation.load.file_kind import kind_of
from floe_lsp.compilation.load.workspace import passed_over_for

from .conversation import PATIENT
from .door import CheckedDoor, key_of
from .editor import Editor
from .editor_text import lines_of, units
from .profiles import capabilities, options_with
from .target import Broken

_NOT_OF_AN_ANALYSIS = {
    code for code, info in CODES.items() if info.stage in (Stage.COMPILE, Stage.GENERATE)
}
_TO_BE_WRITTEN = {code for code, info in CODES.items() if Trait.NOT_WRITTEN_YET in info.traits}
_SEVERITIES = {"error": 1, "warning": 2, "info": 3, "hint": 4}

Findings = dict[str, list[str]]
"""By key of the file, each finding as text."""


async def finds_what_a_fresh_server_finds(editor: Editor) -> Findings:
    """Compare with a server that has seen nothing but the present state; return what is shown."""
    fresh = CheckedDoor(
        capabilities(pulls=editor.given.pulls, encoding=editor.given.encoding),
        editor.door.settings,
    )
    try:
        await fresh.begin(editor.folders, options_with(fresh.settings))
        for shown in editor.texts.shown.values():
            item = {"uri": shown.uri, "languageId": "yaml", "version": shown.version}
            fresh.notify("textDocument/didOpen", {"textDocument": {**item, "text": shown.text}})
        await fresh.rest()
        editor.door.move_caret("", None)  # Nobody writes, as before the fresh one.
        asked_for = [*_found_by_compiling(editor.door)]
        old = await shown_by(editor.door, editor, asked_for)
        new = await shown_by(fresh, editor, asked_for)
        _are_the_same(old, new, "a fresh server finds the same")
        known, anew = await _products(editor.door), await _products(fresh)
        if known != anew:
            raise Broken("a fresh server knows the same products", f"{known} and not {anew}")
        await fresh.end()
        fresh.check()
        return old
    finally:
        fresh.abandon()


async def shown_by(door: CheckedDoor, editor: Editor, left_out: Iterable[Diagnostic]) -> Findings:
    """Return what an editor shows in each file, without some findings."""
    found: dict[str, list[Message]] = {}
    if editor.given.pulls:
        report = await door.result_of("workspace/diagnostic", {"previousResultIds": []})
        for each in report["items"]:
            found[key_of(each["uri"])] = each.get("items", [])
        for shown in editor.texts.shown.values():
            params = {"textDocument": {"uri": shown.uri}}
            report = await door.result_of("textDocument/diagnostic", params)
            found[key_of(shown.uri)] = report.get("items", [])
    else:
        found = {uri: params["diagnostics"] for uri, params in door.published.items()}
    hidden = [*left_out, *_hidden_by_comments(door)]
    return {uri: kept for uri, each in found.items() if (kept := [*_of_an_analysis(each, hidden)])}


def _of_an_analysis(found: Iterable[Message], hidden: Collection[Diagnostic]) -> Iterator[str]:
    """Yield as text what an analysis finds; a compilation also tells what comments hide."""
    for each in sorted(found, key=lambda it: json.dumps(it, sort_keys=True)):
        is_hidden = any(
            each["code"] == one.code and each["message"].startswith(one.message) for one in hidden
        )
        if each["code"] not in _NOT_OF_AN_ANALYSIS and not is_hidden:
            # A hint for who is writing it.
            severity = 1 if each["code"] in _TO_BE_WRITTEN else each["severity"]
            yield json.dumps({**each, "severity": severity}, sort_keys=True)


def _hidden_by_comments(door: CheckedDoor) -> Iterator[Diagnostic]:
    conversation = cast("Any", door.server._conversation)
    for analysis in conversation.session.analyses.values():
        yield from analysis.silenced


def _found_by_compiling(door: CheckedDoor) -> Iterator[Diagnostic]:
    """Yield what nobody looks for but who compiles: of products and stages that are not checked."""
    session = cast("Any", door.server._conversation).session
    for path, compiled in session.compilations._newest.items():
        through = session.folders.settings_of(path).through
        for each in compiled.diagnostics:
            if path not in session.analyses or not through.reaches(each.info.stage):
                yield each


async def _products(door: CheckedDoor) -> list[Message]:
    params: Message = {"command": "floe.doctor", "arguments": []}
    found = cast(
        "list[Message]", (await door.result_of("workspace/executeCommand", params))["products"]
    )
    return sorted(found, key=lambda each: str(each["path"]))


def _are_the_same(old: Findings, new: Findings, promise: str) -> None:
    if old == new:
        return
    for uri in sorted(old.keys() | new.keys()):
        more = [each for each in old.get(uri, []) if each not in new.get(uri, [])]
        less = [each for each in new.get(uri, []) if each not in old.get(uri, [])]
        if more or less:
            code = re.search(r"E\d{3}", (more or less)[0])
            which = f"{promise}: {'more' if more else 'less'} {code and code[0]}"
            raise Broken(which, f"{uri}\n  shown: {more}\n  there: {less}")
    raise Broken(promise, "in another order")


def finds_what_the_command_line_finds(editor: Editor, shown: Findings) -> None:
    """Compare with ``floe check`` of the texts that are open, which are on disk meanwhile.

    The server reads nothing while it rests. Left out is what the command line cannot be told:
    settings, several folders, and buffers that are no files.
    """
    settings = editor.door.settings
    if (settings and settings != PATIENT) or editor.folders != [editor.folder.as_uri()]:
        return
    texts = {
        Path(key.removeprefix("file://")): each.text
        for key, each in editor.texts.shown.items()
        if key.startswith("file:")
    }
    if len(texts) < len(editor.texts.shown) or not all(map(_is_plain, texts.values())):
        return
    if any(not path.exists() and any(map(Path.exists, passed_over_for(path))) for path in texts):
        return  # It comes to hide the file beside it when it is saved.
    with _on_disk(texts):
        sources = Sources()
        named = [path for path in texts if kind_of(path, sources.document(path)) is not None]
        found = _checked([editor.folder, *named])
    there: Findings = {}
    for each in found:
        path = Path(each["file"])
        if each["code"] == "E217" and path not in texts:
            continue  # Said to those who edit a manifest.
        if path != editor.folder:
            text = editor.texts.text_on_disk(path) if path not in texts else texts[path]
            there.setdefault(path.as_uri(), []).append(_as_shown(each, text or "", editor))
    mine = {uri: [_shortened(each) for each in found] for uri, found in shown.items()}
    ours = {key_of(uri): sorted(found) for uri, found in there.items()}
    _are_the_same(
        {uri: sorted(found) for uri, found in mine.items()},
        ours,
        "the command line finds the same",
    )


def _is_plain(text: str) -> bool:
    """Whether a file could hold a text as it is."""
    return text.isprintable() or (
        not text.startswith("\ufeff") and not any("\ud800" <= char <= "\udfff" for char in text)
    )


@contextlib.contextmanager
def _on_disk(texts: dict[Path, str]) -> Generator[None]:
    before = {path: path.read_bytes() if path.exists() else None for path in texts}
    made = [folder for path in texts for folder in path.parents if not folder.exists()]
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        yield
    finally:
        for path, content in before.items():
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content)
        for folder in sorted(set(made), reverse=True):
            folder.rmdir()


def _checked(paths: Iterable[Path]) -> list[Message]:
    """Return what ``floe check --format json`` reports."""
    parser = argparse.ArgumentParser()
    check.add_arguments(parser)
    options = parser.parse_args(["--format", "json", *map(str, paths)])
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        check.run(options)
    found: Any = json.loads(out.getvalue())
    return found["diagnostics"]


def _as_shown(each: Message, text: str, editor: Editor) -> str:
    """Return a finding of the command line as the server would say it."""
    given, lines = each["location"], lines_of(text)

    def position(line: int, column: int) -> list[int]:
        start, _ = lines[min(line, len(lines)) - 1]
        return [line - 1, units(text[start : start + column - 1], editor.given.encoding)]

    place = [
        *position(given["line"], given["column"]),
        *position(given["endLine"], given["endColumn"]),
    ]
    suggestion = f"\n{each['suggestion']}" if each["suggestion"] else ""
    words = each["message"] + suggestion
    return json.dumps([each["code"], _SEVERITIES[each["severity"]], place, words])


def _shortened(shown: str) -> str:
    """Return what both can tell of a finding that an editor shows."""
    each: Message = json.loads(shown)
    start, end = each["range"]["start"], each["range"]["end"]
    place = [start["line"], start["character"], end["line"], end["character"]]
    return json.dumps([each["code"], each["severity"], place, each["message"]])
