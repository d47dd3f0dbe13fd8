"""The dbt models that a demand is about: what the dbt project says of each, or why it is not known.

No demand rests on what only dbt can tell: of such a model it says that it cannot be checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from floe_lsp.compilation.diagnostics import Location, Related
from floe_lsp.compilation.outline import TransformOutline
from floe_lsp.dbt.unknown import Fact
from floe_lsp.wording.file_paths import seen_from
from floe_lsp.wording.quoting import quote, quote_name

from .policy import About, NotCheckable, PolicyInput

if TYPE_CHECKING:
    from floe_lsp.dbt.facts import ProjectFacts
    from floe_lsp.dbt.nodes import DbtNode
    from floe_lsp.dbt.properties import DbtColumn
    from floe_lsp.dbt.property_entry import PropertyEntry

_MOST_PLACES = 5
"""Columns of which the place is shown; a message names more."""


@dataclass(frozen=True)
class DescribedModel:
    """A transform with its dbt model, of which the facts that were asked for are known."""

    transform: TransformOutline
    node: DbtNode

    @property
    def name(self) -> str:
        """The name of both."""
        return self.node.name

    def file(self, given: PolicyInput) -> str:
        """Say in which file it is described, or where one may be written."""
        if self.node.entry is None:
            return "a property file beside the model, such as schema.yml"
        return property_file(given, self.node.entry)

    @property
    def places(self) -> tuple[Related, ...]:
        """Where the property file describes it."""
        entry = self.node.entry
        return () if entry is None else entry.made_again(_place_of_model, None)

    def column_places(self, columns: Iterable[DbtColumn]) -> tuple[Related, ...]:
        """Where the property file declares some columns: the first ones, else the model."""
        entry = self.node.entry
        found = () if entry is None else entry.made_again(_places_of_columns, tuple(columns))
        return found or self.places


def _place_of_model(entry: PropertyEntry, _: None) -> tuple[Related, ...]:
    place = Location(entry.path, entry.text.first_line(entry.span), entry.text)
    return (Related(place, "the model is described here"),)


def _places_of_columns(entry: PropertyEntry, columns: tuple[DbtColumn, ...]) -> tuple[Related, ...]:
    places = (
        Related(
            Location(entry.path, entry.text.first_line(each.span), entry.text),
            f"the column {quote(each.name)} is declared here",
        )
        for each in columns
        if each.span is not None
    )
    return tuple(islice(places, _MOST_PLACES))


def property_file(given: PolicyInput, entry: PropertyEntry) -> str:
    """Return a property file's name as the product sees it, in quotes."""
    return _named(given.product.document.path, entry.path)


@lru_cache(maxsize=4096)
def _named(product: Path, path: Path) -> str:
    return quote_name(seen_from(product.parent, path))


def described_models(
    given: PolicyInput, transforms: Iterable[TransformOutline], *facts: Fact
) -> Iterator[DescribedModel | NotCheckable]:
    """Yield the dbt model of each transform with a name, or why a demand cannot be checked of it.

    Args:
        given: The product, and the dbt project beside it.
        transforms: Those that the demand is about.
        facts: What has to be known of a model.
    """
    project = given.dbt
    known = {} if project is None else project.once(_Known).by_facts.setdefault(facts, {})
    for transform in transforms:
        name = transform.name
        if name is None:
            continue
        if project is None:
            yield NotCheckable(name, NO_PROJECT)
            continue
        if name not in known:
            known[name] = _known(project, name, facts)
        found = known[name]
        yield found if isinstance(found, NotCheckable) else DescribedModel(transform, found)


class _Known:
    """What was asked of a dbt project, kept while somebody types in a product."""

    def __init__(self, _: ProjectFacts) -> None:
        self.by_facts: dict[tuple[Fact, ...], dict[str, DbtNode | NotCheckable]] = {}
        """By facts and name: a node of which they are known, or why they are not."""


def _known(project: ProjectFacts, name: str, facts: tuple[Fact, ...]) -> DbtNode | NotCheckable:
    node = _model(project, name, facts)
    why = _why_unknown(project, node, facts)
    if node is None or why is not None:
        return NotCheckable(name, why or "", is_of_model=True)
    return node


def with_columns(
    found: Iterable[DescribedModel | NotCheckable],
) -> tuple[About, list[DescribedModel | NotCheckable]]:
    """Leave out the models that declare no columns: a demand on columns says nothing of them."""
    every = [*found]
    left = [each for each in every if isinstance(each, NotCheckable) or each.node.columns]
    names = (each.model if isinstance(each, NotCheckable) else each.name for each in left)
    note = "" if len(left) == len(every) else "models without columns do not count"
    return About(frozenset(each for each in names if each is not None), note), left


NO_PROJECT = "there is no dbt project beside floe.yaml"


def _model(project: ProjectFacts, name: str, facts: Iterable[Fact]) -> DbtNode | None:
    found = project.models.get(name)
    # What macros set and read is known only where they are looked up.
    is_of_code = not _LOOKED_UP.isdisjoint(facts)
    return project.nodes[found.unique_id] if found is not None and is_of_code else found


def _why_unknown(
    project: ProjectFacts, node: DbtNode | None, facts: tuple[Fact, ...]
) -> str | None:
    """Say why facts of a model are not known; ``None`` where they are."""
    if node is None:
        is_whole = project.package is not None and project.package.listing.is_whole
        return "the dbt project has no such model" if is_whole else NOT_LISTED
    if node.other_files:
        return SEVERAL_FILES
    if not node.is_enabled:
        return "the dbt project has it disabled"
    if node.version is not None and not node.is_latest:
        return "only dbt can tell which of its versions is the latest"
    unknown = node.unknown.intersection(facts)
    if not unknown:
        return None
    if Fact.COLUMNS in node.unknown:
        return _NOT_READ if node.entry is None else "its property file cannot be read"
    return _ONLY_DBT[next(each for each in facts if each in unknown)]


_LOOKED_UP = frozenset({Fact.META, Fact.EDGES})
NOT_LISTED = "floe sees no such model, and does not see all files of the dbt project"
"""Why nothing is known of a model that may be there."""
SEVERAL_FILES = (
    "several files of the dbt project have its name, and only dbt can tell which it takes"
)
"""Why nothing is known of such a model."""
_NOT_READ = "not all property files of the dbt project can be read, and one may describe it"
_ONLY_DBT = {
    Fact.DESCRIPTION: "its description is a template that only dbt can fill in",
    Fact.TESTS: "only dbt can tell which of its tests are switched on",
    Fact.EDGES: "only dbt can tell what its macros and templates read",
    Fact.META: "only dbt can tell what macros and templates set in its meta",
}
