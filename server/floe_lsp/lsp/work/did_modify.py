"""The one way for a change of the world: what is dropped, kept, asked for and published.

A handler only says what has changed and why, as in gopls.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from floe_lsp.compilation.load.workspace import passed_over_for
from floe_lsp.files.names import (
    DBT_SUFFIXES,
    READ_BY_NAME,
    REPOSITORY,
    SPEC_NAMES,
    YAML_SUFFIXES,
)
from floe_lsp.files.status import is_file, is_folder, is_link
from floe_lsp.lsp.state.session import Session

from .conversation import Conversation
from .product_search import look_for_products


class Cause(Enum):
    """Why something is another now."""

    OPENED = auto()
    EDITED = auto()
    SAVED = auto()
    """Needs no analysis, since the document was analysed as it was typed; what waited is shown."""
    CLOSED = auto()
    OUT_OF_STEP = auto()
    """An edit could not be applied, so what the editor shows is not known any more."""
    WRITTEN = auto()
    """Created or changed on disk."""
    DELETED = auto()
    FOLDERS_CLOSED = auto()
    FOLDERS_OPENED = auto()
    """Also at the start, when the settings of the first are known."""
    SETTINGS = auto()
    MANIFESTS = auto()
    """Registries were asked, so a copy of a manifest may be another."""


_IN_EDITOR = frozenset({Cause.OPENED, Cause.EDITED})
_LEFT_EDITOR = frozenset({Cause.CLOSED, Cause.OUT_OF_STEP})
_ENDS_WRITING = _LEFT_EDITOR | {Cause.SAVED}
_ON_DISK = frozenset({Cause.WRITTEN, Cause.DELETED})
_OF_A_FILE = _IN_EDITOR | _LEFT_EDITOR | _ON_DISK
_WHAT_IS_SET = frozenset(
    {Cause.SETTINGS, Cause.MANIFESTS, Cause.FOLDERS_CLOSED, Cause.FOLDERS_OPENED}
)
"""Other settings or manifests may hold for files: for all, or for those below a folder that came or
went."""
_WHAT_IS_CHECKED = frozenset({Cause.FOLDERS_CLOSED, Cause.SETTINGS})
"""Files may not be of interest any more."""
_MAY_GO = _LEFT_EDITOR | _WHAT_IS_CHECKED | {Cause.DELETED}
"""Something may be kept of a file that nobody asks about any more."""
_WHAT_IS_THERE = frozenset({Cause.FOLDERS_OPENED, Cause.SETTINGS})
"""There may be products that nobody knows of yet."""


@dataclass(frozen=True)
class Change:
    """One change of the world: of a file, of a folder, or without a path of all of them."""

    cause: Cause
    path: Path | None = None


def did_modify(conversation: Conversation, changes: Iterable[Change]) -> None:
    """Take changes, after which the documents, folders and settings already have their new state.

    What is gone is dropped; the results of everything else are kept until newer ones come. All
    that a change may affect is asked for, and what is gone is published at once.
    """
    session = conversation.session
    files = _with_files_beside(session, _with_files_below(session, list(changes)))
    given: list[Change] = []
    affected: set[Path] = set()
    for each in files:
        if _is_hidden(session, each):
            # Its folder may be the one that was missed.
            session.files.changed()
            affected |= session.results.missing()
        else:
            given.append(_seen(session, each))
    for each in given:
        _note(session, each)
    gone = {file for each in given for file in _drop(session, each)}
    affected |= _affected(session, given, _OF_A_FILE)
    # What is only edited is not compiled yet, and nothing that is compiled is made of models.
    compiled = [each for each in given if each.path is None or not _ends(each.path, DBT_SUFFIXES)]
    for product in _affected(session, compiled, _ON_DISK):
        gone |= session.compilations.drop(product)
    changed = [file for each in given for file in _analysed(session, each)]
    conversation.scheduler.ask([*affected.difference(changed), *changed])
    if any(each.cause is not Cause.EDITED for each in given):
        # Nothing is being written where a person saves, opens, closes or goes elsewhere, nor where
        # files on disk or settings change: that comes from another place than the text.
        session.patience.rest()
        gone |= session.patience.waiting()
    for each in given:
        path = each.path
        if path is not None and each.cause in _ENDS_WRITING and session.patience.saved(path):
            gone.add(path)
    conversation.changed(gone)
    if any(each.cause in _MAY_GO for each in given):
        conversation.sweeper.plan()
    _look_for_products(conversation, given)


def _with_files_below(session: Session, changes: Sequence[Change]) -> Iterator[Change]:
    """The changes, and those of the files below deleted folders, of which an editor names these.

    Another folder may stand in its place already.
    """
    for each in changes:
        if _may_say_something(session, each):
            yield each
    deleted = {each.path for each in changes if each.cause is Cause.DELETED and each.path}
    for file in sorted(session.results.files_below(deleted)) if deleted else ():
        yield Change(Cause.WRITTEN if is_file(file) else Cause.DELETED, file)


def _may_say_something(session: Session, change: Change) -> bool:
    """Whether it is more than a file that is none of ours.

    An editor that is to tell of folders tells of all that is created or deleted. What had no suffix
    may have been a folder with files that no analysis reads, such as a dbt project.
    """
    path = change.path
    if change.cause not in _ON_DISK or path is None:
        return True
    if REPOSITORY in path.parent.parts:
        return False
    if _ends(path, (*YAML_SUFFIXES, *DBT_SUFFIXES)) or session.results.takes_part(path):
        return True
    if path.name in READ_BY_NAME:
        return True
    if change.cause is Cause.DELETED:
        return not path.suffix
    return path.name == REPOSITORY or is_folder(path)


def _ends(path: Path, suffixes: tuple[str, ...]) -> bool:
    """Whether a file has one of some suffixes; dbt reads it in capital letters too."""
    return path.suffix.lower() in suffixes


def _with_files_beside(session: Session, changes: Iterable[Change]) -> Iterator[Change]:
    """The changes, and those of files that a product beside them keeps from being looked at.

    They come to be products when it goes, and are none any more when it comes.
    """
    for each in changes:
        yield each
        if each.cause in _ON_DISK and each.path is not None:
            for file in passed_over_for(each.path):
                comes = is_file(file) and session.folders.finds(file)
                if comes or session.results.get(file) is not None:
                    yield Change(Cause.WRITTEN if comes else Cause.DELETED, file)


def _look_for_products(conversation: Conversation, changes: Sequence[Change]) -> None:
    """Look where there may be products that nobody has named: everywhere, or in new folders."""
    if any(each.cause in _WHAT_IS_THERE for each in changes):
        conversation.tasks.start(look_for_products(conversation))
        return
    finds = conversation.session.folders.finds
    written = {each.path for each in changes if each.cause is Cause.WRITTEN and each.path}
    # A link to a folder is not followed, but named.
    created = {
        each
        for each in written
        if is_folder(each) and (is_link(each) or finds(each / SPEC_NAMES[0]))
    }
    if created:
        conversation.tasks.start(look_for_products(conversation, created))


def _is_hidden(session: Session, change: Change) -> bool:
    """Whether a file changes on disk whose text is the editor's."""
    path = change.path
    return change.cause in _ON_DISK and path is not None and session.store.at(path) is not None


