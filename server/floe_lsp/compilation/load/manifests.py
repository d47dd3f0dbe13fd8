"""Finds the manifest that governs a product, and the parents that it inherits from.

The manifest is the one named on the command line, else ``platform.manifest``, a path relative to
floe.yaml or an ``oci://`` address, else the ``manifest.yaml`` in the product's folder or the
nearest one above it, up to the root of the repository. Parents follow ``parent_manifest``, an
address or a path relative to the file that names them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TypeAlias

from floe_lsp.compilation.codes import Trait
from floe_lsp.compilation.diagnostics import Diagnostic, Fix, Related, about_file
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.look_alike_words import fix_here, look_alike
from floe_lsp.compilation.sources import Sources
from floe_lsp.compilation.stages import Stage
from floe_lsp.files.names import MANIFEST_NAME, REPOSITORY, SPEC_NAMES, YAML_SUFFIXES
from floe_lsp.files.paths import absolute, obstacle
from floe_lsp.registries.reference import Reference, is_reference
from floe_lsp.schemas.versions import API_VERSION, MANIFEST_KIND
from floe_lsp.syntax import (
    Node,
    Place,
    ScalarNode,
    SourceText,
    Span,
    TextEdit,
    Tree,
    child_of,
    dereference,
)
from floe_lsp.syntax.emit import emit_scalar
from floe_lsp.syntax.look_alikes import meant_edits, meant_text
from floe_lsp.syntax.parser import parse_once
from floe_lsp.wording.file_paths import seen_from
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import quote_name, short

from . import loader
from .file_kind import FileKind, kind_of
from .manifest_lock import ManifestLock, lock_beside
from .registry_manifests import Demands, local_parent, open_address, open_reference

MOST_MANIFESTS = 10
"""Tiers of a platform that are read: an enterprise and its domains are two."""

ManifestOption: TypeAlias = Path | Reference
"""A manifest that a caller names: an absolute path, or something in a registry."""


class FoundBy(str, Enum):
    """How the product's manifest was found; other programs read the values."""

    OPTION = "option"
    """``--manifest``, or the editor's setting."""
    FIELD = "field"
    """``platform.manifest``."""
    FOLDER = "folder"
    """Its own or the nearest one above."""


@dataclass(frozen=True)
class ManifestChain:
    """The product's manifest first, then its parent, then the parent's own, and so on."""

    documents: tuple[Document, ...]
    found_by: FoundBy | None
    diagnostics: tuple[Diagnostic, ...]
    """Findings of LOAD in these files, of VALIDATE about files that are not manifests, and of
    RESOLVE about the files that are missing."""

    @property
    def is_whole(self) -> bool:
        """Whether the last one inherits from no other, so that what none of them says is not said.

        A parent that is missing, or leads back to its child, ends the chain before its top.
        """
        return not any(
            found.is_error and found.info.stage is Stage.RESOLVE for found in self.diagnostics
        )

    @property
    def misses_a_file(self) -> bool:
        """Whether a manifest was looked for and could not be read as one, reported or not."""
        return any(
            Trait.MISSING_FILE in found.info.traits or found.info.stage is Stage.VALIDATE
            for found in self.diagnostics
        )


def find_chain(
    product: Document,
    option: ManifestOption | None,
    sources: Sources,
    *,
    is_locked: bool = True,
) -> ManifestChain:
    """Find and load the manifests that govern ``product``.

    Args:
        product: The parsed floe.yaml.
        option: What the caller names; it wins over everything else.
        sources: Where files are read.
        is_locked: Whether the lock file beside the product counts.
    """
    diagnostics: list[Diagnostic] = []
    lock = lock_beside(product.path, sources, option) if is_locked else None
    first, found_by = _find_first(product, option, sources, lock, diagnostics)
    if first is None:
        return ManifestChain((), found_by, tuple(diagnostics))
    chain = chain_from(first, found_by, sources, lock)
    return replace(chain, diagnostics=(*diagnostics, *chain.diagnostics))


def chain_from(
    first: Document,
    found_by: FoundBy | None,
    sources: Sources,
    lock: ManifestLock | None = None,
) -> ManifestChain:
    """Load the parents of a manifest and report the syntax of them all."""
    documents = [first]
    diagnostics = loader.syntax_diagnostics(first)
    diagnostics.extend(_follow_parents(documents, sources, lock))
    return ManifestChain(tuple(documents), found_by, tuple(diagnostics))


