"""``floe compile`` as a process: exit codes, streams, formats, and what it writes."""

from __future__ import annotations

import json
import stat
import subprocess
from pathlib import Path

import pytest
from commands import BIN, EXAMPLES, Run, copy_examples, environment, floe, load_yaml, run

ARTIFACT = Path("target", "compiled_artifacts.json")


@pytest.mark.requirement("FR-004")
def test_what_a_stream_cannot_carry_is_said_to_be_lost(product: Path) -> None:
    done = floe("compile", "-o", "-", cwd=product)
    assert done.code == 0
    assert "floe-core has no place for metadata (generated_by, platform_version), pro" in done.err
    assert "which is lost here" in done.err
    assert not (product / "target").exists()


@pytest.mark.requirement("FR-001")
def test_success_prints_what_was_written(product: Path) -> None:
    done = floe("compile", cwd=product)
    assert done == Run(
        0,
        "Compiled coffee-orders 1.0.0 (3 transforms)\n"
        "  profiles  target/profiles.yml\n"
        "  beside    target/orchestration.json\n"
        "  artifact  target/compiled_artifacts.json\n"
        "note: floe-core has no place for what orchestration.json holds: metadata (generated_by, "
        "platform_version), product, observability (telemetry), plugins (dbt), assets, schedule, "
        "resources, governance (naming, quality_gates, custom_rules) and enforcement_result "
        "(fields, summary, manifest_name, manifest_version, timestamp)\n"
        "note: deployment_environment is 'dev', since floe-core asks for one name to tell in "
        "traces; what a run connects to is chosen by FLOE_ENV\n"
        "Governance (strict):\n"
        "  naming                              PASS      3 models\n"
        "  coverage                            PASS      3 models\n"
        "  descriptions                        PASS      3 models\n"
        "  column descriptions                 PASS      3 models\n"
        "  tags of stg_*                       PASS      1 model\n"
        "  tags of int_*                       PASS      1 model\n"
        "  tags of fct_*                       PASS      1 model\n"
        "  tests unique, not_null              PASS      3 models\n"
        "  references                          PASS      3 models\n"
        "  tags of dim_*                       OFF       it applies to no model\n"
        "  audit_logging, data_retention_days  DECLARED  kept at run time\n",
        "",
    )
    artifact = json.loads((product / ARTIFACT).read_text(encoding="utf-8"))
    profiles = load_yaml((product / "target/profiles.yml").read_text(encoding="utf-8"))
    assert artifact["metadata"]["product_name"] == "coffee-orders"
    assert profiles == artifact["dbt_profiles"]


@pytest.mark.requirement("FR-012")
def test_mistake_of_validation_is_exit_1_on_stderr(broken: Path) -> None:
    done = floe("compile", cwd=broken)
    assert (done.code, done.out) == (1, "")
    assert "error[E110]: 'int_order' is not a transform of this product" in done.err
    assert " --> floe.yaml:32:17\n" in done.err
    assert not (broken / "target").exists()


@pytest.mark.requirement("FR-012")
def test_mistake_of_compilation_is_exit_2(examples: Path, product: Path) -> None:
    manifest = examples / "manifest.yaml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("type: duckdb", "type: duckbd"), encoding="utf-8")
    done = floe("compile", cwd=product)
    assert (done.code, done.out) == (2, "")
    assert "error[E207]: compute plugin 'duckbd' is not installed" in done.err


@pytest.mark.requirement("FR-012")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--dryrun"], "there is no option --dryrun; did you mean --dry-run?"),
        (["--formt=json"], "there is no option --formt; did you mean --format?"),
        (["--format", "jsno"], "'jsno' is not a value of --format; did you mean json?\nAllowed: "),
        (["a", "--dry-run", "b"], "'b' stands apart from the other paths; name all in one place"),
        (["--output", "."], "--output . is a folder; name a file, such as compiled_artifacts.json"),
        (["--output", ""], "the name is empty; name a file or a folder"),
        (["--spec", ""], "the name is empty; name a file or a folder"),
        (["--manifest", ""], "the name is empty; name a file or a folder"),
        (
            ["--namespace", "data"],
            "--namespace is for --format configmap, and the artifact is json",
        ),
        (
            ["--configmap-name", "a", "-o", "a.yaml"],
            "--configmap-name is for --format configmap, and the artifact is yaml",
        ),
        (["--configmap-name", "A_B"], "'A_B' is not a name for a ConfigMap"),
        (["--dry-run", "--validate-only"], "not allowed with argument"),
    ],
)
def test_wrong_usage_is_exit_2_and_says_what_was_meant(
    product: Path, arguments: list[str], words: str
) -> None:
    done = floe("compile", *arguments, cwd=product)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("floe compile: ")
    assert words in done.err
    assert not (product / "target").exists()


