"""What is shown while somebody types: nothing that is only not finished, and every mistake soon."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typist import Typist

from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.territory import Territory
from floe_lsp.lsp.state.folders import WorkspaceFolder
from floe_lsp.lsp.state.patience import ENTRY_SECONDS, WORD_SECONDS
from floe_lsp.lsp.state.settings import Settings

pytestmark = pytest.mark.requirement("quiet typing")

EXAMPLES = Path(__file__).parents[3] / "examples"
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: orders
  version: 1.0.0
transforms:
  - name: stg_orders
    tier: bronze
  - name: fct_orders
    tier: gold
    dependsOn: [stg_orders]
"""


MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata:
  name: platform
  version: 1.0.0
  owner: platform@example.com
"""
PLUGINS = "plugins:\n  compute:\n    type: duckdb\n  orchestrator:\n    type: dagster\n"
NAMING = f"{MANIFEST}{PLUGINS}governance:\n  naming:\n    enforcement: strict\n"


ARTIFACT = json.dumps(
    {
        "metadata": {"product_name": "orders", "product_version": "1.0.0"},
        "output_ports": [
            {
                "name": "fct_orders",
                "columns": [
                    {"name": "id", "type": "integer"},
                    {"name": "amount", "type": "integer"},
                ],
            }
        ],
    }
)


def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "manifest.yaml"
    path.write_text("", encoding="utf-8")
    return path


def product(tmp_path: Path) -> Path:
    (tmp_path / "manifest.yaml").write_text(MANIFEST + PLUGINS, encoding="utf-8")
    return tmp_path / "floe.yaml"


def codes(typist: Typist) -> list[str]:
    return [each.code for each in typist.shown]


def codes_after(typist: Typist, seconds: float) -> list[str]:
    return [each.code for each in typist.wait(seconds)]


def before(text: str) -> int:
    return PRODUCT.index(text)


@pytest.mark.parametrize(
    ("name", "closes"),
    [
        ("bike-share/floe.yaml", False),
        ("coffee-orders/floe.yaml", True),
        ("manifest.yaml", False),
        ("manifest.yaml", True),
    ],
)
def test_a_correct_file_is_quiet_while_it_is_typed(name: str, closes: bool) -> None:
    path = EXAMPLES / name
    text = path.read_text(encoding="utf-8")
    typist = Typist(path, closes=closes)
    for shown in typist.types(text):
        assert [each for each in shown if each.severity is not Severity.HINT] == []
    assert typist.text.text == text
    assert typist.wait(10) == ()


def test_a_bracket_that_is_typed_over_is_written_where_it_stands(tmp_path: Path) -> None:
    """An editor that closes brackets by itself tells of ``]`` in the place of ``]``."""
    (tmp_path / "dbt_project.yml").write_text("name: orders\nprofile: orders\n", encoding="utf-8")
    models = {"stg_orders": "select 1", "fct_orders": "select * from {{ ref('stg_orders') }}"}
    models["dim_orders"] = models["fct_orders"]
    models["undeclared"] = "select 1"
    (tmp_path / "models").mkdir()
    for name, sql in models.items():
        (tmp_path / "models" / f"{name}.sql").write_text(sql, encoding="utf-8")
    text = PRODUCT.replace("transforms:", "transforms:  # floe: ignore[E139]")
    text += "schedule:\n  cron: 0 6 * * *\n"
    typist = Typist(product(tmp_path), text, text.index("  - name: fct_orders"))
    typist.write("  - name: dim_orders\n    tags: [marts")
    typist.key("]\n")
    typist.go(typist.at - 1)
    assert codes(typist) == []
    typist.key("]", erases=1)
    assert codes(typist) == []
    assert codes_after(typist, 10) == ["E140"]


def test_a_value_waits_until_its_line_is_left(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT, before("bronze"))
    typist.write("x")
    assert codes(typist) == []
    typist.wait(WORD_SECONDS - 0.01)
    assert codes(typist) == []
    typist.write("y")
    typist.wait(WORD_SECONDS)
    assert codes(typist) == ["E111"]


def test_a_line_that_is_left_shows_what_it_holds_at_once(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT, before("bronze"))
    typist.write("x")
    typist.at = typist.text.text.index("fct_orders") + len("fct_orders")
    typist.write("2")
    assert codes(typist) == ["E111"]


def test_what_is_shown_stays_until_it_is_right(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT.replace("bronze", "bro"), before("bronze") + 3)
    assert codes(typist) == ["E111"]
    for key, found in (("n", ["E111"]), ("z", ["E111"]), ("e", [])):
        typist.write(key)
        assert codes(typist) == found


def test_what_is_erased_waits_as_what_is_written(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT, before("bronze") + len("bronze"))
    typist.key("", erases=1)
    assert codes(typist) == []
    typist.wait(WORD_SECONDS)
    assert codes(typist) == ["E111"]
    typist.key("", erases=1)
    assert codes(typist) == ["E111"]
    typist.write("ze")
    assert codes(typist) == []


def test_a_new_name_does_not_redden_those_that_depend_on_it(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT, before("stg_orders") + len("stg_orders"))
    typist.write("_2")
    assert codes(typist) == []
    typist.at = len(typist.text.text) - 2
    typist.write("_")
    assert codes(typist) == ["E110"]  # of the name that was left; it is the one being written, too


def test_a_finding_that_was_there_stays_while_a_line_before_it_is_written(tmp_path: Path) -> None:
    text = PRODUCT.replace("[stg_orders]", "[stg_order]")
    typist = Typist(product(tmp_path), text, before("  - name: fct"))
    assert codes(typist) == ["E110"]
    for shown in typist.types("  - name: x\n"):
        assert [each.code for each in shown] == ["E110"]


@pytest.mark.parametrize("how", ["save", "caret", "time"])
def test_what_is_not_finished_waits_longer(tmp_path: Path, how: str) -> None:
    typist = Typist(product(tmp_path), PRODUCT)
    typist.write("  - name: more\n    dependsOn: [fct_orders")
    typist.wait(ENTRY_SECONDS - 0.01)
    assert codes(typist) == []
    if how == "save":
        typist.save()
    elif how == "caret":
        typist.go(0)
    else:
        typist.wait(0.01)
    assert codes(typist) == ["E008"]


@pytest.mark.parametrize("how", ["save", "time"])
def test_what_was_compiled_before_is_compared_when_nobody_writes(tmp_path: Path, how: str) -> None:
    path = product(tmp_path)
    asked = "governance:\n  policy_enforcement_level: strict\n  data_contracts:\n"
    checked = "    enforcement: strict\n    drift_detection: {enabled: false}\n"
    (tmp_path / "manifest.yaml").write_text(
        f"{MANIFEST}{PLUGINS}{asked}{checked}", encoding="utf-8"
    )
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "compiled_artifacts.json").write_text(ARTIFACT, encoding="utf-8")
    typist = Typist(path, PRODUCT)
    assert codes(typist) == ["FLOE-E520"], "it was there before anything was typed"
    ports = "outputPorts:\n  - name: fct_orders\n    schema:\n"
    columns = "      - {name: id, type: integer}\n      - {name: amount, type: integer}\n"
    typist = Typist(path, PRODUCT + ports + columns)
    assert codes(typist) == []
    typist.key("", erases=len(columns.splitlines(keepends=True)[1]))
    typist.at = before("bronze")
    typist.write("x")
    typist.key("", erases=1)
    assert codes(typist) == [], "the line is left, and the column may be about to stand elsewhere"
    typist.wait(ENTRY_SECONDS - 0.01)
    assert codes(typist) == []
    _ = typist.save() if how == "save" else typist.wait(0.01)
    assert codes(typist) == ["FLOE-E520"]


def test_within_its_entry_the_caret_may_go_where_it_wants(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT)
    typist.write("  - tier: gold\n    tags: [a]")
    assert codes(typist) == []
    typist.go(typist.text.text.index("tier: gold\n    tags"))
    assert codes(typist) == []
    typist.go(0)
    assert codes(typist) == ["E103"]


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("kind: FloeSpec", "kind: FloeSpek", "E111"),
        ("version: 1.0.0", "version: 1.0", "E123"),
        ("  name: orders", "  nam: orders", "E108"),
        ("name: stg_orders", "name: stg orders", "E105"),
        ("tier: bronze", "tier: brnze", "E111"),
        ("tier: gold", "tier gold", "E002"),
        ("dependsOn: [stg_orders]", "dependsOn: [stg_order]", "E110"),
        ("dependsOn: [stg_orders]", "dependsOn: stg_orders", "E109"),
        ("dependsOn: [stg_orders]", "dependsOn: [stg_orders", "E008"),
        ("dependsOn: [stg_orders]", "dependOn: [stg_orders]", "E108"),
        ("dependsOn: [stg_orders]", "dependsOn: [fct_orders]", "E115"),
        ("cron: 0 6 * * *", "cron: 0 26 * * *", "E120"),
        ("timezone: Europe/Lisbon", "timezone: Europe/Lisbom", "E121"),
        ("    tier: gold", "\ttier: gold", "E004"),
    ],
)
def test_a_mistake_shows_soon_after_its_line(
    tmp_path: Path, right: str, wrong: str, code: str
) -> None:
    text = PRODUCT + "schedule:\n  cron: 0 6 * * *\n  timezone: Europe/Lisbon\n"
    assert text.count(right) == 1
    head, tail = text.split(right)
    typist = Typist(product(tmp_path), head + tail, len(head))
    typist.write(wrong)
    assert code not in codes(typist)
    end = typist.text.text.index("\n", typist.at)
    typist.go(end + 1 if end + 1 < len(typist.text.text) else 0)
    typist.wait(0.7)
    if code not in codes(typist):
        typist.wait(ENTRY_SECONDS)
    assert code in codes(typist)


def test_a_paste_waits_as_a_word_does(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT)
    typist.key("  - name: more\n    tier: glod\n  - name: most\n    tier: glod\n")
    assert codes(typist) == []
    typist.wait(WORD_SECONDS)
    assert codes(typist) == ["E111", "E111"]


def test_without_patience_all_is_shown(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT, before("bronze"))
    folder = WorkspaceFolder(tmp_path, Settings(patience=False))
    typist.session.folders.set([folder])
    typist.write("x")
    assert codes(typist) == ["E111"]


def test_what_waits_does_so_no_more_when_patience_is_switched_off(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT, before("bronze"))
    typist.write("x")
    assert typist.session.patience.waiting() == {typist.path}
    typist.session.folders.set([WorkspaceFolder(tmp_path, Settings(patience=False))])
    typist.wait(0)
    assert codes(typist) == ["E111"]
    assert typist.session.patience.waiting() == set()


def test_what_is_known_of_a_file_goes_with_it(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT, before("bronze"))
    typist.write("x")
    assert typist.session.patience.waiting() == {typist.path}
    typist.session.patience.keep(Territory((), ()))
    assert typist.session.patience.waiting() == set()


def test_what_stands_beside_a_line_may_come_next(tmp_path: Path) -> None:
    typist = Typist(manifest(tmp_path), NAMING)
    typist.write("    pattern: custom\n    ")
    assert codes(typist) == []
    typist.write("custom_patterns: [a]\n")
    assert "E124" not in codes(typist)


@pytest.mark.parametrize("how", ["caret", "time", "line"])
def test_what_stands_beside_a_line_is_missed_when_its_entry_is_left(
    tmp_path: Path, how: str
) -> None:
    typist = Typist(manifest(tmp_path), NAMING)
    typist.write("    pattern: custom\n")
    assert codes(typist) == []
    if how == "caret":
        typist.go(0)
    elif how == "time":
        typist.wait(ENTRY_SECONDS)
    else:
        typist.write("  data_retention_days: 30\n")
    assert "E124" in codes(typist)


def test_the_plugins_of_a_manifest_are_missed_when_they_are_left(tmp_path: Path) -> None:
    typist = Typist(manifest(tmp_path))
    for shown in typist.types(f"{MANIFEST}plugins:\n  compute:\n    type: duckdb\n  "):
        assert shown == ()
    typist.go(0)
    assert codes(typist) == ["E201"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("dependOn: [stg_orders]", "E108"),
        ("dependsOn: [stg_order]", "E110"),
        ("tags: [a]\n    tags: [b]", "E006"),
        ("compute: duckbd", "E207"),
    ],
)
def test_what_is_shown_stays_while_the_next_line_is_written(
    tmp_path: Path, line: str, code: str
) -> None:
    typist = Typist(product(tmp_path), PRODUCT)
    typist.write(f"  - name: more\n    {line}")
    for shown in typist.types("\n    tier: gold"):
        assert [each.code for each in shown] == [code]
        (place,) = (each.location for each in shown)
        assert place.text is typist.text
        assert place.text.text[place.span.start : place.span.end] in line
    typist.wait(10)
    assert codes(typist) == [code]


def test_a_line_that_is_left_in_haste_shows_what_it_holds(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT)
    typist.write("  - name: more\n    dependOn: [stg_orders]")
    typist.key("\n    ", is_analysed=False)
    typist.key("t")
    assert codes(typist) == ["E108"]


def test_what_is_shown_goes_when_its_line_is_written_in(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT)
    typist.write("  - name: more\n    dependOn: [stg_orders]\n    ti")
    assert codes(typist) == ["E108"]
    typist.go(typist.text.text.index("dependOn") + len("depend"))
    typist.key("s")
    assert codes(typist) == ["E002"]


def test_what_is_shown_does_not_stay_beside_text_that_is_left_broken(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT)
    typist.write("  - name: more\n    dependOn: [stg_orders]\n    ti")
    assert codes(typist) == ["E108"]
    typist.wait(ENTRY_SECONDS)
    assert codes(typist) == ["E002"]


@pytest.mark.parametrize("next_line", ["tags: [daily]", "dependsOn: [stg_orders]"])
def test_a_wrong_indentation_shows_when_its_line_is_left(tmp_path: Path, next_line: str) -> None:
    typist = Typist(product(tmp_path), PRODUCT)
    typist.write("  - name: more\n    compute: duckdb\n   tier: gold")
    assert codes(typist) == []
    typist.write(f"\n    {next_line}")
    assert "E005" in codes(typist)
