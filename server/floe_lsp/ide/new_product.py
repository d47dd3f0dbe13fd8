"""New Product: what a new floe.yaml can be made of in a folder, and its text.

Everything is a function of what the sources hold; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from floe_lsp.compilation import Analysis, Sources
from floe_lsp.compilation.load.manifests import address_of, find_chain
from floe_lsp.compilation.secrecy import hide_shapes
from floe_lsp.compilation.sources import Buffer
from floe_lsp.compilation.validate.graph import in_order_of_need
from floe_lsp.dbt.files import folders_below
from floe_lsp.files.names import MANIFEST_NAME, PROJECT_FILE, SPEC_NAMES
from floe_lsp.schemas.types.formats import PRODUCT_NAME, TRANSFORM_NAME
from floe_lsp.syntax import SourceText
from floe_lsp.wording.near_miss import did_you_mean
from floe_lsp.wording.quoting import quote

from .completion.file_templates import (
    EXAMPLE,
    NewTransform,
    name_near,
    product_name_for,
    product_template,
)
from .completion.snippets import filled
from .manifests_near import distance, manifests_below
from .new_file import NewFile
from .new_manifest import manifest_text

if TYPE_CHECKING:
    from floe_lsp.dbt.nodes import DbtNode

_MOST_FILES = 100
"""Dbt projects that are looked at in a workspace."""
_MOST_MODELS = 500
"""Of a new product, and offered for one."""
_FIRST_MODEL = "-- An example: write what the model selects.\nselect 1 as id\n"
_LONGEST_OWNER = 254
"""Characters, as many as an address of mail may have; more is not the name of a person or team."""


@dataclass(frozen=True)
class CandidateManifest:
    """A manifest of floe that a product may name."""

    path: Path
    address: str
    """What the product calls it."""
    is_governing: bool
    """Whether it counts for a product that names none."""


@dataclass(frozen=True)
class Candidates:
    """What a person may choose from for a product in one folder."""

    existing: Path | None
    """The product that the folder has already."""
    name: str
    """A name that fits: that of the dbt project, or of the folder."""
    owner: str | None
    """The owner of the product that stands nearest."""
    manifests: tuple[CandidateManifest, ...]
    """The one that counts unnamed first, then the nearest."""
    new_manifest: Path | None
    """Where a manifest can be created for the product; ``None`` where one is in the way."""
    models: tuple[NewTransform, ...]
    """The models of the dbt project, those that are read before those that read them."""
    model_count: int
    """Of how many models these are the first."""


@dataclass(frozen=True)
class NewProduct:
    """What a person has chosen."""

    folder: Path
    name: str
    owner: str | None = None
    manifest: Path | None = None
    """``None`` for the one that is found in the folders above."""
    makes_manifest: bool = False
    """Whether a manifest is created beside it, which it names."""
    models: tuple[str, ...] = field(default=())
    """Names of transforms; without any those of the dbt project, or an example."""

    @property
    def file(self) -> Path:
        """Where the product's file will stand."""
        return self.folder / SPEC_NAMES[0]

    @property
    def named_manifest(self) -> Path | None:
        """The manifest that the product names."""
        return self.folder / MANIFEST_NAME if self.makes_manifest else self.manifest


def product_folders(roots: Sequence[Path], sources: Sources) -> tuple[Path, ...]:
    """Return where a product may stand: dbt projects first, then the workspace's own folders."""
    projects = islice(
        (
            folder
            for root in roots
            for folder, listing in folders_below(root, sources)
            if PROJECT_FILE in listing.files
        ),
        _MOST_FILES,
    )
    return tuple(dict.fromkeys((*projects, *roots)))


def existing_product(folder: Path, sources: Sources) -> Path | None:
    """Return the product that a folder has already, saved or only open in the editor."""
    paths = (folder / name for name in SPEC_NAMES)
    return next((path for path in paths if sources.is_file(path)), None)


def folder_problem(folder: Path, sources: Sources) -> str | None:
    """Return why no product can be made in a folder that has none, ``None`` when one can."""
    if not sources.is_folder(folder):
        return f"there is no folder '{folder}'"
    file = NewProduct(folder, "").file
    if sources.exists(file):
        # A folder, or a link that leads nowhere: the editor might write through it.
        return f"{folder.name} has something else that is called {file.name}"
    return None


