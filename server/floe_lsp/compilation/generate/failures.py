"""What is said of an output whose writing has failed, and of what is left then."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from floe_lsp.compilation.diagnostics import Diagnostic, about_file
from floe_lsp.files.atomic import NotWritten
from floe_lsp.files.status import is_there, reason_of
from floe_lsp.wording.quoting import quote_name

from .output import PROFILES_FILE


def no_folder(folder: Path, error: OSError) -> Diagnostic:
    """Say that the folder of the output cannot be made (E501)."""
    message = f"the folder {quote_name(folder.name)} cannot be made: {reason_of(error)}"
    return about_file(
        "E501",
        folder / PROFILES_FILE,
        message,
        "make it yourself, or choose another folder with --output; nothing was written",
    )


def not_written(path: Path, error: OSError) -> Diagnostic:
    """Say that an output cannot be written, and what stands there now (E501)."""
    torn = error.torn if isinstance(error, NotWritten) else {}
    unchanged = "what was there before is unchanged"
    if torn:
        new = [each for each in torn if is_there(each)]
        removed = [each for each in torn if each not in new]
        kinds = ((new, "new already"), (removed, "removed already"))
        said = [f"{_names(paths)} {_verb(paths)} {what}" for paths, what in kinds if paths]
        unchanged = f"{' and '.join(said)} and could not be put back, so compile again"
        old = [each for each in torn.values() if each is not None]
        unchanged += f"; the old content is in {_names(old)}" if old else ""
    return about_file(
        "E501",
        path,
        f"{quote_name(path.name)} cannot be written: {reason_of(error)}",
        f"check the folder's rights and the space on its disk; {unchanged}",
    )


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(quote_name(each.name) for each in paths)


def _verb(paths: Sequence[Path]) -> str:
    return "is" if len(paths) == 1 else "are"
