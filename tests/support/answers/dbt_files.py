"""What is answered in a file of a dbt project, in the form of answers about floe's own files."""

from __future__ import annotations

from collections.abc import Callable

from answers import moving, reading, writing
from floe_lsp.ide.dbt_files import DbtFile
from floe_lsp.ide.dbt_files.fixes import code_actions
from floe_lsp.ide.dbt_files.hover import hover
from floe_lsp.ide.dbt_files.lenses import code_lenses
from floe_lsp.ide.dbt_files.moving import (
    declaration,
    definition,
    highlights,
    implementation,
    references,
)
from floe_lsp.ide.dbt_files.renaming import prepare_rename, rename
from floe_lsp.ide.goto_definition import Jump
from floe_lsp.syntax import Span


def _jumping(
    feature: Callable[[DbtFile, int], Jump | None],
) -> Callable[[DbtFile, int, str], str]:
    def answer(file: DbtFile, offset: int, argument: str) -> str:
        return moving.shown_jump(file.product, file.text, feature(file, offset))

    return answer


def _references(file: DbtFile, offset: int, argument: str) -> str:
    found = references(file, offset, include_declaration=argument != "only")
    return moving.shown_places(file.product, found)


def _prepare(file: DbtFile, offset: int, argument: str) -> str:
    found = prepare_rename(file, offset)
    return "nothing\n" if found is None else moving.shown_target(file.text, found)


def _rename(file: DbtFile, offset: int, argument: str) -> str:
    name, _, rest = argument.partition(" ")
    found = rename(file, offset, name, with_files=rest == "with files")
    return "nothing\n" if found is None else moving.shown_result(file.product, found)


def _lenses(file: DbtFile, _offset: int, _argument: str) -> str:
    return reading.shown_lenses(file.text, code_lenses(file))


def _actions(file: DbtFile, offset: int, argument: str) -> str:
    only = (argument,) if argument else None
    return writing.shown_actions(code_actions(file, Span(offset, offset), only))


def _apply(file: DbtFile, offset: int, argument: str) -> str:
    found = code_actions(file, Span(offset, offset))
    return writing.applied(found, argument, file.path, file.text)


ANSWERS: dict[str, Callable[[DbtFile, int, str], str]] = {
    "definition": _jumping(definition),
    "declaration": _jumping(declaration),
    "implementation": _jumping(implementation),
    "references": _references,
    "prepare-rename": _prepare,
    "rename": _rename,
    "highlight": lambda file, offset, _: reading.shown_highlights(
        file.text, highlights(file, offset)
    ),
    "hover": lambda file, offset, argument: reading.shown_hover(
        file.text, hover(file, offset), argument
    ),
    "lenses": _lenses,
    "actions": _actions,
    "apply": _apply,
}
