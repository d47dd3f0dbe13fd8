"""How what runs a product reaches its tables, as installed storage and catalog plugins say it.

Only the layout of the released packages has a place for it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

_RELEASED_ARTIFACT = "floe_core.schemas.compiled_artifacts"


@dataclass(frozen=True)
class Deployment:
    """What the plugins said, in the form in which the released layout holds it."""

    storage: object
    catalog: object = None
    ingestion: object = None
    data: Mapping[str, object] | None = None
    """The same as plain data."""

    def fragments(self) -> list[tuple[Mapping[str, object], Mapping[str, str]]]:
        """Return what storage and catalog add to a dbt output: options, and variables by option."""
        bindings = (getattr(each, "dbt", None) for each in (self.storage, self.catalog))
        return [
            (getattr(each, "profile_fragment", {}), getattr(each, "env_refs", {}))
            for each in bindings
            if each is not None
        ]

    def released(self) -> object:
        """Return it as the class that a released compute plugin is called with, if that is here."""
        module = sys.modules.get(_RELEASED_ARTIFACT)
        make: Any = SimpleNamespace if module is None else module.DeploymentConfig
        return make(storage=self.storage, catalog=self.catalog, ingestion=self.ingestion)