def candidates(
    folder: Path, sources: Sources, roots: Sequence[Path], products: Mapping[Path, Analysis]
) -> Candidates:
    """Return what a product in ``folder`` can be made of.

    Args:
        folder: Absolute path.
        sources: Where files are read.
        roots: The folders of the workspace.
        products: The products that are known, by their path.
    """
    name = product_name_in(folder, sources)
    new = NewProduct(folder, name)
    governing, product = _governing(new, sources), new.file
    found = dict.fromkeys(
        (
            *(() if governing is None else (governing,)),
            *(each.path for analysis in products.values() for each in analysis.manifests),
            *manifests_below(roots, sources),
        )
    )
    manifests = sorted(found, key=lambda path: (path != governing, distance(path, folder), path))
    beside = folder / MANIFEST_NAME
    models = _models(folder, sources)
    return Candidates(
        existing_product(folder, sources),
        name,
        _owner_near(folder, products),
        tuple(
            CandidateManifest(path, address_of(path, product), path == governing)
            for path in manifests
        ),
        None if sources.exists(beside) else beside,
        _connected(dict(islice(models.items(), _MOST_MODELS))),
        len(models),
    )


def product_name_in(folder: Path, sources: Sources) -> str:
    """Return a name for a product in a folder: that of the dbt project there, or of the folder."""
    project = sources.dbt_projects.read(folder).project
    named = None if project is None else project.name
    near = None if named is None or _is_credential(named) else name_near(named)
    return near or product_name_for(folder)


def problem(new: NewProduct, sources: Sources) -> str | None:
    """Return why a product cannot be made as it was chosen, in words; ``None`` when it can."""
    there = existing_product(new.folder, sources)
    if there is not None:
        return f"{new.folder.name} has a {there.name} already, which is not overwritten"
    if (reason := folder_problem(new.folder, sources)) is not None:
        return reason
    if new.manifest is not None and not sources.is_file(new.manifest):
        return f"there is no file '{new.manifest}'"
    if new.makes_manifest and sources.exists(new.folder / MANIFEST_NAME):
        return f"{new.folder.name} has a {MANIFEST_NAME} already, which is not overwritten"
    if (too_much := _too_much(new)) is not None:
        return too_much
    named = ((PRODUCT_NAME, new.name), *((TRANSFORM_NAME, each) for each in new.models))
    for form, text in named:
        if (complaint := form.complaint(text)) is not None:
            return complaint.message
    if (told := _credential(new)) is not None:
        return f"{told} looks like a credential, and a floe.yaml is read by many people"
    return _problem_of_models(new, sources)


def _problem_of_models(new: NewProduct, sources: Sources) -> str | None:
    """Return why a product cannot be made of some models, whose names are valid, in words."""
    known = _models(new.folder, sources)
    facts = sources.dbt_projects.read(new.folder)
    if not new.models and len(known) > _MOST_MODELS:
        return (
            f"the dbt project has {len(known):,} models, and a new product at most {_MOST_MODELS}; "
            "choose those that it begins with, add the others later"
        )
    unknown = next((each for each in new.models if each not in known), None)
    if unknown is None:
        return None
    if unknown in facts.models:
        return f"the model {quote(unknown)} is disabled in the dbt project"
    if unknown in facts.seeds or unknown in facts.snapshots:
        kind = "seed" if unknown in facts.seeds else "snapshot"
        return f"{quote(unknown)} is a {kind} of the dbt project, and no model"
    if not known:
        return None
    return f"the dbt project has no model {quote(unknown)}{did_you_mean(unknown, known)}"


def _too_much(new: NewProduct) -> str | None:
    """Return what is more than anybody chooses; the limits of names are those of their fields."""
    if len(new.owner or "") > _LONGEST_OWNER:
        return f"the owner has more than {_LONGEST_OWNER} characters; name a person or a team"
    if len(new.models) > _MOST_MODELS:
        return f"more than {_MOST_MODELS} models were chosen; choose fewer, add the others later"
    return None


def _credential(new: NewProduct) -> str | None:
    """Return which of what was chosen the analysis would refuse as a credential, in words."""
    named = new.named_manifest
    manifest = "" if named is None else address_of(named, new.file)
    chosen = (
        ("the name", new.name),
        ("the owner", new.owner or ""),
        ("the path of the manifest", manifest),
        *(("the name of a model", each) for each in new.models),
    )
    return next((what for what, text in chosen if _is_credential(text)), None)


