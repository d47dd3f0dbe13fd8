"""FLOE-E601 to E699: secrets in the files of a product (``governance.secret_scanning``)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from floe_lsp.compilation.diagnostics import NO_TEXT, Location, Related
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.enforce.asked import AskedField, first_asked
from floe_lsp.compilation.enforce.policy import (
    About,
    Answer,
    Demand,
    NotCheckable,
    Policy,
    PolicyInput,
    Remark,
    Unusable,
    Violation,
    below,
)
from floe_lsp.compilation.enforce.timed_patterns import PatternTooSlow
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.files.names import PROJECT_FILE
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_access import SecretPattern, SecretScanningConfig
from floe_lsp.schemas.manifest.governance_policies import EnforcementLevel
from floe_lsp.syntax import Span
from floe_lsp.wording.counting import counted
from floe_lsp.wording.dbt_templates import env_var
from floe_lsp.wording.secrets import NEVER_HERE

if TYPE_CHECKING:
    from floe_lsp.compilation.enforce.scanning.file_search import (
        FileSearch,
        FileSecrets,
        FoundSecret,
    )

_PATTERNS = ("secret_scanning", "custom_patterns")
_FIELDS = below("secret_scanning", "enabled", "exclude_patterns", "custom_patterns", "severity")


def _demands(platform: Platform, governance: GovernanceConfig) -> Iterator[Demand]:
    scanning = governance.secret_scanning
    asked = first_asked(platform, (_FIELDS[0], ("secret_scanning",)))
    if scanning is None or asked is None:
        return
    check = partial(_check, scanning, asked)
    if scanning.enabled:
        yield Demand("secret scanning", _FIELDS, _LEVELS[scanning.severity], asked, check)
    else:
        note = "secret_scanning.enabled is false"
        yield Demand("secret scanning", _FIELDS, "off", asked, check, note)


_LEVELS: dict[str, EnforcementLevel] = {"error": "strict", "warning": "warn"}


def _check(
    scanning: SecretScanningConfig, asked: AskedField, given: PolicyInput
) -> Iterator[Answer]:
    """Yield a violation for each secret that no manifest allows, and what was not searched."""
    # A platform that does not search does without what reads folders and patterns.
    from floe_lsp.compilation.enforce.scanning.allowed import AllowedSecrets  # noqa: PLC0415
    from floe_lsp.compilation.enforce.scanning.file_search import (  # noqa: PLC0415
        FileSearch,
        OwnPatternsTooSlow,
    )

    product = given.product.document
    patterns = scanning.custom_patterns or []
    package = None if given.dbt is None else given.dbt.package
    states: Mapping[Path, object] = {} if package is None else package.states
    search = FileSearch(_name(product), patterns, given.sources, states)
    allowed = AllowedSecrets(given.platform, given.today)
    related = asked.related("the search for secrets is switched on here")
    files = unread = 0
    try:
        for file in _searched(scanning, given, search):
            files += file.found.unread is None
            if file.found.unread is not None:
                unread += 1
                yield NotCheckable(file.model, file.found.unread)
            for secret in file.found.secrets:
                if not allowed.allows(secret.fingerprint):
                    yield _violation(secret, file, patterns, related)
    except PatternTooSlow as slow:
        document = _patterns_of(given)
        yield Unusable(slow.finding(document, (*_PATTERNS, slow.index)))
        return
    except OwnPatternsTooSlow as slow:
        document = _patterns_of(given)
        yield Unusable(
            document.diagnostic(
                "E307",
                document.node("governance", *_PATTERNS) or document.start,
                f"these patterns {slow}",
                "let each letter match in one way only, and use fewer patterns",
            )
        )
        return
    note = f"{counted(files, 'file')} searched"
    if allowed.count:
        note += f", {counted(allowed.count, 'finding')} allowed"
    yield Remark(note, files, exceptions=tuple(allowed.verdicts()))
    if not files and not unread:
        yield About(frozenset(), "exclude_patterns leave out every file")


class _File(NamedTuple):
    """A file that was searched, and what was found."""

    path: Path
    found: FileSecrets
    model: str | None = None
    """The model that it is, where a transform declares it: overrides are about those."""
    document: Document | None = None
    """floe.yaml or a manifest; ``None`` for another file, of which no text is shown."""

    def place(self, span: Span) -> Location:
        """Return where a secret stands, on its first line."""
        if self.document is not None:
            return self.document.location(span)
        text = self.found.text or NO_TEXT
        return Location(self.path, text.first_line(span), text)


def _searched(
    scanning: SecretScanningConfig, given: PolicyInput, search: FileSearch
) -> Iterator[_File]:
    """Yield each file of a product, searched: its own, its manifests, those of its dbt project."""
    from floe_lsp.compilation.enforce.scanning.file_search import FileSecrets  # noqa: PLC0415
    from floe_lsp.compilation.enforce.scanning.searched_files import excluding  # noqa: PLC0415

    product = given.product.document
    folder = product.path.parent
    excluded = excluding(scanning.exclude_patterns)
    own: dict[Path, tuple[str, ...]] = {product.path: (_name(product), product.path.name)}
    for file in given.platform.chain:
        own[file.document.path] = ("manifest", file.manifest.metadata.name, file.document.path.name)
    contracts: list[Document] = []
    for each in _contracts(given):
        if isinstance(each, str):
            yield _File(product.path, FileSecrets(unread=each))
        else:
            contracts.append(each)
            own[each.path] = _called(each, own)
    given.also_read.extend(contracts)
    for document in (product, *given.platform.documents, *contracts):
        if not excluded.leaves_out(_from(folder, document.path)):
            found = search.of_document(document, own[document.path])
            yield _File(document.path, found, document=document)
    if given.sources.is_file(folder / PROJECT_FILE):
        yield from _of_project(scanning, given, search, frozenset(own))


def _of_project(
    scanning: SecretScanningConfig, given: PolicyInput, search: FileSearch, own: frozenset[Path]
) -> Iterator[_File]:
    """Yield each file of a product's dbt project, searched, but for those that are its own."""
    from floe_lsp.compilation.enforce.scanning.file_search import FileSecrets  # noqa: PLC0415
    from floe_lsp.compilation.enforce.scanning.searched_files import (  # noqa: PLC0415
        searched_files,
    )

    folder = given.product.document.path.parent
    project = None if given.dbt is None else given.dbt.project
    if project is None:
        unread = FileSecrets(unread=f"{PROJECT_FILE} cannot be read")
        yield _File(folder / PROJECT_FILE, unread)
        return

    files = searched_files(folder, project, scanning.exclude_patterns, given.sources)
    if files.missed is not None:
        yield _File(folder, FileSecrets(unread=files.missed))

    def find() -> tuple[_File, ...]:
        return tuple(
            _File(each.path, search.of_path(each.path, each.name, each.language), each.model)
            for each in files.files
            if each.path not in own
        )

    moment = None if files.has_links else _moment(given)
    if moment is None:
        found = find()
    else:
        state = (moment, files, scanning, _name(given.product.document), own)
        found = given.sources.made_again(
            folder, "searched project", state, find, lambda _: search.is_whole
        )
    for each in found:
        is_declared = each.model is None or each.model in given.product.by_name
        yield each if is_declared else each._replace(model=None)


