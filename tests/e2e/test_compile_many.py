"""``floe compile`` of many products: one run, one report, one exit code, several processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from commands import BIN, REPOSITORY, environment, floe

from corpus import DEFAULT_FILES

pytestmark = pytest.mark.requirement("FR-001")

ARTIFACT = Path("target", "compiled_artifacts.json")
SPEC = DEFAULT_FILES["floe.yaml"]
NAME = "orders"
FIXED = {"SOURCE_DATE_EPOCH": "1767225600"}
SERVER = REPOSITORY / "server"

LOAD_ERROR = SPEC.replace("transforms:", "transforms: [", 1)
VALIDATE_ERROR = SPEC.replace("kind: FloeSpec", "kind: FloeSpecs")


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write products into folders of their names, below one manifest."""

    def written(**texts: str) -> Path:
        home = tmp_path / "products"
        home.mkdir(exist_ok=True)
        (home / "manifest.yaml").write_text(DEFAULT_FILES["manifest.yaml"], encoding="utf-8")
        for folder, text in texts.items():
            (home / folder).mkdir()
            (home / folder / "floe.yaml").write_text(text, encoding="utf-8")
        return home

    return written


def named(name: str, text: str = SPEC) -> str:
    return text.replace(f"name: {NAME}\n", f"name: {name}\n", 1)


def several(count: int) -> dict[str, str]:
    return {f"p{number:02}": named(f"product-{number:02}") for number in range(count)}


def artifacts(home: Path) -> dict[str, bytes]:
    found = sorted(home.rglob("compiled_artifacts.json"))
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in found}


def everything(home: Path) -> list[Path]:
    return sorted(home.rglob("*"))


def test_the_text_of_the_product_has_the_name_that_is_replaced() -> None:
    assert named("other") != SPEC
    assert LOAD_ERROR != SPEC
    assert VALIDATE_ERROR != SPEC


@pytest.mark.parametrize("words", [["."], ["--all"], ["a", "b"], ["b/floe.yaml", "a", "./a"]])
def test_each_is_written_as_if_it_were_compiled_alone(
    write: Callable[..., Path], words: list[str]
) -> None:
    home = write(a=named("one"), b=named("two"))
    together = floe("compile", *words, cwd=home, env=FIXED)
    assert (together.code, together.err) == (0, "")
    assert together.out.startswith("Compiled 2 of 2 products\n")
    assert together.out.count("\n  one 1.0.0") == together.out.count("\n  two 1.0.0") == 1
    made = artifacts(home)
    for folder in ("a", "b"):
        assert floe("compile", cwd=home / folder, env=FIXED).code == 0
    assert artifacts(home) == made
    assert len(made) == 2


def test_one_path_of_a_file_is_one_product(write: Callable[..., Path]) -> None:
    home = write(a=SPEC)
    assert floe("compile", "a/floe.yaml", cwd=home) == floe("compile", "-s", "a", cwd=home)


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({"b": VALIDATE_ERROR}, 1),
        ({"b": LOAD_ERROR}, 1),
        ({"b": SPEC + "platform: {manifest: ../wrong.yaml}\n"}, 2),
        ({"b": VALIDATE_ERROR, "c": SPEC + "platform: {manifest: ../wrong.yaml}\n"}, 2),
    ],
)
def test_what_fails_stops_no_other_and_the_worst_code_is_that_of_the_run(
    write: Callable[..., Path], texts: dict[str, str], code: int
) -> None:
    home = write(a=named("first"), **texts, z=named("last"))
    wrong = DEFAULT_FILES["manifest.yaml"].replace("type: duckdb", "type: duckbd")
    assert wrong != DEFAULT_FILES["manifest.yaml"]
    (home / "wrong.yaml").write_text(wrong, encoding="utf-8")
    done = floe("compile", ".", cwd=home)
    assert done.code == code
    assert done.out.startswith(f"Compiled 2 of {2 + len(texts)} products\n")
    assert sorted(artifacts(home)) == [f"{each}/{ARTIFACT.as_posix()}" for each in "az"]
    assert f"{len(texts)} product{'s' if len(texts) > 1 else ''} failed:\n" in done.err
    for folder in texts:
        assert f"  {folder}/floe.yaml: 1 error" in done.err