def _seen(session: Session, change: Change) -> Change:
    """Return what a change is to the file: one of two documents of it that goes is an edit.

    The text of the other one, whose URI is spelled in another way, counts from then on.
    """
    path = change.path
    if path is None or change.cause not in _LEFT_EDITOR or session.store.at(path) is None:
        return change
    return Change(Cause.EDITED, path)


def _note(session: Session, change: Change) -> None:
    """Let the text that a file has now be read from now on."""
    path = change.path
    if change.cause in _WHAT_IS_SET:
        session.files.changed()
    elif path is not None and change.cause in _ON_DISK:
        # Also of a product: its folder may be the one that was missed.
        session.files.changed()
    elif path is not None and change.cause in _LEFT_EDITOR:
        session.files.close(path)
    elif path is not None and change.cause in _IN_EDITOR:
        document = session.store.at(path)
        if document is not None:
            session.files.open(document)


def _drop(session: Session, change: Change) -> Iterator[Path]:
    """Forget what does not hold any more; yield the files that show something else now."""
    path = change.path
    if path is not None and change.cause in _LEFT_EDITOR:
        yield path
        yield from session.drop(path)
    elif path is not None and change.cause is Cause.DELETED:
        yield from session.drop(path)
    elif change.cause in _WHAT_IS_CHECKED:
        for known in session.results.known():
            if not session.is_of_interest(known):
                yield from session.drop(known)
    yield from _under_other_settings(session.results.files, change)


def _affected(session: Session, changes: Iterable[Change], causes: Container[Cause]) -> set[Path]:
    """The files of which something else may be found after changes of files with such causes."""
    paths: list[Path] = []
    others: set[Path] = set()
    for each in changes:
        if each.path is not None and each.cause in causes:
            paths.append(each.path)
        else:
            others.update(_under_other_settings(session.results.known, each))
    return others | session.affected_by(paths)


def _under_other_settings(files: Callable[[], Iterable[Path]], change: Change) -> Iterator[Path]:
    """Those of the files for which other settings may hold."""
    if change.cause in _WHAT_IS_SET:
        for file in files():
            if change.path is None or file.is_relative_to(change.path):
                yield file


def _analysed(session: Session, change: Change) -> Iterable[Path]:
    """The files that are to be analysed for themselves."""
    path = change.path
    if change.cause in _WHAT_IS_THERE:
        return [document.path for document in session.store]
    if path is None:
        return ()
    is_on_disk = change.cause is Cause.WRITTEN or (change.cause is Cause.CLOSED and is_file(path))
    wanted = change.cause in _IN_EDITOR or (is_on_disk and session.folders.finds(path))
    return (path,) if wanted else ()