def _find_first(
    product: Document,
    option: ManifestOption | None,
    sources: Sources,
    lock: ManifestLock | None,
    diagnostics: list[Diagnostic],
) -> tuple[Document | None, FoundBy | None]:
    if isinstance(option, Reference):
        start = product.key("apiVersion") or Span(0, 0)
        demands = Demands(lock)
        found = open_reference(product, start, option, sources, demands, diagnostics)
        return found, FoundBy.OPTION
    if option is not None:
        try:
            found = sources.document(option)
        except OSError as error:
            diagnostics.append(loader.unreadable(option, error, sources))
            return None, FoundBy.OPTION
        if found.is_foreign:
            message, suggestion = _foreign(option.name)
            diagnostics.append(about_file("E125", option, message, suggestion))
            return None, FoundBy.OPTION
        return found, FoundBy.OPTION
    place = product.place("platform", "manifest")
    if place is not None and isinstance(place.value.value, str):
        return _open(product, place, sources, Demands(lock), diagnostics), FoundBy.FIELD
    for folder in _folders_above(product.path.parent, sources):
        found = _manifest_in(folder, product, sources)
        if found is not None:
            return found, FoundBy.FOLDER
    diagnostics.append(
        product.diagnostic(
            "E205",
            product.key("apiVersion") or Span(0, 0),
            f"no {MANIFEST_NAME} was found for this product, in its folder or above it",
            "write its path under platform.manifest; if there is none yet, a Quick Fix of the "
            "editor writes the smallest one, and 'floe explain E205' shows it",
        )
    )
    return None, None


def _manifest_in(folder: Path, product: Document, sources: Sources) -> Document | None:
    """Return the folder's manifest.yaml, unless it is another program's file of that name."""
    path = folder / MANIFEST_NAME
    if path == product.path or not sources.is_file(path):
        return None
    try:
        document = sources.document(path)
    except OSError:
        return None
    return None if kind_of(path, document) is None or document.is_foreign else document


def _foreign(address: str) -> tuple[str, str]:
    """Say that a file is another program's, and nothing of what is in it."""
    return (
        f"{quote_name(address)} does not say that it is a platform manifest",
        (
            f"name one that has 'apiVersion: {API_VERSION}' and 'kind: {MANIFEST_KIND}'; the "
            f"smallest valid one is {FileKind.MANIFEST.smallest}"
        ),
    )


def _folders_above(folder: Path, sources: Sources) -> Iterator[Path]:
    """Yield ``folder`` and those above it, up to and with the root of the repository."""
    for candidate in (folder, *folder.parents):
        yield candidate
        if sources.exists(candidate / REPOSITORY):
            return


def _follow_parents(
    chain: list[Document], sources: Sources, lock: ManifestLock | None
) -> Iterator[Diagnostic]:
    """Append the parents of ``chain``'s last document, until one has none or a circle closes."""
    while True:
        child = chain[-1]
        place = child.place("parent_manifest")
        if place is None or not isinstance(place.value.value, str):
            return
        missing: list[Diagnostic] = []
        parent = _open(child, place, sources, Demands(lock, tuple(chain)), missing)
        yield from missing
        if parent is None:
            return
        if parent in chain:
            yield _circle(chain, parent, place.value, sources)
            return
        if len(chain) == MOST_MANIFESTS:
            yield _too_long(child, place.value)
            return
        chain.append(parent)
        yield from loader.syntax_diagnostics(parent)


def _too_long(child: Document, place: Node) -> Diagnostic:
    return child.diagnostic(
        "E026",
        place,
        f"this is the parent of the last of {MOST_MANIFESTS} manifests; no more are read",
        "merge some of these manifests into one",
    )


def _circle(chain: list[Document], repeated: Document, place: Node, sources: Sources) -> Diagnostic:
    circle = chain[chain.index(repeated) :]
    base = chain[0].path.parent
    names = (short(seen_from(base, document.path)) for document in (*circle, repeated))
    message = f"these manifests inherit from each other: {' → '.join(names)}"
    related: list[Related] = []
    for document in circle:
        link = document.node("parent_manifest")
        if link is not None:
            related.append(document.related(link, f"inherits from {quote_name(str(link.value))}"))
    suggestion = (
        "one manifest has no parent: remove its parent_manifest and write scope: enterprise"
    )
    fixes: tuple[Fix, ...] = ()
    if len(circle) == 1:
        message = "this manifest inherits from itself"
        # Of a path that counts from another folder than its writer thought.
        above = _above(repeated.path, repeated.path.name, sources)
        if above is not None:
            suggestion = f"did you mean {quote_name(above)}? If not, {suggestion}"
            edit = TextEdit(dereference(place).span, emit_scalar(above))
            fixes = (repeated.fix(f"Replace with {quote_name(above)}", edit),)
    return chain[-1].diagnostic(
        "E203", place, message, suggestion, related=tuple(related), fixes=fixes
    )