def test_a_stale_artifact_is_named(write: Callable[..., Path]) -> None:
    home = write(a=named("one"), b=named("two"))
    assert floe("compile", ".", cwd=home).code == 0
    (home / "b" / "floe.yaml").write_text(VALIDATE_ERROR, encoding="utf-8")
    done = floe("compile", ".", cwd=home)
    stale = "b/target/compiled_artifacts.json is from an earlier compile and is now stale\n"
    assert f"(1); {stale}" in done.err
    assert "a/target/compiled_artifacts.json is from" not in done.err


def test_all_is_the_same_with_any_number_of_processes(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    """With several, the first product waits until the last one is written, by another process."""
    texts = several(12)
    texts["p05"] = named("product-05", VALIDATE_ERROR)
    home = write(**texts)
    last = home / "p11" / ARTIFACT
    code = f"""
        import pathlib, time

        def opened(path, is_worker):
            until = time.monotonic() + 60
            while path.endswith("p00/floe.yaml") and not is_worker and time.monotonic() < until:
                if pathlib.Path({str(last)!r}).exists():
                    return
                time.sleep(0.01)
    """
    runs = [floe("compile", ".", "-j", "1", cwd=home, env=FIXED)]
    made = artifacts(home)
    slowly = FIXED | watched(tmp_path, code)
    for jobs in ("2", "5"):
        last.unlink()
        runs.append(floe("compile", ".", "-j", jobs, cwd=home, env=slowly))
        assert artifacts(home) == made
    assert runs[0] == runs[1] == runs[2]
    assert runs[0].code == 1
    lines = [line.split()[0] for line in runs[0].out.splitlines() if line.startswith("  product-")]
    assert lines == [f"product-{number:02}" for number in range(12) if number != 5]
    assert len(made) == 11


@pytest.mark.parametrize("option", ["--dry-run", "--validate-only"])
def test_nothing_is_written(write: Callable[..., Path], option: str) -> None:
    home = write(**several(3))
    before = everything(home)
    done = floe("compile", ".", option, "-j", "2", cwd=home)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Validated 3 of 3 products")
    assert everything(home) == before


def test_quiet_prints_problems_alone(write: Callable[..., Path]) -> None:
    home = write(**several(2))
    assert floe("compile", ".", "-q", cwd=home) == (0, "", "")
    (home / "p01" / "floe.yaml").write_text(VALIDATE_ERROR, encoding="utf-8")
    done = floe("compile", ".", "-q", cwd=home)
    assert (done.code, done.out) == (1, "")
    assert "error[" in done.err


def test_no_product(tmp_path: Path) -> None:
    done = floe("compile", "--all", cwd=tmp_path)
    assert (done.code, done.out) == (1, "")
    assert "there is no floe.yaml or floe.yml in this folder or below it" in done.err


def test_a_pattern_has_the_name_of_each_product(write: Callable[..., Path]) -> None:
    home = write(a=named("one"), b=named("two"), c=SPEC.replace("  name:", "  nam:", 1))
    words = ("-o", "out/{product}/x.json", "--report-file", "out/{product}.html")
    done = floe("compile", ".", *words, cwd=home)
    assert done.code == 1
    made = {path.relative_to(home).as_posix() for path in (home / "out").rglob("*.*")}
    assert made == {
        *(f"out/{name}/{file}" for name in ("one", "two") for file in ("x.json", "profiles.yml")),
        "out/one.html",
        "out/two.html",
    }
    assert not list(home.rglob("*{*"))
    alone = floe("compile", "-s", "a", "-o", "alone/{product}.json", cwd=home)
    assert alone.code == 0
    assert (home / "alone" / "one.json").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "x.json"], "a/floe.yaml and b/floe.yaml would both be written into x.json; give"),
        (["-o", "out/{product}.json"], "would both be written into out/profiles.yml; give each a"),
        (["-o", "{product}/x.json", "--report-file", "r.html"], "both be written into r.html"),
        (["-o", "{prodct}/x.json"], "there is no {prodct} in a pattern; did you mean {product}?"),
        (["-o", "-"], "is a stream, which holds one artifact; name files, such as -o 'out/{prod"),
        (["-o", "b/floe.yaml"], "a/floe.yaml would be written into b/floe.yaml"),
        (["--all"], "PATH and --all name the products twice; leave one out"),
        (["--spec", "a"], "--spec and PATH name the products twice; leave one out"),
        (["-j", "many"], "'many' is not a number of processes, from 0 to 64"),
        (["--summary", "jsn"], "'jsn' is not a value of --summary; did you mean json?"),
    ],
)
def test_wrong_usage_is_said_before_anything_is_written(
    write: Callable[..., Path], words: list[str], said: str
) -> None:
    home = write(a=named("one"), b=named("two"))
    before = everything(home)
    done = floe("compile", ".", *words, cwd=home)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert everything(home) == before