@pytest.mark.requirement("FR-001")
@pytest.mark.parametrize("options", [["-o", "-"], ["--output=-"], ["-o", "-", "--dry-run"]])
def test_a_dash_stands_for_standard_output(product: Path, options: list[str]) -> None:
    before = sorted(product.rglob("*"))
    done = floe("compile", *options, cwd=product)
    assert done.code == 0
    assert sorted(product.rglob("*")) == before
    if "--dry-run" in options:
        assert done.out == ""
    else:
        assert json.loads(done.out)["metadata"]["product_name"] == "coffee-orders"
    assert "coffee-orders 1.0.0 (3 transforms)" in done.err


@pytest.mark.requirement("FR-009")
@pytest.mark.parametrize("option", ["--dry-run", "--validate-only"])
def test_nothing_is_written(product: Path, option: str) -> None:
    before = sorted(product.rglob("*"))
    done = floe("compile", option, cwd=product)
    assert done.code == 0
    assert done.out.startswith("Validation successful: coffee-orders 1.0.0 (3 transforms)")
    assert sorted(product.rglob("*")) == before


@pytest.mark.requirement("FR-009")
def test_dry_run_finds_what_stops_the_writing(product: Path) -> None:
    done = floe("compile", "--dry-run", "--output", "floe.yaml", cwd=product)
    assert done.code == 2
    assert "error[E501]: the artifact would take the place of 'floe.yaml'" in done.err


@pytest.mark.requirement("FR-010")
def test_validate_only_finds_what_a_compilation_would_refuse(product: Path) -> None:
    (product / "dbt_project.yml").write_text("name: [", encoding="utf-8")
    for form in ("--validate-only", "--dry-run"):
        done = floe("compile", form, cwd=product)
        assert done.code == 2
        assert "error[E406]" in done.err


@pytest.mark.requirement("FR-011")
@pytest.mark.parametrize(
    ("arguments", "file", "kind"),
    [
        (["-o", "out/a.json"], "out/a.json", "json"),
        (["-o", "out/a.yaml"], "out/a.yaml", "yaml"),
        (["-o", "out/a.YML"], "out/a.YML", "yaml"),
        (["-o", "out/a"], "out/a", "json"),
        (["-o", "out/a.yaml", "--format", "json"], "out/a.yaml", "json"),
        (["--format", "yaml"], "target/compiled_artifacts.json", "yaml"),
        (["-o", "out/a.yaml", "--format", "configmap"], "out/a.yaml", "configmap"),
    ],
)
def test_format(product: Path, arguments: list[str], file: str, kind: str) -> None:
    assert floe("compile", *arguments, cwd=product).code == 0
    text = (product / file).read_text(encoding="utf-8")
    assert text.startswith("{") == (kind == "json")
    data = load_yaml(text)
    if kind == "configmap":
        assert (data["kind"], data["metadata"]["name"]) == ("ConfigMap", "floe-compiled-values")
        data = load_yaml(data["data"]["values.yaml"])
    assert data["metadata"]["product_name"] == "coffee-orders"
    assert (product / file).with_name("profiles.yml").is_file()


