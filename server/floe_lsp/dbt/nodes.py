"""What floe knows of the models, seeds, snapshots and sources of a dbt project.

What only dbt can tell is marked as unknown, and no finding may rest on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from .code_files import CodeFile
from .jinja.calls import NO_CALLS, Reference, TemplateCalls
from .properties import DbtColumn, DbtTest
from .property_entry import PropertyEntry
from .unknown import Fact

ResourceKind = Literal["model", "seed", "snapshot", "source"]

EVERY_FACT = frozenset(Fact)
OF_PROPERTIES = EVERY_FACT - {Fact.EDGES}
"""The facts that property files tell."""
OF_CONFIG = frozenset({Fact.TAGS, Fact.META, Fact.ENABLED})
"""The facts that ``config(...)`` sets, in a model or in a macro that it calls."""
OF_CODE = OF_CONFIG | {Fact.EDGES}
"""The facts that the code of a model and of macros tells."""


@dataclass(frozen=True)
class DbtNode:
    """A model, seed, snapshot, or table of a source."""

    kind: ResourceKind
    package: str | None
    """The name of its project, ``None`` where that is not known."""
    name: str
    """Of a table of a source: ``source.table``."""
    path: Path | None
    """Its file, which ends in ``.py`` for a model that is written in Python."""
    description: str | None = None
    columns: tuple[DbtColumn, ...] = ()
    entry: PropertyEntry | None = None
    """Where a property file describes it; the first place where several do."""
    tests: tuple[DbtTest, ...] = ()
    """The tests of the whole node; others stand at their columns."""
    tags: tuple[str, ...] = ()
    meta: Mapping[str, object] = field(default_factory=dict[str, object])
    """A value that only dbt can tell is ``UNKNOWN``."""
    config: Mapping[str, object] = field(default_factory=dict[str, object])
    is_enabled: bool = True
    version: str | None = None
    is_latest: bool = False
    """Whether a ``ref`` without a version means this version."""
    calls: TemplateCalls = NO_CALLS
    """What its file asks of dbt, with places in the text of ``file``."""
    foreign_keys: tuple[Reference, ...] = ()
    """What its constraints refer to."""
    depends_on: tuple[str, ...] = ()
    """What it reads, by ``unique_id``."""
    unknown: frozenset[Fact] = frozenset()
    """What only dbt can tell; the fields then hold what is known of it."""
    left_open: frozenset[Fact] = frozenset()
    """What YAML leaves open. What dbt once made of it proves nothing: the YAML may be another now,
    or a variable in it, and no artifact of dbt tells which it was."""
    is_templated: bool = False
    """Whether a description was written as a template."""
    file: CodeFile | None = None
    """What its file holds."""
    other_files: tuple[Path, ...] = ()
    """The files of its name of which it may be one instead: nothing of it is known then."""

    @property
    def unique_id(self) -> str:
        """The name that dbt gives it in its manifest."""
        version = "" if self.version is None else f".v{self.version}"
        return f"{self.kind}.{self.package}.{self.name}{version}"

    @cached_property
    def tested_columns(self) -> frozenset[str]:
        """The columns that a test which is switched on is about, by name.

        A test of the whole node is about a column too where it names one in ``column_name``.
        """
        own = (each.column for each in self.tests if each.is_enabled is True)
        return frozenset(
            (
                *(each.name for each in self.columns if any(t.is_enabled for t in each.tests)),
                *(each for each in own if each is not None),
            )
        )

    @cached_property
    def untested_columns(self) -> tuple[DbtColumn, ...]:
        """The columns that no such test is about, in the order in which they are declared."""
        return tuple(each for each in self.columns if each.name not in self.tested_columns)

    @cached_property
    def columns_by_kind(self) -> Mapping[str, frozenset[str | None]]:
        """The kinds of the tests that are switched on, each with the columns that it is about.

        ``None`` stands for the whole node. A kind is told with its package, and without: one
        without a package is that of any, so ``accepted_range`` is ``dbt_utils``' too.
        """
        found: dict[str, set[str | None]] = {}
        tests = [(column.name, each) for column in self.columns for each in column.tests]
        tests += [(each.column, each) for each in self.tests]
        for column, test in tests:
            if test.is_enabled:
                for kind in (test.name, test.name.rpartition(".")[2]):
                    found.setdefault(kind, set()).add(column)
        return {kind: frozenset(columns) for kind, columns in found.items()}

    @property
    def search_name(self) -> str:
        """The name by which a ``ref`` means exactly this node."""
        return self.name if self.version is None else f"{self.name}.v{self.version}"

    def knows(self, *facts: Fact) -> bool:
        """Whether all these facts are known."""
        return self.unknown.isdisjoint(facts)
