"""A keystroke in floe.yaml costs nothing of its dbt project, and finds what a fresh look finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dbt_projects import project
from floe_lsp.compilation import Analysis, Diagnostic, Sources, analyze, pipeline
from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.changed_files import ChangedFiles
from floe_lsp.compilation.diagnostics import Location
from floe_lsp.compilation.enforce import added_descriptions, added_tests
from floe_lsp.compilation.enforce.enforcer import EnforcementOutcome
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.validate import against_dbt
from floe_lsp.compilation.validate.against_dbt import paired
from floe_lsp.compilation.validate.against_dbt.paired import PairedProduct
from floe_lsp.dbt.edges import Edges
from floe_lsp.dbt.facts import ProjectFacts
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("dbt facts")

MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: platform, version: 1.0.0, owner: platform@example.com}
plugins: {compute: {type: duckdb}, orchestrator: {type: dagster}}
governance:
  policy_enforcement_level: warn
  quality_gates:
    minimum_test_coverage: 100
    require_descriptions: true
    require_column_descriptions: true
  custom_rules:
    - {type: require_tests_of_type, test_types: [unique], min_columns: 2}
"""
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: shop, version: 1.0.0}
transforms:
  - name: orders
  - name: customers
    dependsOn: [orders]
"""
PROPERTIES = """\
version: 2
models:
  - name: orders
    columns:
      - name: id
      - {name: total, tests: [unique]}
  - name: customers
    columns:
      - name: id
        description: Their number
      - name: name
      - name: email