def test_quiet_prints_problems_alone(product: Path, examples: Path) -> None:
    assert floe("compile", "--quiet", cwd=product) == Run(0, "", "")
    manifest = examples / "manifest.yaml"
    with manifest.open("a", encoding="utf-8") as file:
        file.write("unknown_key: 1\n")
    assert "warning[" in floe("compile", cwd=product).err
    assert floe("compile", "--quiet", cwd=product) == Run(0, "", "")
    (product / "floe.yaml").unlink()
    assert "error[E001]" in floe("compile", "--quiet", cwd=product).err


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1"])
def test_artifact_into_a_pipe_has_no_profile_beside_it(product: Path, name: str) -> None:
    done = floe("compile", "--output", name, "--format", "yaml", cwd=product)
    assert done.code == 0
    assert load_yaml(done.out)["metadata"]["product_name"] == "coffee-orders"
    assert "Compiled coffee-orders" in done.err, "nothing but the artifact goes into the pipe"
    assert not Path("/dev/profiles.yml").exists()


@pytest.mark.parametrize("name", ["/dev/stderr", "/dev/fd/2"])
def test_artifact_into_the_other_pipe(product: Path, name: str) -> None:
    done = floe("compile", "--quiet", "--output", name, cwd=product)
    assert (done.code, done.out) == (0, "")
    assert json.loads(done.err)["metadata"]["product_name"] == "coffee-orders"


def test_artifact_goes_behind_what_a_file_holds(product: Path, tmp_path: Path) -> None:
    """As ``>> file`` asks: the shell has opened it, and the name of the stream must not do it."""
    log = tmp_path / "log"
    _ = log.write_bytes(b"before\n")
    with log.open("ab") as file:
        done = subprocess.run(
            [BIN / "floe", "compile", "--quiet", "--output", "/dev/stdout"],
            cwd=product, env=environment(), stdout=file, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 0
    first, _, rest = log.read_text(encoding="utf-8").partition("\n")
    assert first == "before"
    assert json.loads(rest)["metadata"]["product_name"] == "coffee-orders"


def test_artifact_into_nothing(product: Path) -> None:
    assert floe("compile", "--quiet", "--output", "/dev/null", cwd=product) == Run(0, "", "")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_artifact_into_a_stream_that_is_not_open(product: Path) -> None:
    for option in ([], ["--dry-run"]):
        done = floe("compile", "--output", "/dev/fd/987", *option, cwd=product)
        assert done.code == 2
        assert "error[E501]: '/dev/fd/987' is not open" in done.err


@pytest.mark.parametrize("name", ["floe.yaml", "../manifest.yaml"])
def test_sources_are_never_written_over(product: Path, name: str) -> None:
    before = (product / name).read_bytes()
    done = floe("compile", "--output", name, cwd=product)
    assert done.code == 2
    assert "the artifact would take the place of" in done.err
    assert "stale" not in done.err
    assert (product / name).read_bytes() == before


def test_profile_of_the_user_is_left_alone(product: Path) -> None:
    own = product / "profiles.yml"
    own.write_text("mine: {}\n", encoding="utf-8")
    done = floe("compile", "--output", "artifact.json", cwd=product)
    assert done.code == 2
    assert "there is already a file 'profiles.yml' that floe compile did not" in done.err
    assert own.read_text(encoding="utf-8") == "mine: {}\n"
    assert not (product / "artifact.json").exists()


@pytest.mark.requirement("FR-012")
def test_failed_compile_leaves_the_last_artifact_and_says_it_is_stale(product: Path) -> None:
    floe("compile", cwd=product)
    before = (product / ARTIFACT).read_bytes()
    with (product / "floe.yaml").open("a", encoding="utf-8") as file:
        file.write("transfroms: []\n")
    done = floe("compile", cwd=product)
    assert done.code == 1
    assert done.err.endswith(
        "target/compiled_artifacts.json is from an earlier compile and is now stale\n"
    )
    assert (product / ARTIFACT).read_bytes() == before


@pytest.mark.requirement("FR-014")
def test_two_folders_give_the_same_bytes(tmp_path: Path) -> None:
    contents: list[bytes] = []
    for name in ("one", "two"):
        folder = copy_examples(tmp_path / name) / "bike-share"
        done = floe("compile", cwd=folder, env={"SOURCE_DATE_EPOCH": "1700000000"})
        assert done.code == 0
        contents.append((folder / ARTIFACT).read_bytes())
    assert contents[0] == contents[1]
    assert str(tmp_path).encode() not in contents[0]
    assert b'"compiled_at": "2023-11-14T22:13:20Z"' in contents[0]


@pytest.mark.requirement("FR-014")
@pytest.mark.parametrize("epoch", ["99999999999999", "9" * 5000, "1.5", "-1", "yesterday"])
@pytest.mark.parametrize("command", ["compile", "check"])
def test_a_date_that_is_none_is_wrong_usage(product: Path, command: str, epoch: str) -> None:
    done = floe(command, cwd=product, env={"SOURCE_DATE_EPOCH": epoch})
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"floe {command}: SOURCE_DATE_EPOCH cannot be '{epoch[:50]}")
    assert done.err.endswith("it is whole seconds since 1970, from 0 to 253402300799\n")
    assert not (product / "target").exists()


