"""COMPILE: the targets of a dbt profile: one for each environment of the platform and each engine.

The default engine's are named as the environments; a transform that overrides its engine finds
that engine's as ``<environment>_<engine>``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.resolve.engines import Engine
from floe_lsp.compilation.resolve.resolver import ResolvedProduct
from floe_lsp.wording.quoting import quote


class Target(NamedTuple):
    """One output of the profile."""

    name: str
    environment: str
    engine: Engine


def targets_of(engine: Engine, resolved: ResolvedProduct) -> Iterator[Target]:
    """Yield the targets of an engine, in the order of the environments."""
    suffix = "" if engine.name == resolved.engines.default else f"_{engine.name}"
    for environment in resolved.platform.environments:
        yield Target(f"{environment}{suffix}", environment, engine)


def target_named(name: str, resolved: ResolvedProduct) -> Target | None:
    """Return the target of a name, ``None`` where the profile has none."""
    engines = resolved.engines.by_name.values()
    every = (target for engine in engines for target in targets_of(engine, resolved))
    return next((target for target in every if target.name == name), None)


def ambiguous_targets(resolved: ResolvedProduct) -> Iterator[Diagnostic]:
    """Report an environment that has the name of another one's target on an engine (E403)."""
    source = resolved.platform.promotion_file
    if source is None:
        return
    environments = {name: at for at, name in enumerate(resolved.platform.environments)}
    for engine in resolved.engines.by_name.values():
        if engine.name == resolved.engines.default:
            continue
        for target in targets_of(engine, resolved):
            at = environments.get(target.name)
            if at is None:
                continue
            document = source.document
            place = document.node("artifacts", "promotion", "environments", at, "name")
            yield document.diagnostic(
                "E403",
                place or document.start,
                f"{quote(target.name)} is also the target of the engine {quote(engine.name)} in "
                f"the environment {quote(target.environment)}, and dbt could not tell them apart",
                "give the environment another name",
            )
