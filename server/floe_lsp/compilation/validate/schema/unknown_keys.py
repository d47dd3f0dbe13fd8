"""E104, E108: a key that no field takes, and what was probably meant by it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar, cast

from pydantic import ValidationError

from floe_lsp.compilation.diagnostics import Applicability, Diagnostic, Fix
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.misplaced_fields import right_places
from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest
from floe_lsp.schemas.product.environment_fields import is_environment_field
from floe_lsp.schemas.product.floe_spec import ANCHOR_PREFIX, FloeSpec
from floe_lsp.schemas.types import reflection
from floe_lsp.schemas.types.errors import ModelError, model_error
from floe_lsp.schemas.types.secrets.names import is_credential_key
from floe_lsp.syntax import (
    Entry,
    MappingNode,
    Node,
    Path,
    Span,
    TextEdit,
    dereference,
    entries,
)
from floe_lsp.syntax.edits import remove_entry
from floe_lsp.syntax.nodes import merge_sources
from floe_lsp.wording.near_miss import fold, near_miss
from floe_lsp.wording.quoting import quote
from floe_lsp.wording.secrets import NEVER_HERE, where_it_goes

from . import moved_fields

if TYPE_CHECKING:
    from pydantic import BaseModel

_OTHER_FILES: dict[type[BaseModel], tuple[type[BaseModel], str]] = {
    FloeSpec: (PlatformManifest, "the platform's manifest"),
    PlatformManifest: (FloeSpec, "floe.yaml"),
}

_SYNONYMS = {
    "type": ("provider",),
    "provider": ("type",),
    "plugin": ("type", "provider"),
    "columns": ("schema",),
    "fields": ("schema",),
    "engine": ("compute",),
    "layer": ("tier",),
    "upstream": ("dependsOn",),
    "requires": ("dependsOn",),
    "tests": ("qualityChecks",),
    "models": ("transforms",),
    "options": ("config",),
    "settings": ("config",),
}
"""What fields are called elsewhere, in dbt and in other manifests, with the name that is meant."""


Model = TypeVar("Model", bound="BaseModel")

_MOST_LEFT_OUT = 20
"""More unknown fields are no slip in a manifest: it is another file, or of another time."""


def without_unknown_keys(
    document: Document, model: type[Model], error: ValidationError
) -> Model | None:
    """Return what a document says without its unknown keys, if nothing else is wrong with it.

    ``None`` as well where a key may be another one misspelt: its value is missing elsewhere then.
    """
    errors = error.errors(include_url=False)
    if len(errors) > _MOST_LEFT_OUT or any(each["type"] != "extra_forbidden" for each in errors):
        return None
    if near_misses(document, model, map(model_error, errors)):
        return None
    value = document.value
    for each in errors:
        value = _without(value, each["loc"])
    try:
        return model.model_validate(value)
    except ValidationError:
        return None


def _without(value: object, path: Path) -> object:
    """Return data without a key, which stays in whatever shares a part of them by an alias."""
    key = path[0]
    if isinstance(value, dict):
        kept = dict(cast("dict[object, object]", value))
        if len(path) == 1:
            kept.pop(key, None)
        elif key in kept:
            kept[key] = _without(kept[key], path[1:])
        return kept
    if isinstance(value, list) and isinstance(key, int) and len(path) > 1:
        items: list[object] = [*cast("list[object]", value)]
        items[key] = _without(items[key], path[1:])
        return items
    return cast("object", value)


def near_misses(
    document: Document, model: type[BaseModel], errors: Iterable[ModelError]
) -> dict[Path, str]:
    """Return, for the path of each unknown key, the field that was probably meant.

    A field is meant by one key at most, and by none when it is there already.
    """
    found: dict[Path, str] = {}
    free: dict[Path, list[str]] = {}
    for error in errors:
        name = error.loc[-1] if error.loc else None
        if error.type != "extra_forbidden" or not isinstance(name, str):
            continue
        parent = error.loc[:-1]
        if model is FloeSpec and is_environment_field(name):
            continue
        if parent not in free:
            free[parent] = _free_keys(document, model, parent)
        near = near_miss(name, free[parent]) or _synonym(name, free[parent])
        if near is not None:
            found[error.loc] = near
            free[parent].remove(near)
    return found


def unknown_key(
    document: Document,
    model: type[BaseModel],
    path: Path,
    owner: str,
    near: str | None,
    *,
    lacking: Path | None = None,
) -> Diagnostic:
    """Report a key that no field takes.

    Args:
        document: The file.
        model: Its contract.
        path: Where the key stands.
        owner: The words for the mapping in which it stands.
        near: The field of that mapping which was probably meant.
        lacking: The mapping that needs such a field and lacks it.
    """
    name = str(path[-1])
    place = document.place(*path)
    key = place.key if place is not None and place.key is not None else document.start
    if model is FloeSpec and is_environment_field(name):
        message, suggestion = _of_environment(name)
        return document.diagnostic("E104", key, message, suggestion, fixes=removal(document, path))
    message = f"{owner} has no field {quote(name)}"
    if near is not None:
        return document.diagnostic(
            "E108",
            key,
            message,
            f"did you mean {quote(near)}?",
            fixes=(_rename(document, key, name, near),),
        )
    suggestion, fixes = _without_near_miss(document, model, path, key, lacking)
    return document.diagnostic("E108", key, message, suggestion, fixes=fixes)


def _of_environment(name: str) -> tuple[str, str]:
    """Say why a product has no field of this name, and where it goes instead."""
    quoted = quote(name)
    if not is_credential_key(name):
        return (
            f"{quoted} differs from one environment to the next, and a product is the same in all "
            "of them"
        ), "remove it here; connections belong in the platform's manifest, in a plugin's 'config'"
    return f"{quoted} is a secret; {NEVER_HERE}", f"remove it here; {where_it_goes('the secret')}"


def removal(document: Document, path: Path) -> tuple[Fix, ...]:
    """Return the fix that takes the entry at ``path`` out of the mapping it is written in."""
    found = _entry(document, path)
    if found is None:
        return ()
    holder, entry = found
    edit = remove_entry(document.text, holder, entry.key)
    return (document.fix(f"Remove {quote(str(path[-1]))}", edit),)


def _synonym(name: str, candidates: list[str]) -> str | None:
    return next((word for word in _SYNONYMS.get(name, ()) if word in candidates), None)


def _without_near_miss(
    document: Document,
    model: type[BaseModel],
    path: Path,
    key: Node | Span,
    lacking: Path | None,
) -> tuple[str, tuple[Fix, ...]]:
    name = str(path[-1])
    found = _entry(document, path)
    if found is not None and len(path) == 1 and found[1].value.anchor is not None:
        start = key.start
        anchor = f"'{ANCHOR_PREFIX}{name}'"
        edit = TextEdit(Span(start, start), ANCHOR_PREFIX)
        fix = document.fix(f"Rename to {anchor}", edit)
        return f"a field that only contains anchors must begin with {ANCHOR_PREFIX}: {anchor}", (
            fix,
        )
    remove = removal(document, path)
    if owners := right_places(model, path) if lacking is None else (lacking,):
        moves = (
            moved_fields.moves(document, path, owners[0], *found)
            if found and len(owners) == 1
            else ()
        )
        # What is lacking elsewhere is not to be thrown away.
        others = () if moves and lacking is not None else remove
        return f"{quote(name)} belongs {_under(owners)}", (*moves, *others)
    other, words = _OTHER_FILES.get(model, (None, ""))
    if other is not None and name in reflection.allowed_keys(other, ()):
        return f"{quote(name)} belongs in {words}", remove
    allowed = reflection.allowed_keys(model, path[:-1], document.value)
    if not allowed:
        return "remove it", remove
    return f"allowed here: {', '.join(allowed)}", remove


def _rename(document: Document, key: Node | Span, name: str, near: str) -> Fix:
    # Only case and separators differ: nothing else can have been meant.
    sure = fold(near) == fold(name)
    how_sure = Applicability.SAFE if sure else Applicability.UNSAFE
    return document.near_miss_fix(key, near=near, applicability=how_sure, renames=True)


def _under(owners: tuple[Path, ...]) -> str:
    """Say where a field belongs: "under 'schedule'", "in an item of 'transforms'"."""
    places: list[str] = []
    for owner in owners:
        if not owner:
            places.append("at the top level of the file")
            continue
        *above, last = owner
        if isinstance(last, int):
            places.append(f"in an item of {quote('.'.join(map(str, above)))}")
        else:
            places.append(f"under {quote('.'.join(map(str, owner)))}")
    return " or ".join(places)


def _free_keys(document: Document, model: type[BaseModel], path: Path) -> list[str]:
    """The fields of the mapping at ``path`` that are not given."""
    node = document.node(*path)
    mapping = None if node is None else dereference(node)
    present = set(entries(mapping)) if isinstance(mapping, MappingNode) else set[str]()
    return [
        key
        for key in reflection.allowed_keys(model, path, document.value)
        if not _is_given(model, path, key, present)
    ]


def _is_given(model: type[BaseModel], path: Path, key: str, present: set[str]) -> bool:
    described = reflection.describe(model, (*path, key))
    spellings = (key,) if described is None else described.spellings
    return not present.isdisjoint(spellings)


def _entry(document: Document, path: Path) -> tuple[MappingNode, Entry] | None:
    """The entry at ``path`` and the mapping it is written in, which may be one that is merged."""
    place = document.place(*path)
    parent = document.node(*path[:-1])
    if place is None or place.key is None or parent is None:
        return None
    pending = [dereference(parent)]
    seen: set[int] = set()
    for mapping in pending:
        if not isinstance(mapping, MappingNode) or id(mapping) in seen:
            continue
        seen.add(id(mapping))
        for entry in mapping.entries:
            if entry.key is place.key:
                return mapping, entry
            if entry.is_merge:
                pending.extend(merge_sources(entry))
    return None
