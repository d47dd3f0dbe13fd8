"""The artifact that a git revision has, or would have been compiled from its files.

``target/`` is ignored by git nearly always; so the product is compiled as it was, in memory, from
git's own objects. No git process is started and nothing is checked out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from floe_lsp.compilation import OutputOptions, compile_in_memory
from floe_lsp.compilation.caller import Caller
from floe_lsp.compilation.generate.output import DEFAULT_OUTPUT, format_for
from floe_lsp.compilation.generate.written_artifact import Unusable, WholeArtifact, whole_artifact
from floe_lsp.compilation.load.manifest_lock import lock_beside
from floe_lsp.compilation.load.manifests import ManifestOption
from floe_lsp.compilation.revision_sources import RevisionSources
from floe_lsp.files.names import LOCK_NAME, SPEC_NAMES
from floe_lsp.files.paths import absolute
from floe_lsp.git.objects import WHOLE_REVISION, Objects
from floe_lsp.git.reading import Unreadable
from floe_lsp.git.repository import Repository, repository_of
from floe_lsp.git.revision_files import RevisionFiles
from floe_lsp.git.revisions import NoRevision, commit_of
from floe_lsp.reporting.paths import display_path
from floe_lsp.schemas.versions import ArtifactContract
from floe_lsp.wording.near_miss import did_you_mean
from floe_lsp.wording.quoting import quote

from .operand import AtRevision

if TYPE_CHECKING:
    from floe_lsp.registries.manifests import CachedManifests

_MOST_FINDINGS = 3
"""Errors of a product as it was that are named; ``floe check`` of a checkout shows them all."""


@dataclass(frozen=True)
class Past:
    """The artifact of a revision."""

    whole: WholeArtifact
    notes: tuple[str, ...]
    """How it came about, and what of it is not of the revision."""


def past_artifact(
    given: AtRevision,
    usual: Path,
    *,
    contract: ArtifactContract | None,
    manifest: ManifestOption | None,
    manifests: Callable[[], CachedManifests] | None,
) -> Past:
    """Return the artifact that a revision has, else the one of its product as it was.

    Args:
        given: The revision, and the file if one is named.
        usual: The file where none is named.
        contract: The layout of what it is compared with, in which a product is compiled.
        manifest: The manifest of ``--manifest``, for a product that is compiled.
        manifests: As of ``Sources``.

    Raises:
        Unusable: The revision, the file or the product cannot be read or compiled.
    """
    start = _true(usual.parent if given.path is None else Path())
    repository = repository_of(start)
    if repository is None:
        raise Unusable(f"{given}: {start} lies in no git repository that can be read")
    sources = _sources(given, repository, manifests)
    path = _path(given, usual, repository)
    if not path.is_relative_to(repository.work_tree):
        raise Unusable(f"{given}: {path} lies outside of the repository {repository.work_tree}")
    if path.name not in SPEC_NAMES and sources.is_file(path):
        return Past(_committed(given, path, sources), ())
    spec = _product(given, path, sources, repository)
    if isinstance(manifest, Path):
        manifest = _true(manifest.parent) / manifest.name
    return _compiled(given, spec, sources, contract, manifest)


def _sources(
    given: AtRevision, repository: Repository, manifests: Callable[[], CachedManifests] | None
) -> RevisionSources:
    objects = Objects(repository.common_folder, WHOLE_REVISION)
    try:
        commit = commit_of(repository, objects, given.revision)
        files = RevisionFiles(objects, commit)
    except (NoRevision, Unreadable) as error:
        raise Unusable(f"{given}: {error}") from None
    return RevisionSources(repository.work_tree, files, manifests=manifests)


def _path(given: AtRevision, usual: Path, repository: Repository) -> Path:
    """Return the path of what is asked for, links to its folder followed."""
    if given.path is None:
        return _true(usual.parent) / usual.name
    if given.path.startswith("."):
        return Path(os.path.normpath(_true(Path()) / given.path))
    return Path(os.path.normpath(repository.work_tree / given.path))


def _true(folder: Path) -> Path:
    return Path(os.path.realpath(absolute(folder)))


def _committed(given: AtRevision, path: Path, sources: RevisionSources) -> WholeArtifact:
    try:
        return whole_artifact(path, sources.content)
    except Unusable as error:
        raise Unusable(f"{given}: {error}") from None


def _product(
    given: AtRevision, path: Path, sources: RevisionSources, repository: Repository
) -> Path:
    """Return the product of an artifact that is not committed, or the one that is named."""
    if path.name in SPEC_NAMES and sources.is_file(path):
        return path
    for folder in _folders_of(given, path):
        for name in SPEC_NAMES:
            if sources.is_file(folder / name):
                return folder / name
    raise Unusable(f"{given}: {_nothing_at(given, path, sources, repository)}")


def _folders_of(given: AtRevision, path: Path) -> list[Path]:
    """Return where the product of a path may stand: where its artifact would be written from."""
    above = path.parent.parent
    if given.path is None:
        return [above, path.parent]
    return [path, above] if path == above / DEFAULT_OUTPUT else [path]


def _nothing_at(
    given: AtRevision, path: Path, sources: RevisionSources, repository: Repository
) -> str:
    left_out = sources.not_of_commit()
    if left_out:
        return _unread(left_out)
    inside = path.relative_to(repository.work_tree).as_posix()
    if given.path is None:
        return (
            f"{given.revision} has neither {inside} nor the {SPEC_NAMES[0]} that it is compiled "
            f"from; name the product, {given}:PATH/{SPEC_NAMES[0]}"
        )
    beside = _true(Path()) / given.path
    if beside != path and beside.is_relative_to(repository.work_tree) and sources.exists(beside):
        return f"there is no {inside} at the root; did you mean {_from_here(given)}?"
    names = sources.folder(path.parent)
    near = did_you_mean(path.name, (*names.files, *names.folders))
    if sources.exists(path):
        return f"{inside} is neither an artifact nor the folder of a product"
    return f"{given.revision} has no {quote(inside)}{near}"


def _from_here(given: AtRevision) -> AtRevision:
    return AtRevision(given.revision, f"./{given.path}")


def _unread(left_out: Mapping[Path, str]) -> str:
    path, reason = next(iter(left_out.items()))
    return f"{path} cannot be read there: {reason}"


def _compiled(
    given: AtRevision,
    spec: Path,
    sources: RevisionSources,
    contract: ArtifactContract | None,
    manifest: ManifestOption | None,
) -> Past:
    target = spec.parent / DEFAULT_OUTPUT
    lock = lock_beside(spec, sources)
    if lock is not None and lock.digests is not None:
        sources.locked = lock.digests
    made = compile_in_memory(
        spec,
        manifest,
        output=OutputOptions(target, format_for(target), contract),
        sources=sources,
        caller=Caller.of_environment(),
    )
    if made.artifacts is not None:
        return Past(WholeArtifact(made.artifacts), tuple(_notes(given, spec, sources)))
    if sources.unread:
        raise Unusable(f"{given}: {_unread(sources.unread)}")
    errors = [each for each in made.diagnostics if each.is_error]
    words = [
        f"{display_path(each.location.path, Path.cwd())}: {each.code}: {each.message}"
        for each in errors[:_MOST_FINDINGS]
    ]
    more = f" (and {len(errors) - len(words)} more)" if len(errors) > len(words) else ""
    why = "".join(f"; {note}" for note in _not_of_commit(sources))
    raise Unusable(
        f"{given}: the product does not compile as it was: {'; '.join(words)}{more}{why}"
    )


def _notes(given: AtRevision, spec: Path, sources: RevisionSources) -> Iterator[str]:
    shown = display_path(spec, Path.cwd())
    yield f"{given}: {shown} was compiled as it was at {sources.commit[:12]}"
    yield from _not_of_commit(sources)


def _not_of_commit(sources: RevisionSources) -> Iterator[str]:
    """Say what the product was compiled with that may differ from what there was."""
    for reference in sorted(sources.manifests_of_today, key=str):
        yield (
            f"{reference} is read as it is now, and may have been another then: no {LOCK_NAME} of "
            "that commit says which"
        )
    for path in sorted(sources.installed_now):
        yield f"{path} is not of that commit, and its packages were read as they are installed now"
    for path in sorted(sources.read_now):
        yield f"{path} is not of that commit, and was read as it is now"
    for path, reason in sorted(sources.not_of_commit().items()):
        yield f"{path} was not looked at as it was: {reason}"
