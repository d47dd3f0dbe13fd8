"""The platform's governance: all policies on many models, and what they add to a keystroke."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from floe_lsp.compilation import Analysis, Sources, analyze
from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.clock import now
from floe_lsp.compilation.enforce.enforcer import EnforcementOutcome, enforce
from floe_lsp.compilation.outline import outline_of
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.syntax import SourceText

from .dbt_projects import MODELS, dbt_project, product_of
from .measuring import of_call, of_processes
from .products import MANIFEST, commit
from .table import Row

_POLICIES_TARGET = 100
_KEYSTROKE_TARGET = 9
_TIMES_UNGOVERNED = 1.6
_TYPED_IN = 50
"""Transforms of the product in which somebody types, and of the one that is compiled."""

_ON = """\
  quality_gates:
    minimum_test_coverage: {least}
    require_descriptions: true
    require_column_descriptions: true
  custom_rules:
    - {{type: require_meta_field, field: {field}}}
    - {{type: require_tests_of_type, test_types: [{kind}], min_columns: 2}}
    - {{type: require_tags_for_prefix, prefix: m, required_tags: [{tag}]}}
  policies:
    - name: small
      type: max_transforms
      action: warn
      message: Products are small
      config: {{threshold: {most}}}
"""
KEPT = _ON.format(least=80, field="owner", kind="unique", tag="all", most=5_000)
SEARCHED = f"{KEPT}  secret_scanning: {{enabled: true}}\n"
BROKEN = _ON.format(least=100, field="pager", kind="freshness", tag="gold", most=1)
_GOVERNED = f"""\
governance:
  policy_enforcement_level: warn
  naming: {{enforcement: strict, pattern: custom, custom_patterns: ["^m[0-9]+$"]}}
  secret_scanning: {{enabled: true}}
{KEPT}"""


def measure(folder: Path, runs: int) -> Iterator[Row]:
    """Yield rows of all policies on the facts in hand, and of keystrokes without and with them."""
    project = dbt_project(folder / "kept")
    cost = of_call(policies(project, KEPT), runs).cpu
    yield _row(f"all policies on {MODELS} models, none is broken", cost, _POLICIES_TARGET)
    broken = dbt_project(folder / "broken")
    for path in broken.glob("models/*.yml"):
        text = re.sub("(    description: .*\n|, description.*](?=}))", "", path.read_text("utf-8"))
        _ = path.write_text(text, encoding="utf-8")
    cost = of_call(policies(broken, BROKEN), runs).cpu
    yield _row(f"all policies on {MODELS} models, each breaks each", cost, _POLICIES_TARGET)
    for gates, what in (("", "naming alone"), (KEPT, "all policies"), (SEARCHED, "and secrets")):
        cost = of_call(keystroke(project, gates), runs).cpu
        yield _row(f"a keystroke, {_TYPED_IN} transforms, {what}", cost, _KEYSTROKE_TARGET)
    cost = of_call(keystroke(project, KEPT, watched=False), runs).cpu
    what = f"a keystroke, {_TYPED_IN} transforms, all policies, no files watched"
    yield Row(what, f"CPU {cost:.1f} ms")
    cost = of_call(keystroke_in_model(project, KEPT), runs).cpu
    what = f"a keystroke in a model, {_TYPED_IN} transforms, all policies"
    yield Row(what, f"CPU {cost:.1f} ms")
    yield _compile(folder / "compile", runs)


def _write(project: Path, gates: str, transforms: int) -> str:
    """Write a product on the models of a project; return its text."""
    platform = MANIFEST.replace("enforcement: warn\n    pattern: medallion", 'enforcement: "off"')
    _ = (project / "manifest.yaml").write_text(platform + gates, encoding="utf-8")
    text = product_of(transforms)
    _ = (project / "floe.yaml").write_text(text, encoding="utf-8")
    return text


def policies(project: Path, gates: str) -> Callable[[], EnforcementOutcome]:
    """Return a call that checks all policies on the facts of a project that has been read."""
    _ = _write(project, gates, MODELS)
    sources, cache = Sources(), AnalysisCache()
    spec = project / "floe.yaml"
    analysis = analyze(spec, sources=sources, cache=cache)
    product, floe, resolved = analysis.product, analysis.spec, analysis.resolved
    if product is None or floe is None or resolved is None:
        raise SystemExit(f"{spec} is not valid")
    facts = sources.dbt_facts(project)

    def check() -> EnforcementOutcome:
        outline = outline_of(product)
        return enforce(
            outline,
            floe,
            resolved.platform,
            now().date(),
            sources,
            lambda: facts,
            cache,
            PluginRegistry(),
        )

    return check


def keystroke(project: Path, gates: str, *, watched: bool = True) -> Callable[[], Analysis]:
    """Return a call that analyses a product again after a letter has been typed in a comment.

    Args:
        project: The dbt project.
        gates: What the platform asks for.
        watched: Whether an editor would tell of changes of files, so that none is looked at.
    """
    text = _write(project, gates, _TYPED_IN)
    sources = Sources(moment=(lambda _: 0) if watched else None)
    cache, registry = AnalysisCache(), PluginRegistry()
    spec, numbers = project / "floe.yaml", count()

    def typed() -> Analysis:
        _ = sources.open(spec, SourceText(f"{text}# {next(numbers)}\n"))
        return analyze(spec, sources=sources, cache=cache, registry=registry)

    return typed


def keystroke_in_model(project: Path, gates: str) -> Callable[[], Analysis]:
    """Return a call that analyses a product again after a letter was typed in a model's SQL."""
    _ = _write(project, gates, _TYPED_IN)
    sources, cache, registry = Sources(), AnalysisCache(), PluginRegistry()
    model, numbers = project / "models" / "m7.sql", count()
    text = model.read_text(encoding="utf-8")

    def typed() -> Analysis:
        _ = sources.open(model, SourceText(f"{text}-- {next(numbers)}\n"))
        return analyze(project / "floe.yaml", sources=sources, cache=cache, registry=registry)

    return typed


def compilations(folder: Path) -> list[tuple[str, ...]]:
    """Return the commands that compile two products, of which only one is governed."""
    floe = str(Path(sys.executable).with_name("floe"))
    platform = MANIFEST.partition("governance:\n")[0]
    commands: list[tuple[str, ...]] = []
    for name, governance in (("governed", _GOVERNED), ("free", "")):
        project = dbt_project(folder / name, _TYPED_IN)
        spec, manifest = project / "floe.yaml", project / "manifest.yaml"
        _ = manifest.write_text(platform + governance, encoding="utf-8")
        _ = spec.write_text(product_of(_TYPED_IN), encoding="utf-8")
        paths = ("--spec", str(spec), "--manifest", str(manifest))
        commands.append((floe, "compile", *paths, "--output", str(project / "artifact.json")))
    commit(folder)
    return commands


def _compile(folder: Path, runs: int) -> Row:
    governed, free = of_processes(compilations(folder), folder, runs)
    times = governed.cpu / free.cpu
    return Row(
        f"`floe compile`, {_TYPED_IN} models, governed against not",
        f"{times:.2f} times (CPU {governed.cpu:.0f} of {free.cpu:.0f} ms)",
        f"< {_TIMES_UNGOVERNED} times",
        times < _TIMES_UNGOVERNED,
    )


def _row(what: str, milliseconds: float, target: int) -> Row:
    return Row(what, f"CPU {milliseconds:.1f} ms", f"≤ {target:,} ms", milliseconds <= target)
