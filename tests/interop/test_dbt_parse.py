"""``--dbt-parse`` makes provable what only dbt can tell, by real dbt.

dbt runs in the environment of FLOE_TEST_DBT_PYTHON, with its DuckDB adapter.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from commands import Run, copy_examples, floe, other_python

from floe_lsp.cli.arguments import ArgumentParser
from floe_lsp.cli.compile import add_arguments
from floe_lsp.cli.compiling.bench import Bench, Order
from floe_lsp.cli.compiling.parsing import parse_all, runs_of
from floe_lsp.cli.dbt_parse import dbt_parse_of
from floe_lsp.cli.options import sources_of
from floe_lsp.compilation import default_output

pytestmark = pytest.mark.requirement("dbt parse")

PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: shop, version: 1.0.0, owner: shop@example.com}
platform: {manifest: manifest.yaml}
transforms:
  - name: orders
  - name: others
  - name: computed
    dependsOn: [others]
"""
MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: platform, version: 1.0.0, owner: platform@example.com}
plugins:
  compute:
    type: duckdb
  orchestrator:
    type: dagster
"""
FILES = {
    "floe.yaml": PRODUCT,
    "manifest.yaml": MANIFEST,
    "dbt_project.yml": "name: shop\nversion: '1.0'\nprofile: shop\n",
    "macros/m.sql": (
        "{% macro pick() %}{{ return(['or', 'ders'] | join) }}{% endmacro %}\n"
        "{% macro is_on() %}{{ return(1 == 1) }}{% endmacro %}\n"
    ),
    "models/orders.sql": "select 1 as id\n",
    "models/others.sql": "select 1 as id\n",
    "models/computed.sql": "select * from {{ ref(pick()) }}\n",
    "models/forgotten.sql": "{{ config(enabled=is_on()) }}\nselect 1 as id\n",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    return write(folder, FILES)


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _ = path.write_text(text, encoding="utf-8")
    return folder


def with_dbt(*words: str, cwd: Path, env: Mapping[str, str] | None = None) -> Run:
    """Run ``floe`` where dbt is on the PATH, with a folder of its own for temporary files."""
    programs = Path(other_python("FLOE_TEST_DBT_PYTHON")).parent
    temporary = cwd.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    path = os.pathsep.join((str(programs), os.environ["PATH"]))
    return floe(*words, cwd=cwd, env={"PATH": path, "TMPDIR": str(temporary), **(env or {})})


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_a_macro_computes_becomes_provable(shop: Path) -> None:
    before = files_below(shop)
    plain = floe("check", "--format", "concise", cwd=shop)
    assert (plain.code, plain.out + plain.err) == (0, ""), plain
    parsed = with_dbt("check", "--dbt-parse", "--format", "concise", cwd=shop)
    assert parsed.code == 1, parsed
    lines = parsed.out.splitlines()
    assert [each for each in lines if "E140" in each and "'orders'" in each], parsed
    assert [each for each in lines if "E141" in each and "'others'" in each], parsed
    assert [each for each in lines if "E139" in each and "'forgotten'" in each], parsed
    assert files_below(shop) == before
    assert list((shop.parent / "temporary").iterdir()) == []


@pytest.mark.parametrize("command", ["compile", "compile --validate-only", "governance report"])
def test_every_command_that_takes_it_finds_the_same(shop: Path, command: str) -> None:
    assert floe(*command.split(), cwd=shop).code == 0
    done = with_dbt(*command.split(), "--dbt-parse", cwd=shop)
    assert done.code == 1, done
    assert "E140" in done.err


def test_an_audit_parses_the_products_below_a_manifest(shop: Path) -> None:
    done = with_dbt("governance", "audit", "manifest.yaml", "--dbt-parse", cwd=shop)
    assert done.code == 1, done
    assert "E140" in done.err


def test_the_examples_pass_and_compile_to_the_same(tmp_path: Path) -> None:
    project = copy_examples(tmp_path) / "coffee-orders"
    fixed = {"SOURCE_DATE_EPOCH": "1700000000"}
    assert floe("compile", cwd=project, env=fixed).code == 0
    before = files_below(project)
    done = with_dbt("compile", "--dbt-parse", cwd=project, env=fixed)
    assert done.code == 0, done
    assert files_below(project) == before


def test_a_project_that_dbt_refuses_is_told_and_nothing_is_written(shop: Path) -> None:
    hidden = "blue-penguins-sing-at-9"
    text = "{{ exceptions.raise_compiler_error('no: ' ~ env_var('SHOP_PASSWORD')) }}"
    before = files_below(write(shop, {"models/others.sql": text}))
    done = with_dbt("compile", "--dbt-parse", cwd=shop, env={"SHOP_PASSWORD": hidden})
    assert done.code == 2, done
    assert "dbt parse in . failed" in done.err
    assert "Compilation Error in model others (models/others.sql)" in done.err
    assert "no: ********" in done.err
    assert hidden not in done.err + done.out
    assert files_below(shop) == before


def test_a_variable_that_the_profile_needs_is_named(shop: Path) -> None:
    config = "config: {account: acme, database: shop, warehouse: small, schema: main}"
    snowflake = f"type: snowflake\n    connection_secret_ref: warehouse\n    {config}"
    _ = write(shop, {"manifest.yaml": MANIFEST.replace("type: duckdb", snowflake)})
    done = with_dbt("check", "--dbt-parse", cwd=shop)
    assert done.code == 2, done
    assert "Set " in done.err
    assert "first, as before any run of dbt" in done.err


@pytest.fixture
def shops(tmp_path: Path) -> Path:
    """Three products, each beside a project of its own."""
    home = tmp_path / "shops"
    for name in ("a", "b", "c"):
        product = PRODUCT.replace("name: shop,", f"name: shop-{name},")
        write(home / name, {**FILES, "floe.yaml": product})
    return home


@pytest.mark.slow
def test_any_number_of_processes_finds_the_same(shops: Path) -> None:
    one, three = (
        with_dbt("compile", ".", "--dbt-parse", "--report", "concise", "-j", jobs, cwd=shops)
        for jobs in ("1", "3")
    )
    assert (one.code, three.code) == (1, 1)
    assert (three.out, three.err) == (one.out, one.err)
    lines = one.err.splitlines()
    for name in ("a", "b", "c"):
        assert [each for each in lines if each.startswith(f"{name}/floe.yaml:") and "E140" in each]


def test_another_process_knows_what_dbt_has_told(
    shops: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is handed where dbt wrote it, with the order."""
    monkeypatch.chdir(shops)
    path = Path(other_python("FLOE_TEST_DBT_PYTHON")).parent
    monkeypatch.setenv("PATH", os.pathsep.join((str(path), os.environ["PATH"])))
    parser = ArgumentParser(prog="floe compile")
    add_arguments(parser)
    options = parser.parse_args([".", "--dbt-parse", "-j", "3"])
    sources, spec = sources_of(options), shops / "a" / "floe.yaml"
    with dbt_parse_of(options, sources) as dbt:
        assert dbt is not None
        parse_all(dbt, runs_of(dbt, [spec], None), 3, lambda _: None)
        plain = Order(spec, default_output(spec))
        told = replace(plain, parsed=sources.parsed_folder(spec.parent))
        found = [
            {each.code for each in Bench(options).fulfil(pickle.loads(pickle.dumps(order))).found}  # noqa: S301
            for order in (plain, told)
        ]
    assert "E140" not in found[0]
    assert "E140" in found[1]
