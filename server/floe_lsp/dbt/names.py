"""Where the files of a dbt project name its models, seeds and snapshots.

One name means one of them in the whole project: dbt refuses a second model, seed or snapshot of the
same name. What dbt computes, such as ``ref(var('x'))``, names nothing here and is told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path

from floe_lsp.files.names import PROJECT_FILE
from floe_lsp.syntax import MappingNode, Node, ScalarNode, SourceText, Span, dereference, fields_of

from .code_files import CodeFile
from .files import YamlFile
from .jinja.calls import UNREAD, Reference
from .nodes import DbtNode
from .package import Package
from .properties import DESCRIBED
from .yaml_templates import TemplateNames, named_in_templates
from .yaml_values import inner_span

Resolve = Callable[[Reference, str | None], DbtNode | None]
"""Returns what a reference means in the package of a name."""


class NameRole(Enum):
    """How a place names a model."""

    ENTRY = "entry"
    """A property file describes it."""
    REFERENCE = "ref"
    """Something reads it, or is about it."""
    CONFIG = "config"
    """The project file sets something for it."""
    SHARED_CONFIG = "shared config"
    """The project file sets something for it and for a folder of its name."""


@dataclass(frozen=True)
class NamedModel:
    """A place that names a model, seed or snapshot of the project."""

    name: str
    role: NameRole
    path: Path
    text: SourceText
    span: Span
    """The name as typed, without its quotes; the whole expression where it is not typed as it
    is."""
    is_typed: bool = True
    """Whether the name stands there as it is, so that another can be written in its place."""
    node: Node | None = None
    """The value or key of YAML that is nothing but the name."""


@dataclass(frozen=True)
class ComputedName:
    """A place that may name any model: only dbt can tell which."""

    path: Path
    text: SourceText
    span: Span


class ProjectNames:
    """Every place of a project that names one of its models, and what may name more of them."""

    def __init__(
        self,
        package: Package | None,
        nodes: Iterable[DbtNode],
        resolve: Resolve,
        installed: Callable[[], Iterable[Package]],
    ) -> None:
        """Take in what the places are found from.

        Args:
            package: The project itself, ``None`` where there is none.
            nodes: Its models, seeds and snapshots.
            resolve: Tells what a reference means.
            installed: Reads the packages that are there.
        """
        self._package, self._resolve, self._installed = package, resolve, installed
        self._known: dict[tuple[str, str | None, str | None], str | None] = {}
        """What each ``ref`` means that was asked about; most are written more than once."""
        self._kinds: dict[str, str] = {}
        self._model_of: dict[Path, str] = {}
        """The model that each file is, or may be."""
        for each in nodes:
            if each.kind != "source":
                self._kinds[each.name] = each.kind
            if each.kind == "model" and each.path is not None:
                for path in (each.path, *each.other_files):
                    self._model_of[path] = each.name

    @cached_property
    def of(self) -> Mapping[str, tuple[NamedModel, ...]]:
        """The places by the name, each once, in order of files and places."""
        found: dict[str, list[NamedModel]] = {}
        for places in self.in_file.values():
            for each in places:
                found.setdefault(each.name, []).append(each)
        return {name: tuple(places) for name, places in found.items()}

    @cached_property
    def in_file(self) -> Mapping[Path, tuple[NamedModel, ...]]:
        """The places by file, each once, in the order of the text."""
        found: dict[Path, dict[Span, NamedModel]] = {}
        for each in self._all():
            _ = found.setdefault(each.path, {}).setdefault(each.span, each)
        return {path: tuple(places[span] for span in sorted(places)) for path, places in
                sorted(found.items(), key=lambda item: str(item[0]))}  # fmt: skip

    @cached_property
    def computed(self) -> tuple[ComputedName, ...]:
        """The places that name what only dbt can tell, in order of files and places."""
        found = [
            ComputedName(path, file.text, span)
            for path, file in self._code
            for span in file.calls.computed
        ]
        if self._package is not None:
            for path, properties in self._package.property_files.items():
                found += [ComputedName(path, properties.text, each) for each in properties.computed]
        if self._project_file is not None:
            file = self._project_file
            computed = self._in_project_file.computed
            found += [ComputedName(file.path, file.text, each) for each in computed]
        return tuple(sorted(found, key=lambda each: (str(each.path), each.span)))

    @cached_property
    def unread(self) -> tuple[Path, ...]:
        """The files that may name more than could be read, in order."""
        if self._package is None:
            return ()
        code = (
            path for path, file in self._code if not file.is_whole or file.calls is UNREAD
        )  # fmt: skip
        files = self._package.property_files
        properties = (path for path, file in files.items() if not file.is_whole)
        # Beyond the bounds of a project nothing is known of the others.
        beyond = {each.path for each in self._package.listing.properties} - files.keys()
        return tuple(sorted({*code, *properties, *beyond}))

    @cached_property
    def in_packages(self) -> Mapping[str, tuple[Path, ...]]:
        """The files of packages that refer to the project, by the name of what they mean."""
        found: dict[str, set[Path]] = {}
        own = None if self._package is None else self._package.name
        for package in self._installed():
            for path, reference in _references_in(package):
                target = self._resolve(reference, package.name)
                if target is not None and target.kind != "source" and target.package == own:
                    found.setdefault(target.name, set()).add(path)
        return {name: tuple(sorted(paths)) for name, paths in found.items()}

    @property
    def is_whole(self) -> bool:
        """Whether all files of the project were looked at, read or not."""
        return self._package is None or (
            self._package.listing.is_whole and not self._package.listing.left_out
        )

    def _all(self) -> Iterator[NamedModel]:
        if self._package is None:
            return
        for path, file in self._code:
            for reference in file.calls.references:
                yield from self._referred(path, file.text, reference)
        for path, properties in self._package.property_files.items():
            for resource in properties.resources:
                if resource.kind in DESCRIBED and self._means(resource.name, resource.kind[:-1]):
                    entry = resource.entry
                    yield _in_yaml(resource.name, NameRole.ENTRY, path, entry.text, entry.name)
            for each in properties.references:
                yield from self._referred(path, properties.text, each.reference, each.name)
        if self._project_file is not None:
            for reference in self._in_project_file.references:
                yield from self._referred(
                    self._project_file.path, self._project_file.text, reference
                )
        yield from self._configured()

    @cached_property
    def _code(self) -> tuple[tuple[Path, CodeFile], ...]:
        return () if self._package is None else tuple(_code_of(self._package).items())

    def _means(self, name: str, kind: str) -> bool:
        """Whether an entry of a kind is about what has the name, or would be if it were there."""
        return self._kinds.get(name, kind) == kind

    def _referred(
        self, path: Path, text: SourceText, reference: Reference, node: Node | None = None
    ) -> Iterator[NamedModel]:
        name = self._meant(reference) if reference.kind == "ref" else None
        if name is not None:
            span, is_typed = reference.span, reference.is_typed
            yield NamedModel(name, NameRole.REFERENCE, path, text, span, is_typed, node)

    def _meant(self, reference: Reference) -> str | None:
        """Return which name of the project a ``ref`` means, ``None`` for one of a package."""
        asked = (reference.name, reference.owner, reference.version)
        if asked not in self._known:
            own = None if self._package is None else self._package.name
            target = self._resolve(reference, own)
            if target is None:
                is_own = reference.owner is None or self._may_be_ours(reference.owner)
                self._known[asked] = reference.name if is_own else None
            else:
                self._known[asked] = target.name if target.package == own else None
        return self._known[asked]

    def _may_be_ours(self, package: str) -> bool:
        """Whether a package is the project itself, or may be where dbt fills in its name."""
        own = None if self._package is None else self._package.name
        if own is not None:
            return package == own
        return all(each.name != package for each in self._installed())

    @cached_property
    def _project_file(self) -> YamlFile | None:
        if self._package is None:
            return None
        try:
            return self._package.reader.files.document(self._package.folder / PROJECT_FILE)
        except OSError:
            return None

    @cached_property
    def _in_project_file(self) -> TemplateNames:
        """What the hooks of the project name."""
        file = self._project_file
        return TemplateNames() if file is None else named_in_templates(file)

    def _configured(self) -> Iterator[NamedModel]:
        """Yield where the project file sets something for a single model: by folders and name.

        One with versions has them all below its own name, whatever their files are called.
        """
        package, file = self._package, self._project_file
        if package is None or file is None:
            return
        files = [each for found in package.listing.models.values() for each in found]
        places = {
            (*each.folders, self._model_of[each.path])
            for each in files
            if each.path in self._model_of
        }
        # A folder of the same name takes the same key.
        folders = {each.folders[:end] for each in files for end in range(1, len(each.folders) + 1)}
        models = fields_of(file.root).get("models")
        projects = {} if models is None else fields_of(models.value)
        pending: list[tuple[tuple[str, ...], Node]] = [
            ((), each.value) for name, each in projects.items() if self._may_be_ours(name)
        ]
        depth = max((len(key) for key in places), default=0)
        while pending:
            above, value = pending.pop()
            mapping = dereference(value)
            if not isinstance(mapping, MappingNode) or len(above) >= depth:
                continue
            for key, entry in fields_of(mapping).items():
                place = (*above, key)
                if place in places:
                    role = NameRole.SHARED_CONFIG if place in folders else NameRole.CONFIG
                    yield _in_yaml(key, role, file.path, file.text, entry.key)
                pending.append((place, entry.value))


def _code_of(package: Package) -> Mapping[Path, CodeFile]:
    """Return the files of code; of one that serves two purposes the first counts."""
    return {
        **package.other_code,
        **package.macro_code,
        **package.snapshot_code,
        **package.model_code,
    }


def _references_in(package: Package) -> Iterator[tuple[Path, Reference]]:
    for path, file in _code_of(package).items():
        for reference in file.calls.references:
            yield path, reference
    for path, properties in package.property_files.items():
        for each in properties.references:
            yield path, each.reference


def _in_yaml(name: str, role: NameRole, path: Path, text: SourceText, node: Node) -> NamedModel:
    """Return a place in YAML that is nothing but the name."""
    span = inner_span(node)
    is_typed = isinstance(node, ScalarNode) and text.slice(span) == name
    return NamedModel(name, role, path, text, span if is_typed else node.span, is_typed, node)