def test_two_products_of_one_name_and_two_paths_of_one_product(write: Callable[..., Path]) -> None:
    home = write(a=SPEC, b=SPEC)
    (home / "link").symlink_to("a")
    before = everything(home)
    done = floe("compile", "a", "b", "-o", "out/{product}/x.json", cwd=home)
    assert done.code == 2
    assert f"out/{NAME}/x.json, and both are named '{NAME}'; rename one of them" in done.err
    done = floe("compile", "a", "link", cwd=home)
    assert done.code == 2
    assert "they are the same file; name it once" in done.err
    assert everything(home) == before


def test_a_summary_for_programs(write: Callable[..., Path]) -> None:
    home = write(a=named("one"), b=VALIDATE_ERROR, c=named("three"))
    checked = json.loads(floe("check", ".", "--format", "json", cwd=home).out)
    done = floe("compile", ".", "--summary", "json", "-j", "2", cwd=home)
    summary: dict[str, Any] = json.loads(done.out)
    assert done.code == summary["exitCode"] == 1
    assert summary["diagnostics"] == checked["diagnostics"]
    assert summary["version"] == checked["version"]
    assert summary["summary"] == {**checked["summary"], "compiled": 2, "failed": 1}
    assert [(each["file"], each["name"], each["exitCode"]) for each in summary["products"]] == [
        ("a/floe.yaml", "one", 0),
        ("b/floe.yaml", None, 1),
        ("c/floe.yaml", "three", 0),
    ]
    first = summary["products"][0]
    assert first["artifact"] == f"a/{ARTIFACT.as_posix()}"
    assert all((home / each).is_file() for each in first["written"])
    assert summary["products"][1]["written"] == []
    assert "error[" in done.err


def test_one_product_has_such_a_summary_too(write: Callable[..., Path]) -> None:
    home = write(a=named("one"))
    for words, cwd in ((["-s", "a"], home), ([], home / "a"), (["a/floe.yaml"], home)):
        summary = json.loads(floe("compile", *words, "--summary", "json", cwd=cwd).out)
        assert [each["name"] for each in summary["products"]] == ["one"]


def watched(tmp_path: Path, code: str) -> dict[str, str]:
    """Return an environment in which each Python calls ``opened(path, is_worker)`` of some code."""
    site = tmp_path / "site"
    site.mkdir()
    body = dedent(code) + dedent("""
        import sys

        def heard(event, arguments):
            if event == "open" and isinstance(arguments[0], str):
                opened(arguments[0], getattr(sys, "argv", [""])[:1] == ["-c"])

        sys.addaudithook(heard)
    """)
    (site / "sitecustomize.py").write_text(body, encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join((str(site), str(SERVER)))}


