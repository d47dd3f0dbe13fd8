"""What the condition of a platform's own policy can ask of a model.

floe.yaml says a part, the dbt project beside it another. Nothing of dbt is looked up before a
condition asks for it, and what only dbt can tell is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from floe_lsp.compilation.outline import TransformOutline
from floe_lsp.dbt.unknown import UNKNOWN, Fact

from .condition import NeedsFacts
from .described_models import DescribedModel, described_models
from .policy import NotCheckable, PolicyInput

if TYPE_CHECKING:
    from floe_lsp.dbt.nodes import DbtNode
    from floe_lsp.dbt.properties import DbtTest


class AskedModel(Mapping[str, object]):
    """A model as plain data by the names of attributes, those of dbt's own manifest."""

    def __init__(self, given: PolicyInput, transform: TransformOutline) -> None:
        """Begin with nothing asked.

        Args:
            given: The product, and the dbt project beside it.
            transform: The model as floe.yaml names it.
        """
        self._given = given
        self._transform = transform
        self._stated: dict[str, object] = {
            "name": transform.name,
            "resource_type": "model",
            "tags": list(transform.tags),
            "tier": transform.tier,
        }
        self.described: DescribedModel | None = None
        """The model in the dbt project, if something of it was asked for."""

    def __getitem__(self, name: str) -> object:
        """Return what is known by a name.

        Raises:
            KeyError: Nothing is known by this name.
            NeedsFacts: Only dbt can tell it.
        """
        if name not in self._stated:
            facts, read = _OF_DBT[name]
            self._stated[name] = read(self._model(name, facts))
        return self._stated[name]

    def _model(self, name: str, facts: tuple[Fact, ...]) -> DbtNode:
        found = next(described_models(self._given, (self._transform,), *facts))
        if isinstance(found, NotCheckable):
            raise NeedsFacts(f"model.{name}", found.reason)
        self.described = found
        return found.node

    def __iter__(self) -> Iterator[str]:
        yield from {**self._stated, **_OF_DBT}

    def __len__(self) -> int:
        return len({**self._stated, **_OF_DBT})

    def __contains__(self, name: object) -> bool:
        return name in self._stated or name in _OF_DBT


def _columns(node: DbtNode) -> object:
    return {
        each.name: {
            "name": each.name,
            "description": each.description or "" if each.is_described else UNKNOWN,
            "data_type": each.data_type,
            "meta": dict(each.meta),
            "tags": UNKNOWN if each.tags is None else list(each.tags),
            "tests": _switched_on(each.tests) if node.knows(Fact.TESTS) else UNKNOWN,
        }
        for each in node.columns
    }


def _tests(node: DbtNode) -> object:
    every = (*node.tests, *(test for column in node.columns for test in column.tests))
    return _switched_on(every)


def _switched_on(tests: tuple[DbtTest, ...]) -> object:
    if any(each.is_enabled is None for each in tests):
        return UNKNOWN
    return [each.name for each in tests if each.is_enabled]


_OF_DBT: Final[Mapping[str, tuple[tuple[Fact, ...], Callable[[DbtNode], object]]]] = {
    "columns": ((Fact.COLUMNS,), _columns),
    "depends_on": ((Fact.EDGES,), lambda node: {"nodes": list(node.depends_on), "macros": UNKNOWN}),
    "description": ((Fact.DESCRIPTION,), lambda node: node.description or ""),
    "language": ((), lambda node: "python" if node.path and node.path.suffix == ".py" else "sql"),
    "meta": ((Fact.META,), lambda node: dict(node.meta)),
    "package_name": ((), lambda node: UNKNOWN if node.package is None else node.package),
    "tests": ((Fact.COLUMNS, Fact.TESTS), _tests),
}
"""What the dbt project says of a model, and what has to be known of it for that."""
