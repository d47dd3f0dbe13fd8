"""Mutants that were planted by hand once and not noticed: they are in every run."""

from __future__ import annotations

from typing import Final, NamedTuple

from .mutant import Edit, Mutant, name_of
from .trees import REPOSITORY, SERVER


class Planted(NamedTuple):
    """A fault with the text, once in its file, that it replaces."""

    fault: str
    file: str
    text: str
    instead: str


PLANTED: Final = (
    Planted(
        "a device or a pipe is read like a file",
        "files/opening.py",
        "    if not stat.S_ISREG(status.st_mode):",
        "    if False:",
    ),
    Planted(
        "opening a pipe waits for who writes to it",
        "files/opening.py",
        'getattr(os, "O_NONBLOCK", 0)',
        "0",
    ),
    Planted(
        "a file of the system is read",
        "files/reading.py",
        "if is_of_system(_true_path(file.fileno(), path)):",
        "if False:",
    ),
    Planted(
        "a file with another inode is the same file",
        "compilation/sources.py",
        "return (status.st_mtime_ns, status.st_size, status.st_ino)",
        "return (status.st_mtime_ns, status.st_size)",
    ),
    Planted(
        "a file of another size is the same file",
        "compilation/sources.py",
        "return (status.st_mtime_ns, status.st_size, status.st_ino)",
        "return (status.st_mtime_ns, status.st_ino)",
    ),
    Planted(
        "a file that was changed later is the same file",
        "compilation/sources.py",
        "return (status.st_mtime_ns, status.st_size, status.st_ino)",
        "return (status.st_size, status.st_ino)",
    ),
    Planted(
        "the name of a new file does not last through a power cut",
        "files/atomic.py",
        "        _sync_folder(folder)\n",
        "        pass\n",
    ),
    Planted(
        "the content of a new file does not last through a power cut",
        "files/temporary.py",
        "        os.fsync(descriptor)\n    except",
        "        pass\n    except",
    ),
    Planted(
        "an answer does not wait for the analysis of the present text",
        "lsp/work/request_runner.py",
        "await self._fresh(document.path)",
        "pass",
    ),
    Planted(
        "the editor is sent a traceback",
        "lsp/work/request_runner.py",
        "{type(error).__name__}; the server's log has the details",
        "{__import__('traceback').format_exc()}",
    ),
    Planted(
        "formatting a range begins a line too late",
        "ide/formatting/__init__.py",
        "first = source.line_span(source.position(start).line).start",
        "first = source.line_span(source.position(start).line).start + 1",
    ),
    Planted(
        "an error is shown as a warning",
        "lsp/state/convert.py",
        "Severity.ERROR: types.DiagnosticSeverity.Error",
        "Severity.ERROR: types.DiagnosticSeverity.Warning",
    ),
    Planted(
        "a warning is shown as an error",
        "lsp/state/convert.py",
        "Severity.WARNING: types.DiagnosticSeverity.Warning",
        "Severity.WARNING: types.DiagnosticSeverity.Error",
    ),
    Planted(
        "a result of files that have changed meanwhile is kept",
        "lsp/work/analysis_scheduler.py",
        "if result.generation != session.files.generation:",
        "if False:",
    ),
    Planted(
        "a result of a file that has gone meanwhile is kept",
        "lsp/work/analysis_scheduler.py",
        "if result is not None and self._is_of_interest(path):",
        "if result is not None:",
    ),
)


def planted_mutants(file: str = "") -> list[Mutant]:
    """Return the planted mutants of the files whose path holds ``file``.

    Raises:
        ValueError: The text of one is not in its file, or more than once.
    """
    return [_mutant(each) for each in PLANTED if file in (SERVER / each.file).as_posix()]


def _mutant(planted: Planted) -> Mutant:
    path = (SERVER / planted.file).as_posix()
    content = (REPOSITORY / path).read_bytes()
    text = planted.text.encode()
    if content.count(text) != 1:
        raise ValueError(f"{path} holds {content.count(text)} times: {planted.text}")
    start = content.index(text)
    edit = Edit(start, start + len(text), planted.instead, planted.fault)
    return Mutant(name_of(f"{path}\n{planted.fault}"), path, "named", edit, edit.lines(content))
