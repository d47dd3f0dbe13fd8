"""Planted mistakes, each repaired by doing what the message says and nothing else.

A person who knows nothing of floe gets the file, what is said of it and where, and no page. Each
row is one mistake with what is said, and the edits by which such a person does that, one after
another; afterwards the product passes without a finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from floe_lsp.compilation import analyze

FLOE = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: orders
  version: 1.0.0
  description: Orders per product
  owner: shop@example.com
platform:
  manifest: manifest.yaml
transforms:
  - name: bronze_orders
    tier: bronze
    tags: [core]
  - name: gold_orders
    tier: gold
    dependsOn: [bronze_orders]
    qualityChecks:
      - name: id_unique
        dimension: validity
        type: unique
schedule:
  cron: "0 6 * * *"
  timezone: Europe/Berlin
"""

TRANSFORMS = FLOE[FLOE.index("transforms:") : FLOE.index("schedule:")]
CHECKS = TRANSFORMS[TRANSFORMS.index("    qualityChecks:") :]


def indented(text: str) -> str:
    return "".join(f"  {line}" for line in text.splitlines(keepends=True))


MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata:
  name: acme-platform
  version: 1.0.0
  owner: platform@example.com
plugins:
  compute:
    type: duckdb
  orchestrator:
    type: dagster
