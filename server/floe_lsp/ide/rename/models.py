"""Renaming a dbt model: its files, what describes it, and wherever the project names it.

Only names that stand there as they are can be written anew. What ``ref`` computes stays as it is,
and is told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from floe_lsp.compilation.diagnostics import Edit, Location
from floe_lsp.files.names import stem_of
from floe_lsp.ide.definitions.project import location_of, named_in_dbt
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import AliasNode, Node, SourceText, dereference, fields_of
from floe_lsp.syntax.edits import insert_entry
from floe_lsp.syntax.walk import walk
from floe_lsp.wording.counting import counted
from floe_lsp.wording.file_paths import seen_from
from floe_lsp.wording.quoting import listed_paths, quote

from .results import ChangeNote, EditToConfirm, FileRename
from .writing import spelling

if TYPE_CHECKING:
    from floe_lsp.dbt.names import ComputedName, NamedModel
    from floe_lsp.dbt.nodes import DbtNode
    from floe_lsp.dbt.properties import VersionProperties
    from floe_lsp.dbt.property_entry import PropertyEntry


_PLAIN_NAME = re.compile(r"[\w.-]+")
"""What reads the same in a template, in Python and in YAML, in quotes of either kind."""


@dataclass(frozen=True)
class ModelRename:
    """What renaming a model changes in its dbt project."""

    edits: tuple[EditToConfirm, ...] = ()
    files: tuple[FileRename, ...] = ()
    left: tuple[str, ...] = ()
    """What is not changed and may have to be: sentences for the person, without a full stop."""


def model_refusal(snapshot: Snapshot, name: str, new: str) -> str | None:
    """Return why a model can't be renamed: what has the new name, or that it may be another.

    A model of a package counts too: both would be one table, and ``ref`` would mean ours alone. An
    alias that stands for the old name would change with it.

    Args:
        snapshot: The product.
        name: The name of the model.
        new: The name that it is to have, or that the file of a version gets with it.
    """
    if not has_model(snapshot, name):
        return None
    return (
        _is_of_several_files(snapshot, name)
        or _is_taken(snapshot, name, new)
        or _is_an_alias(snapshot, name, new)
        or _used_by_an_alias(snapshot, name)
    )


def _is_of_several_files(snapshot: Snapshot, name: str) -> str | None:
    """Return that only dbt can tell which file a model is."""
    for each in _versions(snapshot, name):
        if each.other_files and each.path is not None:
            files = listed_paths([shown(snapshot, path) for path in (each.path, *each.other_files)])
            return f"only dbt can tell which of these files is the model {quote(name)}: {files}"
    return None


def _is_taken(snapshot: Snapshot, name: str, new: str) -> str | None:
    """Return what has the new name, or that of the file of a version, in the project or beside."""
    dbt = snapshot.dbt
    own = {each.path for each in _versions(snapshot, name)}
    for kind, nodes in (("model", dbt.models), ("seed", dbt.seeds), ("snapshot", dbt.snapshots)):
        for other, node in nodes.items():
            if _is_same(other, new) and node.path is not None and node.path not in own:
                return _taken(snapshot, "the dbt project", kind, other, node.path)
    for stem in (new, *(stem_of(path) for _, path in _moves(snapshot, name, new))):
        if reason := file_refusal(snapshot, own, stem):
            return reason
    for each in dbt.of_packages:
        is_taken = each.kind != "source" and each.is_enabled and _is_same(each.name, new)
        if is_taken and each.path is not None:
            owner = f"the package {quote(each.package or '')}"
            return _taken(snapshot, owner, each.kind, each.name, each.path)
    return None


def _is_an_alias(snapshot: Snapshot, name: str, new: str) -> str | None:
    """Return whose table in the database has the name that one of the model would get."""
    tables = {
        _relation(each.config, new if each.version is None else f"{new}_v{each.version}")
        for each in _versions(snapshot, name)
        if each.config.get("alias") is None
    }
    for each in _aliased(snapshot, name):
        alias = each.config["alias"]
        if isinstance(alias, str) and _relation(each.config, alias) in tables:
            path = "" if each.path is None else f": {shown(snapshot, each.path)}"
            return f"the {each.kind} {quote(each.name)} has the alias {quote(alias)} already{path}"
    return None


def _aliased(snapshot: Snapshot, name: str) -> Iterator[DbtNode]:
    """Yield what is called otherwise in the database than in the project, but for a model."""
    for each in (*snapshot.dbt.described.values(), *snapshot.dbt.of_packages):
        is_own = each.kind == "model" and each.name == name and each.path is not None
        is_there = each.kind != "source" and each.is_enabled
        if is_there and not is_own and each.config.get("alias") is not None:
            yield each


def _relation(config: Mapping[str, object], table: str) -> tuple[str, ...]:
    """Return what dbt tells tables apart by, as far as it is set: database, schema and name."""
    places = (config.get("database"), config.get("schema"))
    return (*("" if each is None else str(each).lower() for each in places), table.lower())


def _used_by_an_alias(snapshot: Snapshot, name: str) -> str | None:
    """Return where an alias of a property file stands for a name that is written anew."""
    package = snapshot.dbt.package
    for named in named_in_dbt(snapshot, name):
        node = None if named.node is None else dereference(named.node)
        if package is None or not named.is_typed or node is None or node.anchor is None:
            continue
        try:
            root = package.reader.files.document(named.path).root
        except OSError:
            # It was deleted a moment ago.
            continue
        for each in walk(root):
            target = each.target if isinstance(each, AliasNode) else None
            if target is not None and target.span == node.span:
                line = named.text.position(each.start).line + 1
                return (
                    f"the alias in line {line} of {shown(snapshot, named.path)} stands for the "
                    "same text, which would change with it; write the text out there first"
                )
    return None


def file_refusal(snapshot: Snapshot, own: Collection[Path | None], stem: str) -> str | None:
    """Return which other file of a model has a name, so that a file of a model can't have it.

    Args:
        snapshot: The product.
        own: The files that may have it.
        stem: The name without its suffix.
    """
    for other, path in snapshot.dbt.model_files.items():
        if _is_same(other, stem) and path not in own:
            return _taken(snapshot, "the dbt project", "model", other, path)
    return None


def _is_same(name: str, other: str) -> bool:
    """Whether two names are one: some file systems, and most databases, know no case."""
    return name.lower() == other.lower()


def _taken(snapshot: Snapshot, owner: str, kind: str, name: str, path: Path) -> str:
    return f"{owner} has a {kind} {quote(name)} already: {shown(snapshot, path)}"


def unwritable_name(name: str) -> str | None:
    """Return why a name can't be written wherever a model is named; dbt itself takes any."""
    if _PLAIN_NAME.fullmatch(name):
        return None
    return (
        f"{quote(name)} can't be written as the name of a dbt model everywhere: use letters, "
        "digits, hyphens, dots and underscores"
    )