def test_a_process_that_dies_costs_one_product(write: Callable[..., Path], tmp_path: Path) -> None:
    home = write(**several(6))
    died = tmp_path / "died"
    code = f"""
        import os, pathlib, time
        died = pathlib.Path({str(died)!r})

        def opened(path, is_worker):
            if not path.endswith("floe.yaml"):
                return
            if is_worker:
                died.write_text(path)
                os.kill(os.getpid(), 9)
            while not died.exists():
                time.sleep(0.01)
    """
    done = floe("compile", ".", "-j", "2", cwd=home, env=watched(tmp_path, code))
    assert done.code == 70
    assert died.read_text().endswith("p01/floe.yaml")
    assert "error[E503]: the process that compiled this product ended with signal 9" in done.err
    assert "1 product failed:\n  p01/floe.yaml: 1 error in 1 file (70)\n" in done.err
    assert len(artifacts(home)) == 5


def test_a_process_that_cannot_start_costs_none(write: Callable[..., Path], tmp_path: Path) -> None:
    home = write(**several(4))
    code = """
        import os

        def opened(path, is_worker):
            if is_worker:
                os._exit(3)
    """
    done = floe("compile", ".", "-j", "3", cwd=home, env=watched(tmp_path, code))
    assert (done.code, done.err) == (0, "")
    assert len(artifacts(home)) == 4


HANGING = """
    import os, pathlib, time
    pids = pathlib.Path({pids!r})

    def opened(path, is_worker):
        if path.endswith("floe.yaml"):
            (pids / (str(os.getpid()) + ("-worker" if is_worker else ""))).touch()
            time.sleep({seconds})
"""


def hanging(
    home: Path, tmp_path: Path, seconds: float
) -> tuple[subprocess.Popen[str], Sequence[int]]:
    """Start three processes, each of which rests in a product; return the first and the others."""
    pids = tmp_path / "pids"
    pids.mkdir()
    process = subprocess.Popen(
        [str(BIN / "floe"), "compile", ".", "-j", "3"],
        cwd=home,
        env=environment(watched(tmp_path, HANGING.format(pids=str(pids), seconds=seconds))),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        # A process in the background of a shell has the signal switched off.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    until = time.monotonic() + 60
    while len(workers := sorted(pids.glob("*-worker"))) < 2:
        assert time.monotonic() < until
        time.sleep(0.02)
    return process, [int(each.name.removesuffix("-worker")) for each in workers]


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and nobody waits for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_control_c_ends_all_processes(write: Callable[..., Path], tmp_path: Path) -> None:
    home = write(**several(8))
    process, workers = hanging(home, tmp_path, 300)
    assert all(map(is_alive, workers))
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "")
    assert not any(map(is_alive, workers))
    assert not artifacts(home)


