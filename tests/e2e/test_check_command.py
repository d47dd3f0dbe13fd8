"""``floe check``, ``explain``, ``schema`` and ``--version`` as processes."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
from pathlib import Path

import pytest
from commands import BIN, Run, environment, floe, run

from floe_lsp import __version__
from floe_lsp.compilation.codes import CODES
from floe_lsp.files.names import TOOL_FOLDERS
from floe_lsp.wording.counting import counted


def on_a_terminal(*arguments: str, cwd: Path, env: dict[str, str] | None = None) -> tuple[int, str]:
    """Run ``floe`` with every stream on a terminal 80 columns wide."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [str(BIN / "floe"), *arguments],
        cwd=cwd,
        env=environment({"COLUMNS": "80", "TERM": "xterm-256color", **(env or {})}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while select.select([ours], [], [], 60)[0]:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux says so when the other side is closed
            break
        if not part:
            break
        shown += part
    os.close(ours)
    return process.wait(60), shown.decode().replace("\r\n", "\n")


def governed(every: int, *of_prefixes: int) -> str:
    """How the governance of the examples' platform ends, by the models of each policy.

    Args:
        every: All models, which most policies are about.
        of_prefixes: The models that begin with each of the prefixes that have a policy of theirs.
    """
    models = (*[every] * 4, *of_prefixes, every, every)
    lines = [
        f"  {title:34}  {'PASS      ' + counted(count, 'model') if count else NONE}\n"
        # What is off comes last.
        for title, count in sorted(zip(POLICIES, models, strict=True), key=lambda row: not row[1])
    ]
    declared = "  audit_logging, data_retention_days  DECLARED  kept at run time\n"
    return "".join(("Governance (strict):\n", *lines, declared))


POLICIES = (
    "naming", "coverage", "descriptions", "column descriptions",
    "tags of stg_*", "tags of int_*", "tags of fct_*", "tags of dim_*", "tests unique, not_null",
    "references",
)  # fmt: skip
NONE = "OFF       it applies to no model"
COFFEE, BIKES, BOTH = governed(3, 1, 1, 1, 0), governed(14, 6, 3, 3, 2), governed(17, 7, 4, 4, 2)


def test_folder_with_two_products(examples: Path) -> None:
    said = f"2 products checked, no problems found\n{BOTH}"
    assert floe("check", cwd=examples) == Run(0, said, "")


@pytest.mark.requirement("no pass without a check")
def test_a_platform_without_governance_says_so_once(product: Path) -> None:
    manifest = product.parent / "manifest.yaml"
    text = manifest.read_text(encoding="utf-8")
    begin, end = text.index("governance:"), text.index("resource_presets:")
    manifest.write_text(text[:begin] + text[end:], encoding="utf-8")
    nothing = "Governance: nothing is enforced, for the manifest sets none\n"
    assert floe("check", cwd=product).out == f"1 product checked, no problems found\n{nothing}"


@pytest.mark.requirement("no pass without a check")
def test_what_nobody_looked_at_is_said_and_fails_under_strict(product: Path) -> None:
    (product / "dbt_project.yml").unlink()
    done = floe("check", cwd=product)
    assert done.code == 2
    assert "error[E308]: quality_gates.minimum_test_coverage is not checked" in done.err
    assert "  coverage                            NOT CHECKED  there is no dbt project" in done.err


def test_json_counts_what_was_looked_at_beside_what_has_findings(examples: Path) -> None:
    for paths, checked in ((["."], 2), (["manifest.yaml"], 1)):
        done = floe("check", *paths, "--format", "json", cwd=examples)
        summary = json.loads(done.out)["summary"]
        assert (summary["files"], summary["checked"]) == (0, checked)


def test_every_way_of_naming_a_product_counts_once(product: Path) -> None:
    done = floe("check", ".", "floe.yaml", product, product / "floe.yaml", cwd=product)
    assert done.out == f"1 product checked, no problems found\n{COFFEE}"


@pytest.mark.requirement("FR-012")
def test_folders_of_tools_are_not_searched(product: Path) -> None:
    wrong = "nothing: right\n"
    for name in (".git", "node_modules", "target", "dbt_packages", "venv/lib"):
        folder = product / name
        folder.mkdir(parents=True)
        (folder / "floe.yaml").write_text(wrong, encoding="utf-8")
    (product / "venv/pyvenv.cfg").touch()
    assert floe("check", cwd=product).out == f"1 product checked, no problems found\n{COFFEE}"
    inside = floe("check", "target", cwd=product)
    assert inside.code == 1
    assert " --> target/floe.yaml:1:1\n" in inside.err


def test_manifest_by_itself(examples: Path) -> None:
    done = floe("check", "manifest.yaml", "bike-share", cwd=examples)
    assert done == Run(0, f"1 product and 1 manifest checked, no problems found\n{BIKES}", "")


def test_mistakes_of_a_manifest_and_its_parent(tmp_path: Path, examples: Path) -> None:
    text = (examples / "manifest.yaml").read_text(encoding="utf-8")
    strict = text.replace("metadata:\n  name:", "scope: enterprise\nmetadata:\n  name:", 1)
    (tmp_path / "company.yaml").write_text(strict, encoding="utf-8")
    domain = strict.replace("scope: enterprise", "scope: domain\nparent_manifest: company.yaml")
    weaker = domain.replace("data_retention_days: 365", "data_retention_days: 30")
    (tmp_path / "domain.yaml").write_text(weaker, encoding="utf-8")
    done = floe("check", "domain.yaml", cwd=tmp_path)
    assert done.code == 2
    assert "data_retention_days" in done.err
    assert "company.yaml:" in done.err
    broken = strict.replace("data_retention_days: 365", "data_retention_days: a year")
    (tmp_path / "company.yaml").write_text(broken, encoding="utf-8")
    done = floe("check", "domain.yaml", cwd=tmp_path)
    assert done.code == 1
    assert " --> company.yaml:" in done.err


def test_wrong_option_of_an_engine_is_found_in_a_manifest(examples: Path) -> None:
    manifest = examples / "manifest.yaml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("threads: 4", "threads: four"), encoding="utf-8")
    done = floe("check", "manifest.yaml", cwd=examples)
    assert done.code == 2
    assert " --> manifest.yaml:18:16\n" in done.err


@pytest.mark.requirement("FR-012")
def test_what_is_no_product(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "named/floe.yaml").mkdir(parents=True)
    for path, words in (
        ("nope", "error[E001]: there is no file 'nope' here"),
        ("empty", "error[E003]: there is no floe.yaml or floe.yml in this folder or below it"),
        ("named", "error[E003]: there is no floe.yaml or floe.yml in this folder or below it"),
    ):
        done = floe("check", path, cwd=tmp_path)
        assert (done.code, done.out) == (1, "")
        assert words in done.err
        assert f" --> {path}\n" in done.err
    (tmp_path / "empty" / "manifest.yaml").write_text("")
    done = floe("check", "empty", cwd=tmp_path)
    assert "help: there is a manifest.yaml; to check it, name the file itself" in done.err
    done = floe("compile", "--spec", "named/floe.yaml", cwd=tmp_path)
    assert "error[E001]: 'floe.yaml' is not a file" in done.err


@pytest.mark.requirement("FR-012")
def test_files_of_other_programs_are_passed_over(product: Path) -> None:
    """What pre-commit hands over: all YAML files that are to be committed."""
    others = {
        "models/schema.yml": "version: 2\nmodels:\n  - name: stg_orders\n",
        "broken.yml": "a: [1\n{% if x %}\n",
        "empty.yaml": "\n",
        "pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n",
    }
    for name, text in others.items():
        path = product / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    names = ["dbt_project.yml", *others]
    said = f"not checked, since they are no products or manifests: {', '.join(names)}\n"
    assert floe("check", *names, cwd=product) == Run(0, "", said)
    done = floe("check", "floe.yaml", *names, cwd=product)
    assert done == Run(0, f"1 product checked, no problems found\n{COFFEE}", said)
    assert floe("check", "--quiet", *names, cwd=product) == Run(0, "", "")
    one = floe("check", "--format", "json", "empty.yaml", cwd=product)
    assert one.err == "not checked, since it is neither a product nor a manifest: empty.yaml\n"
    assert json.loads(one.out)["summary"]["checked"] == 0


@pytest.mark.requirement("FR-012")
def test_what_looks_like_ours_is_checked_whatever_its_name_is(tmp_path: Path) -> None:
    for text, code in (
        ("kind: FloeSpec\n", "E103"),
        ("apiVersion: floe.dev/v1\n", "E103"),
        ("apiVersion: floe.de/v1\nkind: Manifest\nmetadata: {}\n", "E111"),
    ):
        (tmp_path / "orders.yaml").write_text(text, encoding="utf-8")
        done = floe("check", "orders.yaml", cwd=tmp_path)
        assert done.code == 1
        assert f"error[{code}]" in done.err
    for name in ("floe.yml", "manifest.yaml"):
        (tmp_path / name).write_text("<html></html>\n", encoding="utf-8")
        done = floe("check", name, cwd=tmp_path)
        assert (done.code, done.out) == (1, "")


@pytest.mark.requirement("E125")
def test_a_product_and_its_manifest_swapped(examples: Path) -> None:
    product = "bike-share/floe.yaml"
    done = floe("check", "manifest.yaml", "--manifest", product, cwd=examples)
    assert done.code == 1
    assert "error[E125]: this file is a data product (floe.yaml)" in done.err
    assert f" --> {product}:" in done.err
    assert "check that the two are not swapped" in done.err
    done = floe("check", "manifest.yaml", "--manifest", "manifest.yaml", cwd=examples)
    unused = "floe check: --manifest manifest.yaml is for products, and none was named\n"
    assert done == Run(0, "1 manifest checked, no problems found\n", unused)
    done = floe("check", "manifest.yaml", "--manifest", "nowhere.yaml", cwd=examples)
    assert done.code == 1
    assert "error[E001]: there is no file 'nowhere.yaml' here" in done.err


@pytest.mark.requirement("E028")
def test_a_product_in_capital_letters(product: Path) -> None:
    (product / "floe.yaml").rename(product / "Floe.yaml")
    said = "[E028]: 'Floe.yaml' is not found by its name"
    searched = floe("check", cwd=product)
    assert searched.code == 1
    assert f"error{said}" in searched.err
    assert "E003" not in searched.err
    named = floe("check", "Floe.yaml", cwd=product)
    assert named.code == 0
    assert f"warning{said}" in named.err
    compiled = floe("compile", cwd=product)
    assert compiled.code == 1
    assert "rename 'Floe.yaml' to 'floe.yaml'; capital letters count" in compiled.err
    (product / "Floe.yaml").rename(product / "floe.yaml")
    (product / "FLOE.yml").write_text("", encoding="utf-8")
    assert floe("check", cwd=product).out == f"1 product checked, no problems found\n{COFFEE}"


@pytest.mark.requirement("security")
def test_help_and_page_say_which_folders_are_not_searched(tmp_path: Path) -> None:
    said = floe("check", "--help", cwd=tmp_path).out
    page = (Path(__file__).parents[2] / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
    for text in ("".join(said.split()), "".join(page.split())):
        assert "links,hiddenfolders,virtualenvironments" in text
        assert all(name in text for name in TOOL_FOLDERS)


@pytest.mark.requirement("E013")
def test_file_that_is_not_utf_8(product: Path) -> None:
    spec = product / "floe.yaml"
    spec.write_bytes(spec.read_bytes().replace(b"coffee shops", b"caf\xe9s"))
    done = floe("check", cwd=product)
    assert done.code == 1
    assert "error[E013]: the byte 0xE9 is not valid UTF-8" in done.err


@pytest.mark.requirement("FR-002")
def test_json_is_the_only_thing_on_stdout(broken: Path) -> None:
    done = floe("check", "--format", "json", "--verbose", cwd=broken)
    assert done.code == 1
    (found,) = json.loads(done.out)["diagnostics"]
    assert found["file"] == "floe.yaml"
    assert found["location"] == {"line": 32, "column": 17, "endLine": 32, "endColumn": 26}
    assert (found["code"], found["stage"], found["severity"]) == ("E110", "VALIDATE", "error")
    assert found["suggestion"] == "did you mean 'int_orders'?"
    assert found["fixes"]
    clean = floe("check", "--format", "json", "../bike-share", cwd=broken)
    assert clean.code == 0
    assert json.loads(clean.out)["diagnostics"] == []


@pytest.mark.requirement("FR-002")
def test_sarif_and_github(broken: Path) -> None:
    log = json.loads(floe("check", "--format", "sarif", cwd=broken).out)
    (result,) = log["runs"][0]["results"]
    assert (log["version"], result["ruleId"]) == ("2.1.0", "E110")
    done = floe("check", "--format", "github", cwd=broken)
    assert done.out.startswith("::error file=floe.yaml,line=32,endLine=32,col=17,endColumn=26,")
    assert (done.code, done.err) == (1, "")


def test_stage_stops_early(examples: Path) -> None:
    manifest = examples / "manifest.yaml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("type: duckdb", "type: duckbd"), encoding="utf-8")
    assert floe("check", "--stage", "validate", cwd=examples).code == 0
    assert floe("check", "--stage", "resolve", cwd=examples).code == 2


def test_colours_on_a_terminal_at_80_columns(broken: Path) -> None:
    code, shown = on_a_terminal("check", cwd=broken)
    assert code == 1
    assert "\x1b[" in shown
    code, plain = on_a_terminal("check", cwd=broken, env={"NO_COLOR": "1"})
    assert code == 1
    assert "\x1b[3" not in plain
    assert "error[E110]: 'int_order' is not a transform of this product" in plain
    assert max(len(line) for line in plain.splitlines() if "file://" not in line) <= 80


def test_explain() -> None:
    here = Path.cwd()
    page = floe("explain", "e110", cwd=here)
    assert page.code == 0
    assert page.out.startswith("# E110: unknown dependency\n")
    both = floe("explain", "E110", "E102", "E110", cwd=here)
    assert both.out == page.out + floe("explain", "E102", cwd=here).out
    listed, _, what_it_means = floe("explain", cwd=here).out.partition("\nThe severity")
    assert [line.split()[:2] for line in listed.splitlines()] == [
        [info.severity.value, code] for code, info in CODES.items()
    ]
    assert "only an error stops a compilation" in what_it_means
    near = floe("explain", "E11O", cwd=here)
    assert near == Run(2, "", "floe explain: there is no code 'E11O'; did you mean E110?\n")
    far = floe("explain", "nonsense", cwd=here)
    assert far.code == 2
    assert "floe explain lists every code" in far.err


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("floe", "floe-spec.schema.json"),
        ("manifest", "platform-manifest.schema.json"),
        ("artifacts", "compiled-artifacts.schema.json"),
    ],
)
def test_schema_is_the_one_that_is_kept(repository: Path, kind: str, file: str) -> None:
    kept = (repository / "docs/contracts" / file).read_text(encoding="utf-8")
    assert floe("schema", kind, cwd=repository) == Run(0, kept, "")


@pytest.mark.requirement("FR-012")
@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["chekc"], "floe: 'chekc' is not a command; did you mean check?\n"),
        (["--bogus"], "floe: there is no option --bogus\n"),
        (
            ["schema", "artifact"],
            "floe schema: 'artifact' is not a kind; did you mean artifacts?\n",
        ),
        (
            ["schema"],
            "Allowed: floe, manifest, artifacts, enforcement, orchestration\n",
        ),
        (["check", "--stage", "enforced"], "did you mean ENFORCE?\n"),
        (["schema", "floe", "more"], "floe schema: 'more' is one argument too many\n"),
        ([], "usage: floe "),
    ],
)
def test_wrong_usage(tmp_path: Path, words: list[str], answer: str) -> None:
    done = floe(*words, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert answer in done.err
    assert max(map(len, done.err.splitlines())) <= 80


@pytest.mark.parametrize("command", ["floe", "floe-lsp"])
def test_version(tmp_path: Path, command: str) -> None:
    assert run(command, "--version", cwd=tmp_path) == Run(0, f"{command} {__version__}\n", "")