def has_model(snapshot: Snapshot, name: str) -> bool:
    """Whether the dbt project has a model of a name."""
    return name in snapshot.dbt.models


def rename_model(snapshot: Snapshot, name: str, new: str) -> ModelRename:
    """Return what changes in the dbt project when a model gets another name.

    A name that no model has is written anew where ``ref`` names it; one of a seed or a snapshot is
    theirs and stays.
    """
    dbt = snapshot.dbt
    if dbt.package is None or name in dbt.seeds or name in dbt.snapshots:
        return ModelRename()
    left = tuple(_left(snapshot, name))
    files = tuple(_files(snapshot, name, new, left))
    edits: list[EditToConfirm] = []
    for label, found in _edits(snapshot, name, new).items():
        paths = dict.fromkeys(shown(snapshot, each.location.path) for each in found)
        description = f"{counted(len(found), 'place')} in {listed_paths(list(paths))}"
        if not files and not edits:
            description = _joined(description, left)
        edits += [EditToConfirm(each, ChangeNote(label, description)) for each in found]
    return ModelRename(tuple(edits), files, left if files or edits else ())


def _edits(snapshot: Snapshot, name: str, new: str) -> dict[str, list[Edit]]:
    """The edits of files by what each group does."""
    from floe_lsp.dbt.names import NameRole  # noqa: PLC0415 - with a dbt project, which has read it

    labels = {
        NameRole.ENTRY: f"Rename the property entry to {new}",
        NameRole.CONFIG: f"Rename its settings in the project file to {new}",
        NameRole.REFERENCE: f"Refer to {new} instead of {name}",
    }
    found: dict[str, list[Edit]] = {label: [] for label in labels.values()}
    for named in named_in_dbt(snapshot, name):
        if named.is_typed and named.role in labels:
            found[labels[named.role]].append(_edit(named, new))
    found[labels[NameRole.ENTRY]] += _names_of_files(snapshot, name, new)
    return {label: edits for label, edits in found.items() if edits}


def _edit(named: NamedModel, new: str) -> Edit:
    if named.node is None:
        return Edit(location_of(named), new)
    return _edit_in_yaml(named.path, named.text, named.node, new)


def _edit_in_yaml(path: Path, text: SourceText, node: Node, new: str) -> Edit:
    span, written = spelling(text, dereference(node), new)
    return Edit(Location(path, span, text), written)


def _names_of_files(snapshot: Snapshot, name: str, new: str) -> Iterator[Edit]:
    """Yield the edits of each ``defined_in`` that names a file which is renamed too."""
    for entry, version in _described_versions(snapshot, name):
        stem = _new_stem(version.defined_in or "", name, new, version.version)
        if stem is not None:
            node = fields_of(version.item)["defined_in"].value
            yield _edit_in_yaml(entry.path, entry.text, node, stem)