def _is_credential(text: str) -> bool:
    return hide_shapes(text) != text


def new_files(new: NewProduct, sources: Sources) -> tuple[NewFile, ...]:
    """Return the files that are created, the product's last.

    A dbt project without any model gets one of each transform: a product whose transforms have no
    models would begin with errors.
    """
    models = _models(new.folder, sources)
    transforms = _transforms(new, models, sources)
    product = NewFile(new.file, _text(new, transforms))
    files = () if models else tuple(_first_models(new, transforms, sources))
    if not new.makes_manifest:
        return (*files, product)
    text = manifest_text(new.folder, new.owner)
    return (NewFile(new.folder / MANIFEST_NAME, text), *files, product)


def product_text(new: NewProduct, sources: Sources) -> str:
    """Return the text of the new floe.yaml."""
    return _text(new, _transforms(new, _models(new.folder, sources), sources))


def _transforms(
    new: NewProduct, models: Mapping[str, DbtNode | None], sources: Sources
) -> tuple[NewTransform, ...]:
    """Return the transforms that were chosen, those of the dbt project, or an example."""
    if new.models:
        return _connected({each: models.get(each) for each in new.models})
    return _connected(models) or (NewTransform(_example(new.folder, sources)),)


def _example(folder: Path, sources: Sources) -> str:
    """Return the name of an example that nothing of the dbt project has."""
    facts = sources.dbt_projects.read(folder)
    taken = {*facts.models, *facts.seeds, *facts.snapshots}
    names = (EXAMPLE, *(f"{EXAMPLE}_{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in names if each not in taken)


def _first_models(
    new: NewProduct, transforms: Iterable[NewTransform], sources: Sources
) -> Iterator[NewFile]:
    """Yield a model for each transform, where a dbt project says in which folder models stand."""
    facts = sources.dbt_projects.read(new.folder)
    paths = () if facts.project is None else facts.project.model_paths[:1]
    for folder in paths:
        for each in transforms:
            path = new.folder / folder / f"{each.name}.sql"
            if facts.would_be_model(path) and not sources.exists(path):
                yield NewFile(path, _FIRST_MODEL)


def _text(new: NewProduct, transforms: Sequence[NewTransform] = ()) -> str:
    named = new.named_manifest
    manifest = None if named is None else address_of(named, new.file)
    return filled(
        product_template(new.name, owner=new.owner, manifest=manifest, transforms=transforms)
    )


def _governing(new: NewProduct, sources: Sources) -> Path | None:
    """Return the manifest that is found for a product that names none."""
    document = Buffer(new.file, SourceText(_text(new))).document()
    chain = find_chain(document, None, sources).documents
    return chain[0].path if chain else None


def _owner_near(folder: Path, products: Mapping[Path, Analysis]) -> str | None:
    for path in sorted(products, key=lambda path: (distance(path, folder), path)):
        spec = products[path].spec
        owner = None if spec is None else spec.metadata.owner
        if owner is not None and not _is_credential(owner):
            return owner
    return None


def _models(folder: Path, sources: Sources) -> dict[str, DbtNode | None]:
    """Return the models of the dbt project in a folder that a transform may name."""
    models = sources.dbt_projects.read(folder).models.items()
    named = (
        (name, model)
        for name, model in models
        if model.is_enabled and TRANSFORM_NAME.accepts(name) and not _is_credential(name)
    )
    return dict(named)


def _connected(models: Mapping[str, DbtNode | None]) -> tuple[NewTransform, ...]:
    """Return models with what they read among themselves: what is read first, else by name.

    A circle is for the compiler to report; the model at which it closes just comes later.
    """
    reads = {name: _read_by(name, models[name], models) for name in sorted(models)}
    return tuple(NewTransform(name, reads[name]) for name in in_order_of_need(reads))


def _read_by(name: str, model: DbtNode | None, models: Iterable[str]) -> tuple[str, ...]:
    """Return what a model reads, or may read: a person looks at the new file."""
    references = () if model is None else model.calls.references
    names = dict.fromkeys(each.name for each in references if each.kind == "ref")
    return tuple(each for each in names if each in models and each != name)