def test_processes_do_not_outlive_the_one_that_is_killed(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    home = write(**several(8))
    process, workers = hanging(home, tmp_path, 2)
    process.kill()
    _ = process.communicate(timeout=60)
    until = time.monotonic() + 60
    while any(map(is_alive, workers)):
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.requirement("security")
def test_other_processes_import_nothing_from_the_current_folder(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    home = write(**several(3))
    ran = tmp_path / "ran"
    for module in ("pickle", "signal", "gc", "argparse", "json", "encodings", "floe_lsp", "yaml"):
        code = f"open({str(ran)!r}, 'a').write({module!r})\n"
        (home / f"{module}.py").write_text(code, encoding="utf-8")
    site, started = tmp_path / "site", tmp_path / "started"
    site.mkdir()
    watch = f"""
        import sys

        def heard(event, arguments):
            if event == "subprocess.Popen":
                with open({str(started)!r}, "a") as log:
                    log.write(str(arguments[0]) + "\\n")

        sys.addaudithook(heard)
    """
    (site / "sitecustomize.py").write_text(dedent(watch), encoding="utf-8")
    env = {"PYTHONPATH": os.pathsep.join((str(site), str(SERVER)))}
    done = floe("compile", ".", "-j", "2", cwd=home, env=env)
    assert (done.code, done.err) == (0, "")
    assert not ran.exists()
    assert [Path(line).parent for line in started.read_text().splitlines()] == [BIN]


@pytest.mark.requirement("dbt parse")
def test_dbt_that_fails_beside_one_product_stops_no_other(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    home = write(a=named("one"), b=named("two"))
    (home / "b" / "dbt_project.yml").write_text("name: two\nprofile: two\n", encoding="utf-8")
    (home / "b" / "models").mkdir()
    (home / "b" / "models" / "stg_orders.sql").write_text("select 1", encoding="utf-8")
    program = tmp_path / "programs" / "dbt"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho it is broken\nexit 2\n", encoding="utf-8")
    program.chmod(0o755)
    path = os.pathsep.join((str(program.parent), "/usr/bin", "/bin"))
    done = floe("compile", ".", "--dbt-parse", "-j", "2", cwd=home, env={"PATH": path})
    assert done.code == 2
    assert done.out.startswith("Compiled 1 of 2 products\n")
    assert "1 product failed:\n  b/floe.yaml: dbt parse failed (2)\n" in done.err
    assert "dbt parse in b failed (2):\n  it is broken\n" in done.err
    assert list(artifacts(home)) == [f"a/{ARTIFACT.as_posix()}"]


WAITING = """\
#!/bin/sh
mkdir -p '{folder}'
touch '{folder}'/$$
until [ "$(ls '{folder}' | wc -l)" -ge {together} ]; do sleep 0.05; done
{then}
"""


def beside_dbt(home: Path, programs: Path, script: str) -> dict[str, str]:
    """Put a dbt project beside each product, and a program called dbt first on the PATH."""
    for product in home.glob("*/floe.yaml"):
        text = "name: orders\nprofile: orders\n"
        (product.parent / "dbt_project.yml").write_text(text, encoding="utf-8")
        (product.parent / "models").mkdir()
        (product.parent / "models/stg_orders.sql").write_text("select 1", encoding="utf-8")
    programs.mkdir()
    (programs / "dbt").write_text(script, encoding="utf-8")
    (programs / "dbt").chmod(0o755)
    return {"PATH": os.pathsep.join((str(programs), "/usr/bin", "/bin"))}


@pytest.mark.requirement("dbt parse")
def test_several_projects_are_parsed_at_once(write: Callable[..., Path], tmp_path: Path) -> None:
    """Each dbt waits for two others, so that with fewer at once none would ever end."""
    home = write(**several(3))
    script = WAITING.format(folder=tmp_path / "running", together=3, then="echo no; exit 2")
    env = beside_dbt(home, tmp_path / "programs", script)
    done = floe("compile", ".", "--dbt-parse", "-j", "3", cwd=home, env=env)
    assert done.code == 2
    assert len(list((tmp_path / "running").iterdir())) == 3
    said = [line for line in done.err.splitlines() if "dbt parse in" in line]
    assert said == [f"floe compile: dbt parse in p{n:02} failed (2):" for n in range(3)]


@pytest.mark.requirement("dbt parse")
def test_control_c_ends_every_dbt(write: Callable[..., Path], tmp_path: Path) -> None:
    home, running = write(**several(3)), tmp_path / "running"
    script = WAITING.format(folder=running, together=100, then="exit 2")
    env = beside_dbt(home, tmp_path / "programs", script)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        [str(BIN / "floe"), "compile", ".", "--dbt-parse", "-j", "2"],
        cwd=home,
        env=environment({**env, "TMPDIR": str(temporary)}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    until = time.monotonic() + 60
    while not running.is_dir() or len(list(running.iterdir())) < 2:
        assert time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "")
    started = [int(each.name) for each in running.iterdir()]
    assert len(started) == 2
    assert not any(map(is_alive, started))
    assert list(temporary.iterdir()) == []
    assert not artifacts(home)