def define_elsewhere(snapshot: Snapshot, model: DbtNode, stem: str) -> Iterator[Edit]:
    """Yield the edit after which a version of a model is defined in the file of another name."""
    for entry, version in _described_versions(snapshot, model.name):
        if version.version != model.version:
            continue
        written = fields_of(version.item).get("defined_in")
        if written is not None:
            yield _edit_in_yaml(entry.path, entry.text, written.value, stem)
        else:
            edit = insert_entry(entry.text, version.item, "defined_in", stem, below="v")
            yield Edit(Location(entry.path, edit.span, entry.text), edit.text)


def _described_versions(
    snapshot: Snapshot, name: str
) -> Iterator[tuple[PropertyEntry, VersionProperties]]:
    """Yield the versions that a property file lists of a model, each with the model's entry."""
    package = snapshot.dbt.package
    place = None if package is None else package.described.get(("models", name))
    if place is not None:
        for version in place.properties.versions:
            yield place.properties.entry, version


def _files(snapshot: Snapshot, name: str, new: str, left: Sequence[str]) -> Iterator[FileRename]:
    for old, path in _moves(snapshot, name, new):
        description = _joined(shown(snapshot, old), left)
        yield FileRename(old, path, ChangeNote(f"Rename the dbt model to {path.name}", description))


def _moves(snapshot: Snapshot, name: str, new: str) -> Iterator[tuple[Path, Path]]:
    """Yield the files of a model that get another name with it, before and after."""
    for each in _versions(snapshot, name):
        if each.path is None:
            continue
        stem = _new_stem(stem_of(each.path), name, new, each.version)
        if stem is not None:
            yield each.path, each.path.with_name(stem + each.path.suffix)


def _new_stem(stem: str, name: str, new: str, version: str | None) -> str | None:
    """Return the new name of a model's file, ``None`` for one that has a name of its own."""
    return {name: new, f"{name}_v{version}": f"{new}_v{version}"}.get(stem)


def _versions(snapshot: Snapshot, name: str) -> Iterator[DbtNode]:
    """The model by all its versions."""
    for each in snapshot.dbt.described.values():
        if each.kind == "model" and each.name == name:
            yield each


def _left(snapshot: Snapshot, name: str) -> Iterator[str]:
    """Say what names the model, or may name it, and stays as it is."""
    from floe_lsp.dbt.names import NameRole  # noqa: PLC0415 - as above
    from floe_lsp.dbt.unknown import UNKNOWN  # noqa: PLC0415 - as above

    names = snapshot.dbt.names
    named = named_in_dbt(snapshot, name)
    if shared := [each for each in named if each.role is NameRole.SHARED_CONFIG]:
        places = listed_paths([_line(snapshot, each) for each in shared])
        yield f"not changed, as a folder of the same name has these settings too: {places}"
    pieces = [each for each in named if not each.is_typed and each not in shared]
    if pieces:
        places = listed_paths([_line(snapshot, each) for each in pieces])
        yield f"not changed, as the name is not written in one piece there: {places}"
    if names.computed:
        places = listed_paths([_line(snapshot, each) for each in names.computed])
        yield f"not changed, as only dbt can tell which model is meant there: {places}"
    aliased = [each for each in _aliased(snapshot, name) if each.config["alias"] is UNKNOWN]
    if unknown := [shown(snapshot, each.path) for each in aliased if each.path is not None]:
        files = listed_paths(unknown)
        yield f"only dbt can tell whether one of these has the new name as its alias: {files}"
    if read := names.in_packages.get(name):
        files = listed_paths([shown(snapshot, path) for path in read])
        yield f"not changed, as packages that name the model are not edited: {files}"
    if names.unread:
        files = listed_paths([shown(snapshot, path) for path in names.unread])
        yield f"not changed, as floe could not read all of it: {files}"
    if disabled := [shown(snapshot, path) for path in _disabled(snapshot, name)]:
        yield f"not renamed, as it is disabled: {listed_paths(disabled)}"
    if not names.is_whole:
        yield "files of the dbt project that floe does not look at are not changed"


def _disabled(snapshot: Snapshot, name: str) -> Iterator[Path]:
    """The files of the same name that dbt does not take for the model."""
    package = snapshot.dbt.package
    for each in _versions(snapshot, name):
        if package is not None and each.path is not None:
            for file in package.listing.models.get(stem_of(each.path), ()):
                if file.path != each.path:
                    yield file.path


def _line(snapshot: Snapshot, place: NamedModel | ComputedName) -> str:
    line = place.text.position(place.span.start).line + 1
    return f"{shown(snapshot, place.path)} line {line}"


def shown(snapshot: Snapshot, path: Path) -> str:
    """Return a file as the product names it."""
    return seen_from(snapshot.path.parent, path)


def _joined(first: str, left: Sequence[str]) -> str:
    return "; ".join((first, *left))