"""


@dataclass(frozen=True)
class Edit:
    """Replace one piece of a file, which is there once."""

    old: str
    new: str

    def of(self, text: str) -> str:
        assert text.count(self.old) == 1, f"{text.count(self.old)} times: {self.old!r}"
        return text.replace(self.old, self.new)


@dataclass(frozen=True)
class Step:
    """What is said of a file, and the edit that does it."""

    says: str
    """``code: message; help``, of the one finding."""
    doing: Edit | None
    """``None`` where the whole file is done again: ``whole`` has it."""
    whole: str = ""


@dataclass(frozen=True)
class Mistake:
    """One planted mistake."""

    name: str
    planted: Edit
    steps: tuple[Step, ...]
    manifest: bool = False
    encoding: str = "utf-8"


def in_floe(name: str, planted: tuple[str, str], says: str, doing: tuple[str, str]) -> Mistake:
    return Mistake(name, Edit(*planted), (Step(says, Edit(*doing)),))


def in_manifest(name: str, planted: tuple[str, str], says: str, doing: tuple[str, str]) -> Mistake:
    return Mistake(name, Edit(*planted), (Step(says, Edit(*doing)),), manifest=True)


MISTAKES = (
    in_floe(
        "a required field is missing",
        ("  version: 1.0.0\n", ""),
        "E103: 'metadata' has no 'version'; add 'version', such as version: 1.0.0",
        ("  name: orders\n", "  name: orders\n  version: 1.0.0\n"),
    ),
    in_floe(
        "a key is misspelt",
        ("transforms:", "transfroms:"),
        "E108: floe.yaml has no field 'transfroms'; did you mean 'transforms'?",
        ("transfroms", "transforms"),
    ),
    in_floe(
        "a mapping where a list of words belongs",
        ("tags: [core]", "tags: {core: true}"),
        "E109: 'tags' must be a list, but is a mapping; write it as a list: [core]",
        ("{core: true}", "[core]"),
    ),
    in_floe(
        "a mapping where a list of entries belongs",
        ("      - name: id_unique\n        dim", "      id_unique:\n        dim"),
        "E109: 'qualityChecks' must be a list, but is a mapping; write each entry as a list item, "
        "'- name: id_unique', with its fields below 'name'",
        ("id_unique:", "- name: id_unique"),
    ),
    in_floe(
        "a field in the wrong place",
        ("schedule:", "dependsOn: [bronze_orders]\nschedule:"),
        "E108: floe.yaml has no field 'dependsOn'; 'dependsOn' belongs in an item of 'transforms'",
        ("dependsOn: [bronze_orders]\nschedule:", "schedule:"),
    ),
    in_floe(
        "all transforms one level too deep",
        (TRANSFORMS, indented(TRANSFORMS)),
        "E108: 'platform' has no field 'transforms'; 'transforms' belongs at the top level of the "
        "file",
        (indented(TRANSFORMS), TRANSFORMS),
    ),
    in_floe(
        "a field that is lacking elsewhere",
        ("metadata:\n  name: orders\n", "name: orders\nmetadata:\n"),
        "E108: floe.yaml has no field 'name'; 'name' belongs under 'metadata'",
        ("name: orders\nmetadata:\n", "metadata:\n  name: orders\n"),
    ),
    in_floe(
        "a line is indented too little",
        ("    tier: gold", "   tier: gold"),
        "E005: 'tier' is indented by 3 spaces, but 'name' by 4; indent it by 4 spaces, like 'name'",
        ("   tier: gold", "    tier: gold"),
    ),
    in_floe(
        "a field of the file below an item",
        (
            'schedule:\n  cron: "0 6 * * *"\n  timezone:',
            '  schedule:\n    cron: "0 6 * * *"\n    timezone:',
        ),
        "E005: 'schedule' is indented by 2 spaces, but it is a field of the whole file; move it to "
        "the start of its line, with what is below it",
        (
            '  schedule:\n    cron: "0 6 * * *"\n    timezone:',
            'schedule:\n  cron: "0 6 * * *"\n  timezone:',
        ),
    ),
    in_floe(
        "a tab",
        ("    tier: bronze", "\ttier: bronze"),
        "E004: YAML does not allow tabs as indentation; indent with spaces; 4 here",
        ("\ttier: bronze", "    tier: bronze"),
    ),
    in_floe(
        "a key is given twice",
        ("  owner: shop@example.com", "  owner: shop@example.com\n  name: sales"),
        "E006: 'name' is given twice in this mapping; keep one of the two; YAML would silently use "
        "only the last one",
        ("  name: sales\n", ""),
    ),
    in_floe(
        "a cycle of two",
        ("    tier: bronze\n", "    tier: bronze\n    dependsOn: [gold_orders]\n"),
        "E117: these transforms depend on each other in a cycle: bronze_orders → gold_orders → "
        "bronze_orders; remove one of these dependencies",
        ("    dependsOn: [gold_orders]\n", ""),
    ),
    in_floe(
        "an unknown transform",
        ("dependsOn: [bronze_orders]", "dependsOn: [warehouse]"),
        "E110: 'warehouse' is not a transform of this product; declare 'warehouse' under "
        "transforms, "
        "or remove it from dependsOn; other transforms here: bronze_orders",
        ("[warehouse]", "[bronze_orders]"),
    ),
    in_floe(
        "a ref of dbt in place of a name",
        ("dependsOn: [bronze_orders]", "dependsOn: [ref('bronze_orders')]"),
        "E110: 'ref('bronze_orders')' is not a transform of this product; write bronze_orders, the "
        "name alone",
        ("ref('bronze_orders')", "bronze_orders"),
    ),
    in_floe(
        "the file of a model in place of its name",
        ("name: bronze_orders", "name: bronze_orders.sql"),
        "E105: 'bronze_orders.sql' is not a valid dbt model name: use letters, digits and "
        "underscores, and start with a letter or underscore; use 'bronze_orders'",
        ("bronze_orders.sql", "bronze_orders"),
    ),
    Mistake(
        "two transforms of one name",
        Edit("name: gold_orders", "name: bronze_orders"),
        (
            Step(
                "E106: transform 'bronze_orders' is defined twice; rename one of them",
                Edit("  - name: bronze_orders\n    tier: gold", "  - name: gold\n    tier: gold"),
            ),
        ),
    ),
    in_floe(
        "a cron expression of four fields",
        ('"0 6 * * *"', '"0 6 * *"'),
        "E120: a cron expression has five fields, and this has 4; give minute, hour, day of month, "
        "month, day of week, such as '0 6 * * *' for every day at 06:00",
        ('"0 6 * *"', '"0 6 * * *"'),
    ),
    in_floe(
        "an hour that no day has",
        ('"0 6 * * *"', '"0 25 * * *"'),
        "E120: '25' is not a valid hour; the hour takes 0-23, lists (1,2), ranges (1-5) and steps "
        "(*/2)",
        ("25", "23"),
    ),
    in_floe(
        "a time zone of two names",
        ("Europe/Berlin", "CET/Berlin"),
        "E121: 'CET/Berlin' is not a time zone; use an IANA name such as UTC or Europe/Berlin",
        ("CET/Berlin", "Europe/Berlin"),
    ),
    in_floe(
        "an offset in place of a time zone",
        ("Europe/Berlin", "UTC+2"),
        "E121: 'UTC+2' is not a time zone, it is an offset from UTC; use a place, such as "
        "Europe/Berlin, which follows daylight saving time, or 'Etc/GMT-2', which has that "
        "offset all "
        "year",
        ("UTC+2", "Etc/GMT-2"),
    ),
    in_floe(
        "a version of two numbers",
        ("version: 1.0.0\n  desc", "version: 1.0\n  desc"),
        "E123: 'version' must be text, but YAML reads 1.0 as a number; write 1.0.0",
        ("version: 1.0\n", "version: 1.0.0\n"),
    ),
    in_floe(
        "a short API version",
        ("floe.dev/v1", "v1"),
        "E111: 'apiVersion' cannot be 'v1'; write floe.dev/v1",
        ("apiVersion: v1", "apiVersion: floe.dev/v1"),
    ),
    in_floe(
        "a tier that does not exist",
        ("tier: gold", "tier: platinum"),
        "E111: 'tier' cannot be 'platinum'; allowed: bronze, silver, gold",
        ("platinum", "gold"),
    ),
    in_floe(
        "a name with a blank and capitals",
        ("name: orders\n", "name: Order Items\n"),
        "E101: 'Order Items' is not a valid product name: use lower-case letters, digits and "
        "hyphens, "
        "and start with a letter; use 'order-items'",
        ("Order Items", "order-items"),
    ),
    Mistake(
        "the name of a test of dbt in place of a check",
        Edit(CHECKS, "    qualityChecks: [unique]\n"),
        (
            Step(
                "E109: item 1 of 'qualityChecks' must be a mapping, but is 'unique'; write "
                '{name: "<name>", type: unique, dimension: "<dimension>"}',
                Edit(
                    "[unique]",
                    "[{name: id_unique, type: unique, dimension: validity}]",
                ),
            ),
        ),
    ),
    in_floe(
        "a list as a text",
        ("dependsOn: [bronze_orders]", "dependsOn: bronze_orders"),
        "E109: 'dependsOn' must be a list, but is 'bronze_orders'; put it in brackets: "
        "[bronze_orders]",
        ("dependsOn: bronze_orders", "dependsOn: [bronze_orders]"),
    ),
    in_floe(
        "a number in a list of texts",
        ("[core]", "[core, 2024]"),
        "E123: item 2 of 'tags' must be text, but YAML reads 2024 as a number; quote it: \"2024\"",
        ("2024", '"2024"'),
    ),
    in_floe(
        "a field without its value",
        ("        type: unique\n", "        type:\n"),
        "E109: 'type' has no value; it must be text; give it a value, such as not_null",
        ("type:\n", "type: not_null\n"),
    ),
    in_floe(
        "a quote that never closes",
        ("Orders per product", '"Orders per product'),
        'E009: the " that opens here is never closed; close it: "Orders per product"',
        ('"Orders per product', '"Orders per product"'),
    ),
    in_floe(
        "a bracket that never closes",
        ("[bronze_orders]", "[bronze_orders"),
        "E008: the '[' that opens here is never closed; close it with ']'",
        ("[bronze_orders", "[bronze_orders]"),
    ),
    in_floe(
        "a colon in a text",
        ("Orders per product", "Orders: per product"),
        "E007: 'Orders: per product' needs quotes: ': ' inside a value begins a mapping; quote it: "
        '"Orders: per product"',
        ("Orders: per product", '"Orders: per product"'),
    ),
    Mistake(
        "an alias without its anchor",
        Edit("tags: [core]", "tags: *core"),
        (
            Step(
                "E010: no anchor '&core' is defined before this alias; define the anchor above "
                "it; if "
                'text is meant, quote it: "*core"',
                Edit("*core", '"*core"'),
            ),
            Step(
                "E109: 'tags' must be a list, but is '*core'; put it in brackets: [\"*core\"]",
                Edit('"*core"', '["*core"]'),
            ),
        ),
    ),
    in_floe(
        "a tag",
        ("tags: [core]", "tags: !list [core]"),
        "E011: the tag '!list' is not known here; remove it, because only plain YAML values are "
        "read "
        "here; or quote the value if '!' is part of it",
        ("!list ", ""),
    ),
    Mistake(
        "text where a mapping is merged",
        Edit("    tags: [core]", "    <<: core"),
        (
            Step(
                "E021: '<<' merges the keys of a mapping, but this is text; write an alias such as "
                "*name here, whose anchor is a mapping, or a list of such aliases",
                Edit("<<: core", "<<: *core"),
            ),
            Step(
                "E010: no anchor '&core' is defined before this alias; define the anchor above "
                "it; if "
                'text is meant, quote it: "*core"',
                Edit("transforms:\n", "x-core: &core\n  tags: [core]\ntransforms:\n"),
            ),
        ),
    ),
    Mistake(
        "text that is not UTF-8",
        Edit("per product", "für alle"),
        (
            Step(
                "E013: the byte 0xFC is not valid UTF-8; the file is likely Latin-1 or "
                "Windows-1252, "
                "where it reads 'ü'; save the file as UTF-8 (it was read as Latin-1 or "
                "Windows-1252 to "
                "check the rest)",
                None,
                FLOE.replace("per product", "für alle"),
            ),
        ),
        encoding="latin-1",
    ),
    in_floe(
        "a key without its colon",
        ("  owner: shop@", "  owner shop@"),
        "E002: there is no ':' after 'owner'; write owner: shop@example.com",
        ("owner shop@example.com", "owner: shop@example.com"),
    ),
    in_floe(
        "a dash without its space",
        ("  - name: gold_orders", "  -name: gold_orders"),
        "E002: there is no space after this '-'; put a space after it: - name: gold_orders",
        ("-name: gold_orders", "- name: gold_orders"),
    ),
    in_floe(
        "a document begins again",
        ("transforms:", "---\ntransforms:"),
        "E012: this '---' begins a second document, but a file can only hold one; remove the "
        "'---' if "
        "what follows belongs to this file, else move it to a file of its own; until then it is "
        "not "
        "read",
        ("---\n", ""),
    ),
    in_floe(
        "a backslash in double quotes",
        ("Orders per product", '"Orders in C:\\data"'),
        "E022: '\\d' is not an escape that YAML knows; in single quotes a backslash is plain: "
        "'Orders "
        "in C:\\data'",
        ('"Orders in C:\\data"', "'Orders in C:\\data'"),
    ),
    in_floe(
        "the manifest is somewhere else",
        ("manifest: manifest.yaml", "manifest: platform/manifest.yaml"),
        "E205: there is no file 'platform/manifest.yaml'; did you mean 'manifest.yaml'?",
        ("platform/manifest.yaml", "manifest.yaml"),
    ),
    Mistake(
        "the file is empty",
        Edit(FLOE, ""),
        (
            Step(
                "E016: the file is empty; write keys and values, one 'key: value' per line; the "
                "smallest valid floe.yaml is {apiVersion: floe.dev/v1, kind: FloeSpec, metadata: "
                "{name: "
                "orders, version: 1.0.0}, transforms: [{name: stg_orders}]}",
                None,
                "{apiVersion: floe.dev/v1, kind: FloeSpec, metadata: {name: orders, version: "
                "1.0.0}, "
                "transforms: [{name: stg_orders}]}\n",
            ),
        ),
    ),
    in_floe(
        "no transform",
        (TRANSFORMS, "transforms: []\n"),
        "E112: 'transforms' needs at least 1 entry, but is empty; add an entry, such as '- name: "
        "stg_customers'",
        ("transforms: []\n", "transforms:\n- name: stg_customers\n"),
    ),
    in_manifest(
        "an orchestrator that is misspelt",
        ("type: dagster", "type: dagstr"),
        "E213: orchestrator plugin 'dagstr' is not installed, and the artifact names it as it is "
        "written here; did you mean 'dagster'? known: airflow, dagster, prefect",
        ("dagstr", "dagster"),
    ),
    in_manifest(
        "a pattern that is no regular expression",
        (
            "plugins:",
            (
                "governance:\n  naming:\n    pattern: custom\n"
                "    custom_patterns: ['^bronze_(', '^gold_']\nplugins:"
            ),
        ),
        "E130: '^bronze_(' is not a regular expression: missing ) at position 9; complete it, or "
        "put a \\ before each sign that stands for itself, such as \\( or \\[",
        ("^bronze_(", "^bronze_"),
    ),
    in_manifest(
        "an engine that is not there",
        ("type: duckdb", "type: warehouse"),
        "E207: compute plugin 'warehouse' is not installed; available: bigquery, databricks, "
        "duckdb, "
        "postgres, snowflake, spark; or install a package that has 'warehouse'",
        ("type: warehouse", "type: duckdb"),
    ),
    in_manifest(
        "no engine",
        ("  compute:\n    type: duckdb\n", ""),
        "E201: no compute plugin is selected under 'plugins'; add compute: {type: duckdb} under "
        "'plugins', which builds the models; the type is one of bigquery, databricks, duckdb, "
        "postgres, snowflake, spark",
        ("plugins:\n", "plugins:\n  compute: {type: duckdb}\n"),
    ),
    in_manifest(
        "the name of the engine alone",
        ("  compute:\n    type: duckdb\n", "  compute: duckdb\n"),
        "E109: 'compute' must be a mapping, but is 'duckdb'; write {type: duckdb}",
        ("compute: duckdb", "compute: {type: duckdb}"),
    ),
    in_manifest(
        "an engine without what it needs",
        ("type: duckdb", "type: snowflake"),
        "E211: 'account', 'database' and 'schema' are missing, which the engine snowflake needs; "
        "add "
        "under 'compute': config: {account: myorg-myaccount, database: ANALYTICS, schema: "
        '"{product_slug}"}',
        (
            "    type: snowflake\n",
            (
                "    type: snowflake\n    config: {account: myorg-myaccount, database: ANALYTICS, "
                'schema: "{product_slug}"}\n'
            ),
        ),
    ),
    in_manifest(
        "a word for a number",
        ("type: duckdb\n", "type: duckdb\n    config:\n      threads: four\n"),
        "E210: 'threads' must be a whole number, but is 'four'; write a whole number, or a "
        "template "
        "such as {{ env_var('NAME') | int }}",
        ("threads: four", "threads: 4"),
    ),
    in_manifest(
        "an option that the engine does not have",
        ("type: duckdb\n", "type: duckdb\n    config:\n      memory: 4GB\n"),
        "E209: 'memory' is not an option of the engine duckdb, so it has no effect: dbt ignores "
        "it; "
        "did you mean 'memory_limit'?",
        ("memory:", "memory_limit:"),
    ),
    in_manifest(
        "a level in place of a policy",
        ("plugins:", "governance:\n  naming: strict\nplugins:"),
        "E109: 'naming' must be a mapping, but is 'strict'; write {enforcement: strict}",
        ("naming: strict", "naming: {enforcement: strict}"),
    ),
    in_manifest(
        "a field of another scope",
        ("plugins:", "approved_plugins:\n  compute: [duckdb]\nplugins:"),
        "E124: approved_plugins is only for the scope 'enterprise', but this manifest has no "
        "scope; "
        "write scope: enterprise, or remove approved_plugins",
        ("approved_plugins:", "scope: enterprise\napproved_plugins:"),
    ),
    in_manifest(
        "nobody answers for the platform",
        ("  owner: platform@example.com\n", ""),
        "E103: 'metadata' has no 'owner'; add 'owner', such as owner: platform-team@example.com",
        ("  version: 1.0.0\n", "  version: 1.0.0\n  owner: platform-team@example.com\n"),
    ),
    in_manifest(
        "a placeholder that nothing fills",
        ("type: duckdb\n", 'type: duckdb\n    config:\n      path: "{product}.duckdb"\n'),
        "E216: {product} is not a known placeholder, so it stays as it is; known "
        "placeholders: {product_name}, {product_slug}, {environment}",
        ("{product}", "{product_name}"),
    ),
)


def said(folder: Path) -> list[str]:
    return [
        f"{each.code}: {each.message}; {each.suggestion}"
        for each in analyze(folder / "floe.yaml").diagnostics
    ]


@pytest.mark.parametrize(
    "mistake",
    [
        pytest.param(each, id=each.name, marks=pytest.mark.requirement(step.says.partition(":")[0]))
        for each in MISTAKES
        for step in each.steps[:1]
    ],
)
def test_it_is_repaired_by_doing_what_is_said(mistake: Mistake, tmp_path: Path) -> None:
    (tmp_path / "floe.yaml").write_text(FLOE, encoding="utf-8")
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    assert said(tmp_path) == [], "before the mistake"
    file = tmp_path / ("manifest.yaml" if mistake.manifest else "floe.yaml")
    text = mistake.planted.of(MANIFEST if mistake.manifest else FLOE)
    file.write_text(text, encoding=mistake.encoding)
    for step in mistake.steps:
        assert said(tmp_path) == [step.says]
        text = step.whole if step.doing is None else step.doing.of(text)
        file.write_text(text, encoding="utf-8")
    assert said(tmp_path) == []
