"""``floe deploy render``: where it writes, what it leaves alone, and what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from clusters import IMAGE, render
from commands import copy_examples, load_yaml
from ruamel.yaml import YAML

from floe_lsp.cli.main import main

pytestmark = pytest.mark.requirement("floe deploy render")


@pytest.fixture
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An example, of which a compile is the same at any time."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764547200")
    folder = copy_examples(tmp_path) / "coffee-orders"
    monkeypatch.chdir(folder)
    return folder


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file()
    }


def test_a_folder_has_a_file_a_resource(product: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = _contents(product)
    assert render(product, Path("deploy")) == 0
    out = capsys.readouterr().out
    made = {
        "deploy/configmap-compiled.yaml",
        "deploy/configmap-environment.yaml",
        "deploy/cronjob.yaml",
        "deploy/kustomization.yaml",
    }
    assert _contents(product).keys() - before.keys() == made
    assert all(name in out for name in made)
    assert out.startswith("Rendered coffee-orders 1.0.0 (3 resources)\n")


def test_the_same_input_gives_the_same_bytes(product: Path, tmp_path: Path) -> None:
    assert render(product, tmp_path / "a") == render(product, tmp_path / "b") == 0
    assert _contents(tmp_path / "a") == _contents(tmp_path / "b") != {}
    # What was rendered may be rendered again.
    assert render(product, tmp_path / "a") == 0
    assert _contents(tmp_path / "a") == _contents(tmp_path / "b")


def test_standard_output_is_one_stream_of_documents(
    product: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["deploy", "render", "--image", IMAGE]) == 0
    printed = capfd.readouterr()
    assert main(["deploy", "render", "--image", IMAGE, "-o", "-"]) == 0
    assert capfd.readouterr().out == printed.out
    reader: Any = YAML(typ="safe", pure=True)
    documents = list(reader.load_all(printed.out))
    assert [each["kind"] for each in documents if each] == ["ConfigMap", "ConfigMap", "CronJob"]
    assert "Rendered coffee-orders" in printed.err
    assert main(["deploy", "render", "--image", IMAGE, "-o", str(tmp_path / "all.yaml")]) == 0
    assert (tmp_path / "all.yaml").read_text("utf-8") == printed.out


def test_a_product_with_errors_renders_nothing(
    product: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floe = product / "floe.yaml"
    floe.write_text(
        floe.read_text("utf-8").replace("dependsOn: [int_orders]", "dependsOn: [int_order]")
    )
    code = main(["compile"])
    assert code == 1
    assert render(product, Path("deploy")) == code
    assert not (product / "deploy").exists()
    assert "nothing is rendered" in capsys.readouterr().err


def test_broken_policies_render_nothing(product: Path) -> None:
    floe = product / "floe.yaml"
    floe.write_text(floe.read_text("utf-8").replace("tags: [staging]", "tags: [other]"))
    assert render(product, Path("deploy")) == main(["compile"]) == 2
    assert not (product / "deploy").exists()


@pytest.mark.parametrize("name", ["cronjob.yaml", "kustomization.yaml"])
def test_what_others_wrote_is_left_alone(
    product: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = product / "deploy" / name
    file.parent.mkdir()
    file.write_text("# mine\nkind: Kustomization\n")
    before = _contents(product)
    assert render(product, Path("deploy")) == 2
    assert _contents(product) == before
    assert "--force" in capsys.readouterr().err
    assert render(product, Path("deploy"), "--force") == 0
    assert "mine" not in file.read_text("utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "floe.yaml",
        "dbt_project.yml",
        "../manifest.yaml",
        "floe-lock.yaml",
        "models/models.yml",
    ],
)
def test_what_the_product_is_made_of_is_never_replaced(
    product: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _contents(product.parent)
    assert render(product, product / name, "--force") == 2
    assert _contents(product.parent) == before
    assert "made of" in capsys.readouterr().err


@pytest.mark.parametrize("output", ["deploy", "all.yaml"])
def test_another_product_is_not_replaced(
    product: Path, tmp_path: Path, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    other, place = product.with_name("bike-share"), tmp_path / output
    assert render(other, place) == 0
    before = _contents(tmp_path)
    assert render(product, place) == 2
    assert _contents(tmp_path) == before
    said = capsys.readouterr().err
    assert "another product, bike-share" in said
    assert "--force" in said
    assert render(product, place, "--force") == 0
    assert _contents(tmp_path) != before
    assert render(product, place) == 0


def test_a_resource_that_only_another_product_has_is_not_removed(
    product: Path, tmp_path: Path
) -> None:
    place = tmp_path / "deploy"
    job = place / "job.yaml"
    floe = product / "floe.yaml"
    with_schedule = floe.read_text("utf-8")
    floe.write_text(with_schedule.partition("schedule:")[0], "utf-8")
    assert render(product, place) == 0
    for each in place.iterdir():
        if each != job:
            each.unlink()
    floe.write_text(with_schedule.replace("name: coffee-orders", "name: tea-orders", 1), "utf-8")
    assert render(product, place) == 2
    assert [each.name for each in place.iterdir()] == ["job.yaml"]


def test_no_link_leads_out(product: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (product / "deploy").symlink_to(tmp_path / "elsewhere")
    assert render(product, Path("deploy")) == 2
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_file_in_the_place_of_the_folder_stays(product: Path) -> None:
    (product / "deploy").write_text("mine\n")
    assert render(product, Path("deploy")) == 2
    assert (product / "deploy").read_text() == "mine\n"


def test_what_a_product_has_no_more_is_removed(product: Path) -> None:
    assert render(product, Path("deploy")) == 0
    own = product / "deploy" / "networkpolicy-egress.yaml"
    own.write_text("kind: NetworkPolicy # mine\n")
    floe = product / "floe.yaml"
    floe.write_text(floe.read_text("utf-8").partition("schedule:")[0])
    assert render(product, Path("deploy")) == 0
    names = {each.name for each in (product / "deploy").iterdir()}
    assert "job.yaml" in names
    assert "cronjob.yaml" not in names
    assert "mine" in own.read_text("utf-8")
    listed = load_yaml((product / "deploy" / "kustomization.yaml").read_text("utf-8"))
    assert listed["resources"] == [
        "configmap-compiled.yaml",
        "configmap-environment.yaml",
        "job.yaml",
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--image", "orders"], "says no version"),
        (["--image", "orders:latest"], "another image tomorrow"),
        ([], "--image"),
        (["--image", IMAGE, "--namespace", "Data_Team"], "is not the name of a namespace"),
        (["--image", IMAGE, "--secret", "My Secret"], "is not the name of a Secret"),
        (["--image", IMAGE, "--environment", "stagging"], "did you mean staging?"),
        (["--image", IMAGE, "--preset", "smal"], "did you mean small?"),
        (["--image", IMAGE, "--retries", "-1"], "number of retries"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    product: Path, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["deploy", "render", "-o", "deploy", *options])
    except SystemExit as error:
        code = error.code
    assert code == 2
    assert said in capsys.readouterr().err
    assert not (product / "deploy").exists()


def test_a_schedule_that_no_cron_job_keeps_is_refused(
    product: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floe = product / "floe.yaml"
    floe.write_text(floe.read_text("utf-8").replace('"0 6 * * *"', '"0 6 L * *"'))
    assert main(["compile"]) == 0
    assert render(product, Path("deploy")) == 2
    assert "schedule.cron '0 6 L * *' uses 'L'" in capsys.readouterr().err
    assert not (product / "deploy").exists()


def test_no_secret_is_ever_in_it(product: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = product.parent / "manifest.yaml"
    text = manifest.read_text("utf-8").replace(
        "type: duckdb\n    config:", "type: postgres\n    config:"
    )
    text = text.replace("path: data/{product_slug}_{environment}.duckdb", "host: db.example.com")
    text = text.replace("threads: 4", "dbname: sales\n      schema: main\n      threads: 4")
    manifest.write_text(text.replace("compute: duckdb", "compute: postgres"), "utf-8")
    for name in ("FLOE_SECRET_POSTGRES_PASSWORD", "FLOE_SECRET_POSTGRES_USER"):
        monkeypatch.setenv(name, "hunter2-correct-horse")
    assert render(product, Path("deploy")) == 0
    whole = b"".join(_contents(product / "deploy").values())
    assert b"FLOE_SECRET_POSTGRES_PASSWORD" in whole
    assert b"hunter2" not in whole


def test_an_artifact_that_is_too_large_is_left_out(
    product: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("floe_lsp.kubernetes.config_maps._MOST_BYTES", 7_000)
    assert render(product, Path("deploy")) == 0
    data = load_yaml((product / "deploy" / "configmap-compiled.yaml").read_text("utf-8"))["data"]
    assert list(data) == ["profiles.yml"]
    assert "the artifact is left out" in capsys.readouterr().out