"""
FILES = {
    "manifest.yaml": MANIFEST,
    "dbt_project.yml": "name: shop\nprofile: shop\n",
    "models/orders.sql": "select 1 as id from {{ ref('ordres') }}",
    "models/customers.sql": "select * from {{ ref('orders') }}",
    "models/more.sql": "select * from {{ ref('customers') }}",
    "models/shop.yml": PROPERTIES,
}
FOUND = {
    *("E139", "FLOE-E301", "FLOE-E210", "FLOE-E220", "FLOE-E221", "FLOE-E402"),
}
"""What is found at first."""

LAYERS = "    layer_thresholds: {bronze: 0, silver: 50, gold: 100}\n"
EDITS = [
    ("manifest.yaml", MANIFEST.replace("coverage: 100", "coverage: 50")),
    ("manifest.yaml", MANIFEST.replace("min_columns: 2", "min_columns: 1")),
    ("manifest.yaml", MANIFEST.replace("[unique], min_columns: 2", "[not_null], min_columns: 1")),
    ("manifest.yaml", MANIFEST.replace("  custom_rules", f"{LAYERS}  custom_rules")),
    ("floe.yaml", PRODUCT.replace("  - name: orders\n", "  - {name: orders, tier: silver}\n")),
    ("floe.yaml", PRODUCT.replace("  - name: orders\n", "  - {name: orders, tier: gold}\n")),
    ("manifest.yaml", MANIFEST),
    # The same governance, of which more or less is written out.
    (
        "manifest.yaml",
        MANIFEST.replace("require_descriptions: true", "require_descriptions: false"),
    ),
    ("manifest.yaml", MANIFEST.replace("    require_descriptions: true\n", "")),
    ("manifest.yaml", MANIFEST.replace("minimum_test_coverage: 100", "minimum_test_coverage: 0")),
    ("manifest.yaml", MANIFEST),
    ("floe.yaml", PRODUCT.replace("  - name: orders\n", "  - name: order\n")),
    ("floe.yaml", f"{PRODUCT}  - name: more\n    dependsOn: [customers]\n"),
    ("models/shop.yml", PROPERTIES.replace("name: orders\n", "name: orders # a comment\n")),
    ("models/shop.yml", PROPERTIES.replace("      - name: id\n", "      - name: ident\n", 1)),
    ("models/shop.yml", f"{PROPERTIES}        colour: [\n"),
    ("models/shop.yml", PROPERTIES),
    ("models/orders.sql", "select 1 as id from {{ ref('more') }}"),
    ("models/more.sql", "{{ config(enabled=false) }} select 1"),
    ("models/more.sql", "{% if %}"),
    ("models/new.sql", "select 1"),
    ("floe.yaml", PRODUCT),
]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return project(tmp_path / "shop", {**FILES, "floe.yaml": PRODUCT}) / "floe.yaml"


class Editor:
    """Analyses a product again and again, as an editor does."""

    def __init__(self, spec: Path, *, watches: bool = False) -> None:
        self.spec = spec
        self.told = 0
        """How many changes of files an editor has told of that watches them."""
        self.sources = Sources(moment=(lambda _: self.told) if watches else None)
        self.cache = AnalysisCache()

    def analysis(self, text: str | None = None) -> Analysis:
        if text is not None:
            _ = self.sources.open(self.spec, SourceText(text))
        return analyze(self.spec, sources=self.sources, cache=self.cache)


def told(found: tuple[Diagnostic, ...]) -> Iterator[object]:
    """Yield all that findings say; texts that were read twice are not the same objects."""

    def place(at: Location) -> tuple[Path, object, str]:
        return at.path, at.span, at.text.text

    for each in found:
        yield (
            *(each.code, each.severity, each.message, each.suggestion, place(each.location)),
            *[(place(related.location), related.message) for related in each.related],
            *[
                (fix.title, [(place(edit.location), edit.text) for edit in fix.edits])
                for fix in each.fixes
            ],
        )


def ended(analysis: Analysis) -> object:
    """Return how each demand of the platform ended, and what the artifact would say of it."""
    outcome = analysis.enforcement
    return None if outcome is None else (outcome.verdicts, outcome.result)


def test_a_keystroke_asks_nothing_again_of_a_project_that_stayed_the_same(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = Editor(shop)
    before = editor.analysis(PRODUCT)
    assert {each.code for each in before.diagnostics} >= FOUND

    def refuse(*_: object, **__: object) -> object:
        raise AssertionError("this is known of the project")

    monkeypatch.setattr(Edges, "resolve", refuse)
    monkeypatch.setattr(ProjectFacts, "problems", refuse)
    monkeypatch.setattr(paired, "hide_shapes", refuse)
    monkeypatch.setattr(added_tests, "insert_entry", refuse)
    monkeypatch.setattr(added_descriptions, "insert_entry", refuse)
    after = editor.analysis(f"{PRODUCT}# typed\n")
    assert [each.message for each in after.diagnostics] == [
        each.message for each in before.diagnostics
    ]


def test_where_changes_are_told_of_no_file_of_the_project_is_looked_at(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = Editor(shop, watches=True)
    before = editor.analysis(PRODUCT)
    looked_at: list[Path] = []
    ask = Sources.state

    def note(own: Sources, path: Path) -> object:
        looked_at.append(path)
        return ask(own, path)

    monkeypatch.setattr(Sources, "state", note)
    after = editor.analysis(f"{PRODUCT}# typed\n")
    messages = [each.message for each in before.diagnostics]
    assert [each.message for each in after.diagnostics] == messages
    assert [each for each in looked_at if each.is_relative_to(shop.parent / "models")] == []
    editor.told += 1
    _ = editor.analysis(f"{PRODUCT}# typed again\n")
    assert shop.parent / "models/orders.sql" in looked_at


def test_a_right_product_is_held_against_its_project_again_only_when_it_says_something_else(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ = (shop.parent / "models/orders.sql").write_text("select 1 as id", encoding="utf-8")
    right = f"{PRODUCT}  - name: more\n    dependsOn: [customers]\n"
    editor = Editor(shop, watches=True)
    assert not [each for each in editor.analysis(right).diagnostics if each.code < "E200"]
    held: list[PairedProduct] = []

    def hold(product: ProductOutline, facts: ProjectFacts) -> PairedProduct:
        held.append(PairedProduct(product, facts))
        return held[-1]

    monkeypatch.setattr(against_dbt, "PairedProduct", hold)
    described = right.replace("version: 1.0.0", "version: 1.0.0, description: typed")
    _ = editor.analysis(f"{described}# typed\n")
    assert held == []
    wrong = editor.analysis(described.replace("[customers]", "[orders]")).diagnostics
    assert len(held) == 1
    assert {"E140", "E141"} <= {each.code for each in wrong}
    _ = editor.analysis(described)
    assert len(held) == 2, "it may have been wrong meanwhile"


@pytest.mark.parametrize("beside", ["link", "product"])
def test_a_project_of_which_nobody_hears_is_looked_at_each_time(
    shop: Path, tmp_path_factory: pytest.TempPathFactory, beside: str
) -> None:
    """No editor follows links, and what is typed into a product is told to its own product."""
    models = shop.parent / "models"
    changed = models / "shop.yml"
    if beside == "link":
        changed = shop.parent / "elsewhere/more.yml"
        changed.parent.mkdir()
        _ = (models / "shop.yml").rename(changed)
        (models / "shop.yml").symlink_to(changed)
    else:
        _ = changed.rename(models / "floe.yaml")
        changed = models / "floe.yaml"
    editor = Editor(shop, watches=True)
    assert "FLOE-E210" in {each.code for each in editor.analysis().diagnostics}
    _ = changed.write_text("version: 2\n", encoding="utf-8")
    assert "FLOE-E210" not in {each.code for each in editor.analysis().diagnostics}


def with_search(shop: Path) -> Editor:
    """Return an editor that watches files, on a platform that searches them for secrets."""
    search = f"{MANIFEST}  secret_scanning: {{enabled: true}}\n"
    _ = (shop.parent / "manifest.yaml").write_text(search, encoding="utf-8")
    return Editor(shop, watches=True)


SECRET = "shop:\n  outputs:\n    dev: {type: postgres, password: hunter-2-Xk9qLm7vT}\n"  # noqa: S105


def test_the_search_goes_by_the_facts_of_its_own_analysis(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another thread may read the project between two stages, after a change was told of."""
    editor, model = with_search(shop), shop.parent / "models/orders.sql"
    _ = editor.analysis()
    enforced = pipeline.enforce

    def meanwhile(*given: Any, **more: Any) -> EnforcementOutcome:
        monkeypatch.setattr(pipeline, "enforce", enforced)
        _ = model.write_text("select 'AKIAIOSFODNN7EXAMPLQ' as id", encoding="utf-8")
        editor.told += 1
        _ = editor.sources.dbt_facts(shop.parent)
        return enforced(*given, **more)

    monkeypatch.setattr(pipeline, "enforce", meanwhile)
    _ = editor.analysis(f"{PRODUCT}# typed\n")
    found = editor.analysis(f"{PRODUCT}# typed again\n").diagnostics
    assert "FLOE-E601" in {each.code for each in found}


