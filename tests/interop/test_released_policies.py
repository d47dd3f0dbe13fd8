"""Our verdicts on models beside those of the released floe-core, on facts that real dbt tells.

A project with many kinds of models is parsed by dbt. What dbt says of it goes to the released
enforcer, and its files come to us. What differs has its reason here, and we are right in each.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from commands import other_python
from dbt_manifest import parsed_by_dbt

from dbt_projects import project
from floe_lsp.compilation import Sources, analyze

pytestmark = pytest.mark.requirement("FLOE-E210", "FLOE-E220", "FLOE-E222", "FLOE-E402")

RELEASED: Final = """
import json, sys
import structlog
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
from floe_core.enforcement.policy_enforcer import PolicyEnforcer
from floe_core.schemas.manifest import GovernanceConfig

manifest = json.load(open(sys.argv[1]))
found = []
for governance in json.load(open(sys.argv[2])):
    enforcer = PolicyEnforcer(GovernanceConfig.model_validate(governance))
    result = enforcer.enforce(manifest)
    found.append(sorted({(each.error_code, each.model_name) for each in result.violations}))
print(json.dumps(found))
"""

GATES: Final = {"policy_enforcement_level": "strict", "naming": {"enforcement": "off"}}
GOVERNANCES: Final[tuple[dict[str, Any], ...]] = (
    *({"quality_gates": {"minimum_test_coverage": most}} for most in (1, 34, 50, 66, 67, 80, 100)),
    {"quality_gates": {"zero_column_coverage_behavior": "report_100_percent"}},
    {"quality_gates": {"layer_thresholds": {"bronze": 10, "silver": 50, "gold": 100}}},
    {"quality_gates": {"minimum_test_coverage": 0, "require_descriptions": True}},
    {"quality_gates": {"minimum_test_coverage": 0, "require_column_descriptions": True}},
    {
        "quality_gates": {
            "minimum_test_coverage": 0,
            "require_descriptions": True,
            "require_column_descriptions": True,
        }
    },
    *(
        {"custom_rules": [{"type": "require_meta_field", "field": field, "required": required}]}
        for field in ("owner", "rank")
        for required in (True, False)
    ),
    {"custom_rules": [{"type": "require_meta_field", "field": "owner", "applies_to": "gold_*"}]},
    *(
        {
            "custom_rules": [
                {"type": "require_tests_of_type", "test_types": kinds, "min_columns": least}
            ]
        }
        for kinds in (["not_null"], ["unique", "not_null"], ["own_kind"])
        for least in (1, 2, 3)
    ),
    {"naming": {"enforcement": "strict", "pattern": "medallion"}},
    {"naming": {"enforcement": "strict", "pattern": "kimball"}},
    {"naming": {"enforcement": "strict", "pattern": "custom", "custom_patterns": ["^s.*_1$"]}},
)

SENTENCES: Final = (
    "Items of the todo list", "Nobody has to fill in a form for it", "Hack days of the year",
)  # fmt: skip
"""Descriptions that the release takes for placeholders."""
DESCRIPTIONS: Final = (
    *[None] * 3, *["A row for each."] * 6, "TODO", "tbd.", "N/A", "none", "-", "...", "Fill in!",
    "coming soon", "---", "<description>", "XXX", "WIP", "work in progress", *SENTENCES,
)  # fmt: skip
TESTS: Final[tuple[list[Any], ...]] = (
    [], [], [], ["not_null"], ["unique"], ["unique", "not_null"], ["own_kind"],
    [{"accepted_values": {"arguments": {"values": ["a", "b"]}}}],
    [{"not_null": {"config": {"enabled": False}}}],
)  # fmt: skip
METAS: Final[tuple[dict[str, Any], ...]] = (
    {}, {}, {"owner": "team"}, {"owner": ""}, {"owner": None}, {"rank": 0}, {"rank": 2},
    {"owner": "team", "rank": False}, {"owner": ["a"], "rank": []},
)  # fmt: skip


class Model(NamedTuple):
    """A model that was made up."""

    name: str
    tier: str | None
    described: dict[str, Any]

    @property
    def texts(self) -> list[str]:
        """Its description and those of its columns."""
        every = (self.described, *self.described.get("columns", ()))
        return [each["description"] for each in every if "description" in each]

    @property
    def is_tested_as_a_whole(self) -> bool:
        return "data_tests" in self.described


def made_up(count: int) -> Iterator[Model]:
    """Models of all kinds, the same in every run."""
    choose = random.Random(7)  # noqa: S311 - nothing is secret here
    for number in range(count):
        prefix = choose.choice(["bronze", "silver", "gold", "stg", "dim", "fact", "s"])
        name = f"{prefix}_m{number}" if number % 9 else f"{prefix}_1"[:-1] + f"{number}_1"
        columns = [
            {
                "name": f"c{index}",
                **_described(choose),
                **({"data_tests": tests} if (tests := choose.choice(TESTS)) else {}),
            }
            for index in range(choose.randrange(6))
        ]
        described: dict[str, Any] = {
            "name": name,
            **_described(choose),
            "config": {"meta": choose.choice(METAS)},
            "columns": columns,
        }
        if number % 3 == 0 and columns and "data_tests" not in columns[-1]:
            described["data_tests"] = [
                {"not_null": {"arguments": {"column_name": columns[-1]["name"]}}}
            ]
        yield Model(name, choose.choice([None, None, None, "gold", "bronze"]), described)


def _described(choose: random.Random) -> dict[str, str]:
    text = choose.choice(DESCRIPTIONS)
    return {} if text is None else {"description": text}


def ours(folder: Path, governance: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The codes that we find, with the models at which they are."""
    (folder / "manifest.yaml").write_text(
        json.dumps(
            {
                "apiVersion": "floe.dev/v1",
                "kind": "Manifest",
                "metadata": {"name": "p", "version": "1.0.0", "owner": "o@example.com"},
                "plugins": {"compute": {"type": "duckdb"}, "orchestrator": {"type": "dagster"}},
                "governance": governance,
            }
        ),
        encoding="utf-8",
    )
    found = analyze(folder / "floe.yaml", sources=Sources()).diagnostics
    assert {each.info.stage.value for each in found} <= {"ENFORCE"}
    return {(each.code, each.location.text.slice(each.location.span).strip('"')) for each in found}