def _moment(given: PolicyInput) -> object | None:
    """Return what is equal while no file of the project can be another; ``None`` if unknown."""
    sources, folder = given.sources, given.product.document.path.parent
    if given.dbt is None or sources.moment(folder) is None:
        return None
    return sources.dbt_projects.moment(folder, given.dbt)


def _contracts(given: PolicyInput) -> Iterator[Document | str]:
    """Yield the data contracts of a product and of its platform, or why one cannot be read."""
    from floe_lsp.compilation.enforce.contracts.files import (  # noqa: PLC0415
        Unread,
        written_above,
        written_beside,
    )

    file = given.product.document.path
    beside = written_beside(file, given.sources)
    for each in (beside, *written_above(given.platform, file, given.sources)):
        if each is not None:
            yield each.reason if isinstance(each, Unread) else each.document


def _called(contract: Document, own: Mapping[Path, tuple[str, ...]]) -> tuple[str, ...]:
    """Return what a data contract is called by: the product or manifest beside it, and its name."""
    beside = (name for path, name in own.items() if path.parent == contract.path.parent)
    return (*next(beside)[:-1], contract.path.name)


def _from(folder: Path, path: Path) -> str:
    """Return what patterns are held against: the way from a folder to a file, with slashes."""
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:
        return path.name  # On another drive.


def _name(product: Document) -> str:
    node = product.name_node
    return "" if node is None else str(node.value)


def _violation(
    secret: FoundSecret,
    file: _File,
    patterns: Sequence[SecretPattern],
    related: tuple[Related, ...],
) -> Violation:
    own = None if secret.pattern is None else patterns[secret.pattern].severity
    place = file.place(secret.span)
    return Violation(
        secret.code,
        file.model,
        place.span,
        f"this is {secret.title}; {NEVER_HERE}",
        f"revoke it and remove it here, and keep the new one in an environment variable, which "
        f"dbt reads as {env_var('NAME')}; if it is no secret, the platform's manifest allows it "
        f"under allowed_secrets as {secret.fingerprint}",
        related,
        level=None if own is None else _LEVELS[own],
        elsewhere=place,
    )


def _patterns_of(given: PolicyInput) -> Document:
    """Return the manifest whose own patterns are in force."""
    return given.platform.governance_files[_PATTERNS].document


POLICY = Policy("secret_scanning", _FIELDS, _demands)