def test_the_search_looks_each_time_behind_links_and_into_files_as_they_would_be(
    shop: Path,
) -> None:
    editor, profiles = with_search(shop), shop.parent / "profiles.yml"
    elsewhere = shop.parent / "else.txt"
    _ = elsewhere.write_text("shop: {}\n", encoding="utf-8")
    profiles.symlink_to(elsewhere)
    assert "FLOE-E602" not in {each.code for each in editor.analysis().diagnostics}
    _ = elsewhere.write_text(SECRET, encoding="utf-8")
    assert "FLOE-E602" in {each.code for each in editor.analysis().diagnostics}
    profiles.unlink()
    _ = profiles.write_text(SECRET, encoding="utf-8")
    editor.told += 1
    assert "FLOE-E602" in {each.code for each in editor.analysis().diagnostics}
    mended = ChangedFiles(editor.sources, {profiles: SourceText("shop: {}\n")})
    found = analyze(shop, sources=mended, cache=editor.cache).diagnostics
    assert "FLOE-E602" not in {each.code for each in found}


def test_a_package_that_stands_elsewhere_is_looked_at_each_time(shop: Path) -> None:
    (shop.parents[1] / ".git").mkdir()  # No link or path leads out of a product in no repository.
    package = shop.parents[1] / "pkg"
    project(package, {"dbt_project.yml": "name: pkg\n", "models/a.sql": "select 1 as id"})
    asked = f"packages: [{{local: ../{package.name}}}]\n"
    _ = (shop.parent / "packages.yml").write_text(asked, encoding="utf-8")
    _ = (shop.parent / "models/orders.sql").write_text(
        "select * from {{ ref('pkg', 'b') }}", encoding="utf-8"
    )
    editor = Editor(shop, watches=True)
    before = list(told(editor.analysis().diagnostics))
    assert before == list(told(analyze(shop).diagnostics))
    _ = (package / "models/b.sql").write_text("select 1 as id", encoding="utf-8")
    found = list(told(editor.analysis().diagnostics))
    assert found == list(told(analyze(shop).diagnostics))
    assert found != before


@pytest.mark.requirement("FR-001")
@pytest.mark.parametrize("watches", [False, True])
def test_after_any_edits_the_findings_are_those_of_a_fresh_look(shop: Path, watches: bool) -> None:
    editor = Editor(shop, watches=watches)
    _ = editor.analysis()
    for name, text in EDITS:
        path = shop.parent / name
        # Of another length each time: a file system notes times by ticks.
        _ = path.write_text(text, encoding="utf-8")
        editor.told += name != "floe.yaml"
        found, fresh = editor.analysis(), analyze(shop)
        assert list(told(found.diagnostics)) == list(told(fresh.diagnostics)), f"{name}: {text}"
        assert ended(found) == ended(fresh), f"{name}: {text}"