@pytest.mark.requirement("FR-014")
@pytest.mark.parametrize(
    ("epoch", "time"),
    [
        ("0", "1970-01-01T00:00:00Z"),
        ("0001700000000", "2023-11-14T22:13:20Z"),
        ("253402300799", "9999-12-31T23:59:59Z"),
    ],
)
def test_a_date_stands_in_for_the_clock(product: Path, epoch: str, time: str) -> None:
    assert floe("compile", cwd=product, env={"SOURCE_DATE_EPOCH": epoch}).code == 0
    artifact = json.loads((product / ARTIFACT).read_text(encoding="utf-8"))
    assert artifact["metadata"]["compiled_at"] == time


@pytest.mark.requirement("FR-001")
def test_floe_lsp_compiles_likewise(product: Path) -> None:
    env = {"SOURCE_DATE_EPOCH": "1700000000"}
    ours = floe("compile", "--output", "a.json", cwd=product, env=env)
    same = run("floe-lsp", "--compile", "--output", "a.json", cwd=product, env=env)
    assert same == ours
    assert same.code == 0


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("nope.yaml", "there is no file 'nope.yaml' here"),
        ("flow.yaml", "did you mean 'floe.yaml'?"),
        ("nope/floe.yaml", "there is no folder 'nope'"),
        ("..", "there is one in the folder below: 'bike-share/floe.yaml'"),
    ],
)
def test_missing_product(product: Path, spec: str, words: str) -> None:
    done = floe("compile", "--spec", spec, cwd=product)
    assert done.code == 1
    assert words in done.err


def test_folder_stands_for_the_product_in_it(product: Path) -> None:
    (product / "floe.yaml").rename(product / "floe.yml")
    assert floe("compile", "--dry-run", cwd=product).code == 0
    assert floe("compile", "--dry-run", "--spec", product, cwd=product.parent).code == 0


@pytest.mark.requirement("security")
def test_no_name_of_a_repository_reaches_the_terminal_as_it_is(
    product: Path, tmp_path: Path
) -> None:
    """An escape sequence in the name of a folder would set colours and the window's title."""
    folder = tmp_path / "esc\x1b]0;title\x07\x1b[31mred"
    folder.mkdir()
    for each in product.iterdir():
        each.rename(folder / each.name)
    (tmp_path / "manifest.yaml").write_bytes((EXAMPLES / "manifest.yaml").read_bytes())
    spec = folder / "floe.yaml"
    runs = [floe("compile", "-s", spec, cwd=tmp_path)]
    assert (runs[0].code, runs[0].out.count("\\x1b[31mred")) == (0, 3)
    spec.write_text("kind: FloeSpec\n", encoding="utf-8")
    runs.append(floe("compile", "-s", spec, cwd=tmp_path))
    assert "is now stale" in runs[-1].err
    runs += [
        floe("compile", "-s", spec, "-o", folder, cwd=tmp_path),
        floe("check", spec, cwd=tmp_path),
        floe("check", folder / "none.yaml", cwd=tmp_path),
        floe("schema", "--all", folder / "schemas", cwd=tmp_path),
        floe("schema", "--all", spec, cwd=tmp_path),
        floe("explain", "\x1b[31m", cwd=tmp_path),
    ]
    assert not any("\x1b" in each.out + each.err for each in runs)
