"""LOAD: read a file and report what is wrong with its encoding and its YAML."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.diagnostics import Applicability, Diagnostic, Fix, about_file
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.look_alike_words import fixes_together
from floe_lsp.files.names import (
    MANIFEST_NAME,
    SPEC_NAMES,
    YAML_SUFFIXES,
    spelt_as_a_product,
)
from floe_lsp.files.opening import RefusedFile
from floe_lsp.files.paths import absolute
from floe_lsp.files.status import is_file, reason_of
from floe_lsp.syntax import KEYS_AND_VALUES, ProblemKind, SequenceNode, Span, SyntaxProblem
from floe_lsp.syntax.other_formats import format_of
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import printable, quote_name

from .file_kind import kind_by_name
from .misplaced_lines import as_field_of_the_file

if TYPE_CHECKING:
    from floe_lsp.compilation.sources import Sources

_CODES = {
    ProblemKind.INVALID_YAML: "E002",
    ProblemKind.TAB_INDENTATION: "E004",
    ProblemKind.BAD_INDENTATION: "E005",
    ProblemKind.DUPLICATE_KEY: "E006",
    ProblemKind.NEEDS_QUOTES: "E007",
    ProblemKind.UNCLOSED_BRACKET: "E008",
    ProblemKind.UNCLOSED_QUOTE: "E009",
    ProblemKind.UNKNOWN_ANCHOR: "E010",
    ProblemKind.UNKNOWN_TAG: "E011",
    ProblemKind.SECOND_DOCUMENT: "E012",
    ProblemKind.WRONG_ENCODING: "E013",
    ProblemKind.CONTROL_CHARACTER: "E014",
    ProblemKind.NON_STRING_KEY: "E015",
    ProblemKind.EMPTY_DOCUMENT: "E016",
    ProblemKind.NOT_A_MAPPING: "E017",
    ProblemKind.ONE_BROKEN_KEY: "E017",
    ProblemKind.TOO_LARGE: "E018",
    ProblemKind.TOO_DEEP: "E019",
    ProblemKind.TOO_MANY_ALIASES: "E020",
    ProblemKind.BAD_MERGE: "E021",
    ProblemKind.BAD_ESCAPE: "E022",
    ProblemKind.RECURSIVE_ALIAS: "E023",
    ProblemKind.DUPLICATE_MERGE_KEY: "E024",
    ProblemKind.LOOK_ALIKE: "E027",
}
_NO_MAPPING = frozenset({ProblemKind.NOT_A_MAPPING, ProblemKind.ONE_BROKEN_KEY})
_SAYS_NOTHING_YET = frozenset({ProblemKind.EMPTY_DOCUMENT, ProblemKind.NOT_A_MAPPING})
"""What has no key that the rest could be written around."""
_IN_PLACE_OF = {
    "HTML": "it is a web page: get the file that the page shows, which is often called 'raw'",
    "XML": "put the YAML file in its place",
    "JSON": "close its brackets and quotes and put commas between its entries, or write it as YAML",
}


def syntax_code(kind: ProblemKind) -> str:
    """Return the code of a mistake in the YAML of a file."""
    return _CODES[kind]


def load(path: Path, sources: Sources) -> tuple[Document | None, list[Diagnostic]]:
    """Read and parse ``path``; the document is ``None`` when the file cannot be read."""
    try:
        document = sources.document(path)
    except OSError as error:
        return None, [unreadable(path, error, sources)]
    return document, syntax_diagnostics(document)


def syntax_diagnostics(document: Document) -> list[Diagnostic]:
    """Give each syntax problem of a document its code; of a foreign file only the first is told."""
    if document.is_foreign:
        first = [_unquoted(document, each) for each in document.problems[:1]]
        return [_diagnostic(document, each) for each in first]
    together = _look_alikes_together(document)
    found: list[Diagnostic] = []
    for problem in document.problems:
        is_look_alike = problem.kind is ProblemKind.LOOK_ALIKE
        told = as_field_of_the_file(document, _with_smallest(document, problem))
        found.append(_diagnostic(document, told, together if is_look_alike else ()))
        if is_look_alike:
            together = ()
    return found


def _look_alikes_together(document: Document) -> tuple[Fix, ...]:
    """Return the fix that replaces all look-alike characters of a document, if it is not one."""
    problems = [each for each in document.problems if each.kind is ProblemKind.LOOK_ALIKE]
    if not all(each.fix for each in problems):
        return ()
    return fixes_together(document, [each.fix for each in problems])


def _unquoted(document: Document, problem: SyntaxProblem) -> SyntaxProblem:
    """Return a problem in words that hold nothing of the text, where those of its code must not."""
    form = format_of(document.text.text)
    if form == "JSON" and problem.kind is ProblemKind.INVALID_YAML:
        message = "this file contains JSON, not YAML, and it cannot be read from here on"
        return SyntaxProblem(ProblemKind.NOT_A_MAPPING, problem.span, message, _IN_PLACE_OF[form])
    if form in ("HTML", "XML"):
        message = f"this file contains {form}, not YAML"
        return SyntaxProblem(ProblemKind.NOT_A_MAPPING, Span(0, 0), message, _IN_PLACE_OF[form])
    if problem.kind not in _NO_MAPPING:
        return _with_smallest(document, problem)
    shape = "a list" if isinstance(document.root, SequenceNode) else "a single value"
    message = f"the document is {shape}, but a mapping of keys and values is expected here"
    told = SyntaxProblem(ProblemKind.NOT_A_MAPPING, problem.span, message, KEYS_AND_VALUES)
    return _with_smallest(document, told)


def _with_smallest(document: Document, problem: SyntaxProblem) -> SyntaxProblem:
    """Return the problem of a file that says nothing yet with the smallest one that is valid."""
    kind = kind_by_name(document.path)
    if kind is None or problem.kind not in _SAYS_NOTHING_YET:
        return problem
    suggestion = f"{KEYS_AND_VALUES}; the smallest valid {document.path.name} is {kind.smallest}"
    return replace(problem, suggestion=suggestion)


def _diagnostic(
    document: Document, problem: SyntaxProblem, together: tuple[Fix, ...] = ()
) -> Diagnostic:
    """Give a problem its code; pieces of the document stand in its words as they were typed."""
    message, suggestion = printable(problem.message), problem.suggestion
    fixes: tuple[Fix, ...] = ()
    if problem.fix:
        title = printable(problem.fix_title or suggestion or message)
        how_sure = Applicability.SAFE if problem.fix_is_safe else Applicability.UNSAFE
        own = document.fix(
            title,
            *problem.fix,
            applicability=how_sure,
            near_miss=problem.fix_is_near_miss,
        )
        fixes = (own, *together)
    if problem.otherwise is not None:
        title, edits = problem.otherwise
        fixes = (*fixes, document.fix(printable(title), *edits))
    found = document.diagnostic(
        _CODES[problem.kind],
        problem.span,
        message,
        None if suggestion is None else printable(suggestion),
        related=tuple(document.related(span, printable(words)) for span, words in problem.related),
        fixes=fixes,
    )
    return replace(found, more=problem.more)


def unreadable(path: Path, error: OSError, sources: Sources) -> Diagnostic:
    """Say in words why a file cannot be read (E001)."""
    name = quote_name(path.name)
    if isinstance(error, FileNotFoundError):
        message, suggestion = _missing(path, sources)
    elif isinstance(error, IsADirectoryError):
        message, suggestion = f"{name} is not a file", "name the YAML file itself"
    elif isinstance(error, RefusedFile):
        message, suggestion = f"{name} is not read: {error.strerror}", "name an ordinary file"
    elif isinstance(error, PermissionError):
        message, suggestion = (
            f"{name} cannot be read: permission denied",
            "give your user permission to read it",
        )
    else:
        message = f"{name} cannot be read: {error.strerror or error}"
        suggestion = "check the path and the disk"
    return about_file("E001", path, message, suggestion)


def _missing(path: Path, sources: Sources) -> tuple[str, str]:
    """Say that a file is missing, and which one may be meant."""
    folder, listing = path.parent, sources.folder(path.parent)
    if not sources.is_folder(folder):
        return f"there is no folder {quote_name(folder.name)}", "check the path and its spelling"
    message = f"there is no file {quote_name(path.name)} here"
    near = near_miss(path.name, [name for name in listing.files if name.endswith(YAML_SUFFIXES)])
    if near is not None and spelt_as_a_product(near) == path.name:
        return message, _rename(near, path.name)
    if near is not None:
        return message, f"did you mean {quote_name(near)}?"
    below = (f"{name}/{path.name}" for name in listing.folders)
    found = next((each for each in below if sources.is_file(folder / each)), None)
    if found is not None:
        return message, f"there is one in the folder below: {quote_name(found)}"
    return message, "check the path and its spelling"


def misspelt(document: Document) -> list[Diagnostic]:
    """Report a product whose name is in capital letters (E028)."""
    meant = spelt_as_a_product(document.path.name)
    if meant is None:
        return []
    return [document.diagnostic("E028", Span(0, 0), *_misspelt(document.path.name, meant))]


def not_found_by_its_name(file: Path) -> Diagnostic:
    """Say of such a file, met in a search, that it has not been checked; so it is an error."""
    meant = spelt_as_a_product(file.name) or SPEC_NAMES[0]
    found = about_file("E028", file, *_misspelt(file.name, meant))
    return replace(found, severity=Severity.ERROR)


def _misspelt(name: str, meant: str) -> tuple[str, str]:
    message = (
        f"{quote_name(name)} is not found by its name: the file of a product is {quote_name(meant)}"
    )
    return message, _rename(name, meant)


def _rename(name: str, meant: str) -> str:
    return f"rename {quote_name(name)} to {quote_name(meant)}; capital letters count"


def no_product(folder: Path) -> Diagnostic:
    """Say that a folder holds no product, at any depth (E003)."""
    path = absolute(folder)
    names = " or ".join(SPEC_NAMES)
    suggestion = "name a product, a folder that holds one, or a manifest"
    if is_file(path / MANIFEST_NAME):
        suggestion = f"there is a {MANIFEST_NAME}; to check it, name the file itself"
    return about_file(
        "E003",
        path,
        f"there is no {names} in this folder or below it",
        suggestion,
    )


def unreadable_folder(folder: Path, error: OSError) -> Diagnostic:
    """Say of a folder below one that is checked that nothing is known of what stands in it (E001).

    A warning: data of other programs stands in folders of their own that nobody else may read.
    """
    return replace(
        about_file(
            "E001",
            absolute(folder),
            f"{quote_name(folder.name)} cannot be searched for products: {reason_of(error)}",
            "give your user permission to read it, if it may hold any",
        ),
        severity=Severity.WARNING,
    )