def _open(
    document: Document,
    place: Place,
    sources: Sources,
    demands: Demands,
    diagnostics: list[Diagnostic],
) -> Document | None:
    """Open the manifest that a field of ``document`` names; report at its value what is wrong."""
    address: str = place.value.value
    if is_reference(address):
        return open_address(document, place.value, address, sources, demands, diagnostics)
    if "://" in address:
        scheme = address.partition("://")[0]
        diagnostics.append(
            document.diagnostic(
                "E206",
                place.value,
                f"a manifest at {scheme}:// cannot be fetched",
                "name the path of a local file, or an oci:// address",
            )
        )
        return None
    if document.address is not None:
        diagnostics.append(local_parent(document, place.value, address))
        return None
    if sources.refuses(address):
        diagnostics.append(
            document.diagnostic(
                "E206",
                place.value,
                "a manifest on another computer is not read in an untrusted workspace",
                "trust the workspace, or keep a copy of the manifest beside the product",
            )
        )
        return None
    path = local_path(document.path, address)
    if path is None:
        diagnostics.append(
            document.diagnostic(
                "E205",
                place.value,
                f"no file can have this path: {obstacle(address)}",
                f"write the path of a manifest, relative to the folder of {document.path.name}",
            )
        )
        return None
    try:
        found = sources.document(path)
    except OSError as error:
        wrong = (
            _look_alike(document, place.value, sources)
            if isinstance(error, FileNotFoundError)
            else None
        )
        diagnostics.append(wrong or _unopened(document, place, path, error, sources))
        return None
    if found.is_foreign:
        diagnostics.append(document.diagnostic("E125", place.value, *_foreign(address)))
        return None
    return found


def _unopened(
    document: Document, place: Place, path: Path, error: OSError, sources: Sources
) -> Diagnostic:
    """Say why the file at a path that a field names cannot be read, and which one may be meant."""
    address: str = place.value.value
    if isinstance(error, IsADirectoryError) and sources.is_file(path / MANIFEST_NAME):
        near = f"{address.rstrip('/')}/{MANIFEST_NAME}"
        message, suggestion = f"{quote_name(address)} is a folder", None
    elif isinstance(error, FileNotFoundError):
        near = _near_path(document, path, address, sources) or _above(
            document.path, path.name, sources
        )
        message = f"there is no file {quote_name(address)}"
        suggestion = (
            "write the path of a manifest that exists, relative to the folder of "
            f"{document.path.name}"
        )
        if address.startswith("~"):
            suggestion += ", and '~' does not mean your home folder"
    else:
        near = None
        unreadable = loader.unreadable(path, error, sources)
        message, suggestion = unreadable.message, unreadable.suggestion
    if near:
        suggestion = f"did you mean {quote_name(near)}?"
    fixes: tuple[Fix, ...] = ()
    if near:
        fixes = (document.near_miss_fix(dereference(place.value), near=near),)
    return document.diagnostic("E205", place.value, message, suggestion, fixes=fixes)


def _look_alike(document: Document, value: Node, sources: Sources) -> Diagnostic | None:
    """Return that a path holds look-alike characters, if there is a file at the one meant."""
    node = dereference(value)
    edits = meant_edits(document.text.text, node) if isinstance(node, ScalarNode) else ()
    if not edits or not isinstance(node, ScalarNode):
        return None
    # Read as a value, which drops the quotes that were meant.
    tree = parse_once(SourceText(f"path: {meant_text(document.text.text, node)}"))
    meant = child_of(tree.root, "path") if isinstance(tree, Tree) and tree.root else None
    path = None if meant is None else local_path(document.path, meant.value.value)
    if path is None or not sources.is_file(path):
        return None
    return look_alike(document, node.span, edits, (fix_here(document, edits),))


def local_path(base: Path, address: object) -> Path | None:
    """Return the path of the manifest that a file names, which counts from that file's folder.

    ``None`` for what would have to be fetched, for what is no address at all, and for a path that
    no file can have.
    """
    if not isinstance(address, str) or "://" in address or obstacle(address) is not None:
        return None
    return absolute(base.parent / address)


def address_of(manifest: Path, base: Path) -> str:
    """Return how a file names a manifest: from its own folder, or whole where that misleads.

    Above a folder that is reached by a link the names lead to another place than the system.
    """
    address = seen_from(base.parent, manifest)
    return address if local_path(base, address) == manifest else manifest.as_posix()


def _near_path(document: Document, path: Path, address: str, sources: Sources) -> str | None:
    """A YAML file in the folder that was meant whose name is close to what was typed.

    It is neither a product nor the file that names it.
    """
    names = (name for name in sources.folder(path.parent).files if name.endswith(YAML_SUFFIXES))
    others = (name for name in names if path.with_name(name) != document.path)
    near = near_miss(path.name, [name for name in others if name not in SPEC_NAMES])
    if near is None:
        return None
    return address[: len(address) - len(address.rpartition("/")[2])] + near


def _above(base: Path, name: str, sources: Sources) -> str | None:
    """The file of that name beside ``base`` or above, as the path that leads to it."""
    for steps, _ in enumerate(_folders_above(base.parent, sources)):
        address = "../" * steps + name
        path = local_path(base, address)
        if path is not None and path != base and sources.is_file(path):
            return address
    return None
