"""What is to be known after a compile, line by line, of one product or of many."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from floe_lsp.compilation.compile.dbt_profiles import RequiredVariable
from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.files.names import ORCHESTRATION_FILE
from floe_lsp.wording.counting import counted

from .paths import display_path


def broken_policy_lines(found: Iterable[Diagnostic]) -> list[str]:
    """Say, after a dry run that succeeds, what a compile would stop at."""
    broken = sum(each.is_strict for each in found)
    if not broken:
        return []
    errors = counted(broken, "error")
    return [f"dry run, nothing was written; a compile stops at {errors} of the policies (2)"]


def removed_line(path: Path, base: Path) -> str:
    """Say which file of an earlier compilation was removed, and why.

    Args:
        path: The file.
        base: The folder from which it is named.
    """
    is_beside = path.name == ORCHESTRATION_FILE
    why = "which this layout does not need" if is_beside else "whose port is gone"
    return f"{display_path(path, base)}, {why}"


def variable_lines(variables: Iterable[RequiredVariable]) -> list[str]:
    """Return a line for each variable that dbt needs, with what reads it; none without any.

    Args:
        variables: Those of one product, or of many; one that several products need is named once.
    """
    readers: dict[str, dict[str, None]] = {}
    for variable in variables:
        readers.setdefault(variable.name, {}).update(dict.fromkeys(variable.read_by))
    if not readers:
        return []
    width = max(map(len, readers))
    rows = (f"  {name:{width}}  {', '.join(each)}" for name, each in readers.items())
    return ["Set these variables before dbt runs:", *rows]
