"""Reads the documents under tests/editor: files with cursors, and what a feature answers there.

The form is that of ``corpus`` without markers of diagnostics. ``<|>`` in a file is a cursor and no
part of the file. A fence whose info string names a feature holds its answer:

    ```yaml floe.yaml
      - name: gold_orders
        dependsOn: [silver_o<|>rders]
    ```

    ```text definition
    floe.yaml:7:11 silver_orders
    ```

A file of the dbt project may hold the cursors too. With several cursors the answers follow one
another, each below a line ``--- <number>``. What stands behind the feature's name is an argument:
``text rename silver_sales``. A fence
``yaml floe.yaml before`` is the newest version of the file that had no syntax error. A fence
``toml options`` with ``line_breaks = "crlf"`` gives the files the line breaks of Windows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from answers import ANSWERS, dbt_files

import corpus
from floe_lsp.compilation import Analysis, Sources, analyze
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.load.file_kind import kind_of
from floe_lsp.files.names import SPEC_NAMES
from floe_lsp.ide.dbt_files import DbtFile
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.syntax import SourceText

CURSOR = "<|>"
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=timezone.utc)

Answer = Callable[[Snapshot, int, str], str]
"""Given a snapshot, a code-point offset and the argument, what the feature answers, as text."""


def run(case: corpus.Case, folder: Path) -> dict[str, str]:
    """Return each answer of the case as it should read."""
    files = {name: fence for name, fence in case.files.items() if not _is_answer(name)}
    if case.options.get("line_breaks") == "crlf":
        files = {
            name: replace(fence, body=fence.body.replace("\n", "\r\n"))
            for name, fence in files.items()
        }
    name = next((name for name, fence in files.items() if CURSOR in fence.body), next(iter(files)))
    texts = {name: fence.body.replace(CURSOR, "") for name, fence in files.items()}
    before = texts.pop(f"{name} before", None)
    _write(folder, texts)
    answer_to = _answering(folder, name, before)
    offsets = _offsets(files[name].body)
    answers: dict[str, str] = {}
    for info in case.files:
        if _is_answer(info):
            feature, _, argument = info.partition(" ")
            found = [answer_to(feature, offset, argument) for offset in offsets]
            if len(found) > 1:
                found = [f"--- {number}\n{text}" for number, text in enumerate(found, 1)]
            answers[info] = "".join(found).replace(str(folder), "")
    return answers


def _answering(folder: Path, name: str, before: str | None) -> Callable[[str, int, str], str]:
    """Return what answers about a file: one of floe, or one of the dbt project beside a product."""
    document = Sources().document(folder / name)
    if kind_of(document.path, document) is not None:
        snapshot = _snapshot(folder, name, before)
        return lambda feature, offset, argument: ANSWERS[feature](snapshot, offset, argument)
    file = dbt_file_of(folder, name)
    return lambda feature, offset, argument: dbt_files.ANSWERS[feature](file, offset, argument)


def dbt_file_of(folder: Path, name: str) -> DbtFile:
    """Return a file of the dbt project in a folder with its product."""
    text = (folder / name).read_bytes().decode("utf-8")
    spec = next(each for each in SPEC_NAMES if (folder / each).exists())
    return DbtFile(folder / name, SourceText(text), _snapshot(folder, spec, None))


def snapshot_of(folder: Path, name: str) -> Snapshot:
    """Return the snapshot of a file on disk, with every product of the folder analysed."""
    return _snapshot(folder, name, None)


def _is_answer(info: str) -> bool:
    return info.partition(" ")[0] in ANSWERS


def _offsets(body: str) -> list[int]:
    """Where the cursors stand in the text without them; the start for a file that has none."""
    parts = body.split(CURSOR)[:-1]
    ends = [sum(map(len, parts[: index + 1])) for index in range(len(parts))]
    return ends or [0]


def _write(folder: Path, texts: dict[str, str]) -> None:
    taken = {Path(name).name for name in texts}
    defaults = {name: text for name, text in corpus.DEFAULT_FILES.items() if name not in taken}
    for name, text in {**defaults, **texts}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


def _snapshot(folder: Path, name: str, before: str | None) -> Snapshot:
    sources, registry = Sources(), PluginRegistry()
    products: dict[Path, Analysis] = {}
    for path in sorted(folder.rglob("*.y*ml")):
        if path.name in SPEC_NAMES:
            products[path] = analyze(path, sources=sources, registry=registry)
    document = sources.document(folder / name)
    kind = kind_of(document.path, document)
    assert kind is not None, f"{name} is not a file of floe"
    found = Snapshot(document, kind, products, sources, registry, (folder,), now=NOW)
    return replace(found, last_good=_good(document, before))


def _good(document: Document, before: str | None) -> Document | None:
    if before is None:
        return None if document.problems else document
    sources = Sources()
    sources.open(document.path, SourceText(before))
    return sources.document(document.path)
