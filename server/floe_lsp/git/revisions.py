"""Which commit a person means by ``HEAD~1``, ``main``, ``v1.0`` or ``1a2b3c4`` (gitrevisions(7)).

What has a plain name is understood: a commit's id or its beginning, a branch, a tag, and a way back
from one (``~2``, ``^2``). What needs a reflog, an upstream or a search is not.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Final

from floe_lsp.wording.near_miss import did_you_mean
from floe_lsp.wording.quoting import quote

from .objects import Objects
from .reading import Unreadable, content
from .repository import Repository, head_commit, reference_names, referred

_WRITTEN = re.compile(r"(?P<base>[^\s~^:@{}\\*?\[\x00-\x1f]+|@)(?P<steps>(?:[~^][0-9]{0,4})*)")
_STEP = re.compile(r"([~^])([0-9]*)")
_ID = re.compile(r"[0-9a-f]{4,64}")
_LENGTHS: Final = (40, 64)
_HEADS: Final = ("HEAD", "@")
_WHERE: Final = ("{}", "refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}")
"""Where git looks for a name, in its order."""
_SHORT: Final = re.compile(r"refs/(?:heads|tags|remotes)/")
_MOST_NAMES: Final = 10_000
_MAX_SHALLOW: Final = 1024 * 1024
"""Bytes of the file with the commits at which a clone ends."""


class NoRevision(Exception):
    """A word that names no commit of a repository; the text says why, and what to do."""


def commit_of(repository: Repository, objects: Objects, written: str) -> str:
    """Return the id of the commit that a word stands for.

    Args:
        repository: Whose commit it is.
        objects: Its objects.
        written: Such as ``HEAD~1``.

    Raises:
        NoRevision: There is none, it is not in this clone, or the word is of a kind not read.
    """
    match = _WRITTEN.fullmatch(written)
    if match is None:
        raise NoRevision(
            f"{quote(written)} is not read as a revision; write a commit, a branch or a tag, with "
            "~1 behind it for the commit before"
        )
    try:
        commit = _base(repository, objects, match["base"])
        for sign, digits in _STEP.findall(match["steps"]):
            commit = _stepped(repository, objects, commit, sign, int(digits) if digits else 1)
        objects.tree_of(commit)
    except Unreadable as error:
        raise NoRevision(f"{quote(written)} cannot be read from this clone: {error}") from None
    return commit


def _base(repository: Repository, objects: Objects, name: str) -> str:
    if name in _HEADS:
        commit = head_commit(repository)
        if commit is None:
            raise NoRevision(f"{quote(name)} is no commit that can be read; is there one yet?")
        return commit
    for number in _numbers(repository, objects, name):
        commit = objects.commit_at(number)
        if commit is None:
            raise NoRevision(f"{quote(name)} is not a commit")
        return commit
    known = [_SHORT.sub("", each) for each in reference_names(repository, _MOST_NAMES)]
    if name in known:
        raise NoRevision(
            f"{quote(name)} is a reference that leads to no commit; git show-ref lists those that "
            "do"
        )
    raise NoRevision(
        f"{quote(name)} is not a commit, a branch or a tag of this repository"
        f"{did_you_mean(name, ['HEAD', *known]) or '; git fetch brings those of its remote'}"
    )


def _numbers(repository: Repository, objects: Objects, name: str) -> Iterator[str]:
    """Yield the objects that a name may stand for, that which git takes first."""
    if len(name) in _LENGTHS and _ID.fullmatch(name):
        yield name
    for pattern in (*_WHERE, "refs/remotes/{}/HEAD"):
        found = referred(repository, pattern.format(name))
        if found is not None:
            yield found
    if not _ID.fullmatch(name):
        return
    head = head_commit(repository)
    alike = objects.beginning_with(name, _LENGTHS[0] if head is None else len(head))
    commits = {commit for each in alike if (commit := objects.commit_at(each)) is not None}
    if len(commits) > 1:
        raise NoRevision(f"{quote(name)} is the beginning of several commits; write more of it")
    yield from commits


def _stepped(repository: Repository, objects: Objects, commit: str, sign: str, count: int) -> str:
    """Go back: by ``~`` so many commits, by ``^`` to the parent with that number."""
    if sign == "^":
        return _parent(repository, objects, commit, count) if count else commit
    for _ in range(count):
        commit = _parent(repository, objects, commit, 1)
    return commit


def _parent(repository: Repository, objects: Objects, commit: str, number: int) -> str:
    parents = objects.parents_of(commit)
    if parents and commit in _ends_of_clone(repository):
        raise NoRevision(
            f"this clone is shallow and ends at {commit[:12]}; git fetch --unshallow brings the "
            "commits before it (in CI, let the checkout fetch more, such as fetch-depth: 0)"
        )
    if number > len(parents):
        which = "no commit before it" if number == 1 else f"no parent {number}"
        raise NoRevision(f"there is {which}: {commit[:12]} has {len(parents) or 'none'}")
    return parents[number - 1]


def _ends_of_clone(repository: Repository) -> frozenset[str]:
    """Return the commits of a shallow clone whose parents are not in it."""
    path = repository.common_folder / "shallow"
    if not os.path.lexists(path):
        return frozenset()
    text = content(path, repository.common_folder, _MAX_SHALLOW)
    return frozenset(text.decode(errors="replace").split())