def reason(code: str, model: Model, governance: Mapping[str, Any]) -> str | None:
    """Why we say something else of a model than the release does; ``None`` for no reason.

    Args:
        code: What one of the two finds.
        model: At which model.
        governance: What is asked.
    """
    gates = governance.get("quality_gates", {})
    if code in ("FLOE-E210", "FLOE-E211") and "layer_thresholds" in gates and model.tier:
        return "the tier of the transform says its layer; the release knows the name alone"
    if code in ("FLOE-E210", "FLOE-E211", "FLOE-E402") and model.is_tested_as_a_whole:
        return "a test of the model that names a column tests that column"
    if code == "FLOE-E222" and {*SENTENCES} & {*model.texts}:
        return "a sentence with such a word in it describes something"
    if code == "FLOE-E222" and {"<description>", "---"} & {*model.texts}:
        return "a placeholder that the release does not know"
    if code in ("FLOE-E221", "FLOE-E222") and not gates.get("require_descriptions"):
        return "descriptions of columns are asked for by themselves; the release then asks for none"
    return None


REASONS: Final = 5


def test_every_difference_has_a_reason(tmp_path: Path) -> None:
    every = list(made_up(150))
    models = {each.name: each for each in every}
    folder = project(
        tmp_path / "p",
        {
            "dbt_project.yml": "name: p\nprofile: p\n",
            "macros/own.sql": "{% test own_kind(model, column_name) %}select 1{% endtest %}\n",
            "models/models.yml": json.dumps({"models": [each.described for each in every]}),
            **{f"models/{name}.sql": "select 1 as c0\n" for name in models},
        },
    )
    transforms = [
        {"name": each.name, **({"tier": each.tier} if each.tier else {})} for each in every
    ]
    spec = {
        "apiVersion": "floe.dev/v1",
        "kind": "FloeSpec",
        "metadata": {"name": "p", "version": "1.0.0"},
        "transforms": transforms,
    }
    (folder / "floe.yaml").write_text(json.dumps(spec), encoding="utf-8")
    governances = [{**GATES, **each} for each in GOVERNANCES]
    theirs = released(tmp_path, parsed_by_dbt(folder), governances)
    used: set[str] = set()
    agreed = 0
    for governance, found in zip(governances, theirs, strict=True):
        mine = ours(folder, governance)
        agreed += len(mine & found)
        for code, name in mine ^ found:
            why = reason(code, models[name], governance)
            assert why is not None, (code, name, governance, (code, name) in mine)
            used.add(why)
    assert len(used) == REASONS
    assert agreed > 1000


def released(
    folder: Path, manifest: Mapping[str, Any], governances: list[dict[str, Any]]
) -> list[set[tuple[str, str]]]:
    """What the released enforcer finds of dbt's manifest, governance by governance."""
    inputs = (folder / "dbt.json", folder / "governances.json")
    for path, data in zip(inputs, (manifest, governances), strict=True):
        path.write_text(json.dumps(data), encoding="utf-8")
    done = subprocess.run(
        [other_python("FLOE_TEST_RELEASED_PYTHON"), "-W", "ignore", "-c", RELEASED, *inputs],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    return [{(code, name) for code, name in each} for each in found]
