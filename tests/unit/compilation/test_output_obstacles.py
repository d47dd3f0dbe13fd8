"""Where an output goes, and what stands in its way: never out of the product, never over a file
that is not ours."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from commands import other_python

from corpus import DEFAULT_FILES
from floe_lsp.compilation import Compilation, compile_pipeline, default_output
from floe_lsp.compilation.generate import ownership
from floe_lsp.compilation.generate.output import ARTIFACT_FORMATS
from floe_lsp.schemas.versions import ARTIFACT_CONTRACTS

ARTIFACTS = Path(__file__).parents[2] / "contract" / "artifacts"
DRY_OR_NOT = pytest.mark.parametrize("dry_run", [True, False], ids=["dry run", "compile"])

pytestmark = pytest.mark.requirement("security")


@pytest.fixture
def product(tmp_path: Path) -> Path:
    folder = tmp_path / "orders"
    folder.mkdir()
    for name, text in DEFAULT_FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def compiled(
    product: Path, output: str | None = None, *, dry_run: bool = False, force: bool = False
) -> Compilation:
    spec = product / "floe.yaml"
    options = default_output(spec, None if output is None else product / output)
    return compile_pipeline(spec, output=replace(options, force=force), dry_run=dry_run)


def said(result: Compilation) -> list[tuple[str, str]]:
    return [(found.code, found.message) for found in result.diagnostics]


def everything(folder: Path) -> dict[str, bytes | str]:
    """What stands below a folder, links as what they say."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file():
            found[name] = path.read_bytes()
        else:
            found[name] = "folder" if path.is_dir() else "special"
    return found


@DRY_OR_NOT
@pytest.mark.parametrize(
    "link", ["target", "target/compiled_artifacts.json", "target/profiles.yml"]
)
@pytest.mark.parametrize("there", [True, False], ids=["to something", "to nothing"])
def test_a_link_out_of_the_product_is_not_followed(
    link: str, there: bool, dry_run: bool, product: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "home"
    outside.mkdir()
    end = outside / "thing"
    if there and link == "target":
        end.mkdir()
    elif there:
        _ = end.write_bytes(b"")  # an empty file may be replaced, were it not for the link
    (product / link).parent.mkdir(exist_ok=True)
    (product / link).symlink_to(end)
    before = everything(tmp_path)
    result = compiled(product, dry_run=dry_run)
    ((code, message),) = said(result)
    assert code == "E501"
    assert str(end) in message or (link == "target" and not there)
    assert result.written == ()
    assert everything(tmp_path) == before


@DRY_OR_NOT
@pytest.mark.parametrize(
    "output",
    [None, "target/a.json", "target/new/a.json", "target/../build/a.json", "in/out/a.json"],
)
def test_a_link_of_the_repository_does_not_choose_the_place(
    output: str | None, dry_run: bool, product: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "build"
    outside.mkdir()
    (product / "inside").mkdir()
    (product / "in").symlink_to("inside")
    (product / "inside" / "out").symlink_to("../../build")
    (product / "target").symlink_to("../build")
    before = everything(tmp_path)
    for force in (False, True):
        (found,) = compiled(product, output, dry_run=dry_run, force=force).diagnostics
        link = "out" if output == "in/out/a.json" else "target"
        assert found.code == "E501"
        assert found.message == f"'{link}' is a link that leads out of the product, to '{outside}'"
        assert str(outside) not in (found.suggestion or "")
    assert everything(tmp_path) == before


@pytest.mark.parametrize("way", ["build", "own/link", "orders/../own/link"])
def test_a_path_out_of_the_product_is_the_persons_choice(
    way: str, product: Path, tmp_path: Path
) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "link").symlink_to("../build")
    assert len(compiled(product, str(tmp_path / way / "a.json")).written) == 2
    assert (tmp_path / "build" / "profiles.yml").is_file()


def test_a_link_inside_the_product_is_its_own_business(product: Path) -> None:
    (product / "build").mkdir()
    (product / "target").symlink_to("build")
    assert len(compiled(product).written) == 2
    assert (product / "build" / "compiled_artifacts.json").is_file()


def test_a_product_that_is_reached_by_a_link(product: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(product)
    assert len(compiled(link).written) == 2


@DRY_OR_NOT
@pytest.mark.parametrize("link", ["out/a.json", "out/profiles.yml"])
def test_a_link_below_a_path_that_was_given_is_not_followed(
    link: str, dry_run: bool, product: Path, tmp_path: Path
) -> None:
    end = tmp_path / "precious"
    _ = end.write_bytes(b"")
    (product / "out").mkdir()
    (product / link).symlink_to(end)
    before = everything(tmp_path)
    for force in (False, True):
        result = compiled(product, "out/a.json", dry_run=dry_run, force=force)
        reason = f"it is a link to '{end}', which is not followed"
        assert said(result) == [("E501", f"'{Path(link).name}' cannot be written: {reason}")]
    assert everything(tmp_path) == before


def pipe(path: Path) -> None:
    os.mkfifo(path)


def listening_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as each:
        here = Path.cwd()
        os.chdir(path.parent)  # the address of a socket has 107 characters at most
        try:
            each.bind(path.name)
        finally:
            os.chdir(here)


IN_THE_WAY: dict[str, tuple[Callable[[Path], None], str]] = {
    "pipe": (pipe, "it is a pipe"),
    "folder": (Path.mkdir, "it is a folder"),
    "socket": (listening_socket, "it is a socket"),
}


@DRY_OR_NOT
@pytest.mark.parametrize("name", ["compiled_artifacts.json", "profiles.yml"])
@pytest.mark.parametrize("kind", IN_THE_WAY)
@pytest.mark.parametrize("force", [False, True])
def test_what_is_no_file_is_left_alone_at_once(
    force: bool, kind: str, name: str, dry_run: bool, product: Path
) -> None:
    make, reason = IN_THE_WAY[kind]
    (product / "target").mkdir()
    make(product / "target" / name)
    before = everything(product)
    result = compiled(product, dry_run=dry_run, force=force)
    assert said(result) == [("E501", f"'{name}' cannot be written: {reason}")]
    assert everything(product) == before


@DRY_OR_NOT
def test_a_device_is_left_alone(dry_run: bool, product: Path) -> None:
    result = compiled(product, "/dev/full", dry_run=dry_run)
    assert ("E501", "'full' cannot be written: it is a device") in said(result)


@DRY_OR_NOT
@pytest.mark.parametrize("output", ["floe.yaml/a.json", "floe.yaml/b/c/a.json"])
def test_a_file_is_no_folder(output: str, dry_run: bool, product: Path) -> None:
    before = everything(product)
    assert said(compiled(product, output, dry_run=dry_run)) == [
        ("E501", "'floe.yaml' is not a folder, so 'profiles.yml' cannot be written into it")
    ]
    assert everything(product) == before


FOREIGN = [
    b"mine: {}\n",
    b"{}",
    b'{"version": "1.0.0", "metadata": {"compiled_at": 1}}',
    b'{"name": "package", "version": "1.0.0"}\n',
    b"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: mine\ndata:\n  values.yaml: |\n",
    b"# About artifacts\n\n    metadata:\n      compiled_at: x\n      floe_version: y\n",
    (
        b'{"my": "notes",\n "backup": {"metadata": {"compiled_at": "x", "floe_version": "y", '
        b'"mine": 1, "source_hash": "z"}}}'
    ),
    b"notes: mine\n# {metadata: {compiled_at: 1, floe_version: 2, product_name: 3}}\n",
    b'{"doc": "a {\\"x\\": 1, metadata: {compiled_at: 1, floe_version: 2, product_name: 3}}"}',
    (
        b"apiVersion: v1\ndata: {}\nkind: ConfigMap\n# , metadata: {compiled_at: 1, "
        b"floe_version: 2, source_hash: 3"
    ),
    b'{"metadata": {"compiled_at": 1, "floe_version": 2, "product_name": "x"}} my own stuff',
    (
        b"version: 1\nmode: mine\nnotes: |\n  metadata:\n    compiled_at: 1\n    floe_version: 2\n"
        b"    product_name: x\n"
    ),
    (
        b"Some words\nversion: 1\nmode: mine\nmetadata:\n  compiled_at: 1\n  floe_version: 2\n"
        b"  product_name: x\n"
    ),
    (
        b"apiVersion: v1\nkind: ConfigMap\nmetadata: {}\ndata:\n  values.yaml: |\n    version: 1\n"
        b"    mode: x\n    metadata:\n      compiled_at: 1\n      floe_version: 2\n"
        b"      product_name: x\n  mine: 1\n"
    ),
    b"[" * 30_000,
    b'{"a":' * 30_000,
    b'{"metadata":' + b" " * 200_000,
    b'{"metadata": {"compiled_at": 1' + b" " * 200_000,
    b"#!/bin/sh\n",
    b"\x7fELF\0\0\0",
    b"\xff\xfe{\0",
    b" ",
]


@DRY_OR_NOT
@pytest.mark.parametrize("name", ["compiled_artifacts.json", "profiles.yml"])
@pytest.mark.parametrize("content", FOREIGN, ids=range(len(FOREIGN)))
def test_a_file_that_is_not_ours_is_left_alone(
    content: bytes, name: str, dry_run: bool, product: Path
) -> None:
    (product / "target").mkdir()
    _ = (product / "target" / name).write_bytes(content)
    before = everything(product)
    result = compiled(product, dry_run=dry_run)
    message = f"there is already a file '{name}' that floe compile did not write"
    assert said(result) == [("E502", f"{message}, and it is left alone")]
    assert "--force" in (result.diagnostics[0].suggestion or "")
    assert everything(product) == before


def test_it_is_replaced_when_a_person_says_so(product: Path) -> None:
    (product / "target").mkdir()
    for name in ("compiled_artifacts.json", "profiles.yml"):
        _ = (product / "target" / name).write_bytes(b"mine: {}\n")
    assert len(compiled(product, force=True).written) == 2
    assert len(compiled(product).written) == 2, "from now on it is ours"


@DRY_OR_NOT
@pytest.mark.parametrize("output", ["floe.yaml", "manifest.yaml", "../orders/./floe.yaml", "again"])
@pytest.mark.parametrize("force", [True, False])
def test_what_an_artifact_is_made_from_is_left_alone_even_by_force(
    output: str, force: bool, dry_run: bool, product: Path
) -> None:
    os.link(product / "floe.yaml", product / "again")
    before = everything(product)
    result = compiled(product, output, dry_run=dry_run, force=force)
    assert any("which the product needs" in message for _, message in said(result))
    assert not result.written
    assert everything(product) == before


PROJECT = {
    "dbt_project.yml": "name: orders\nprofile: orders\nseed-paths: [data]\nasset-paths: [images]\n",
    "models/stg_orders.sql": "select 1",
    "models/b/stg_orders.sql": "select 2",
    "models/scored.py": "def model(dbt, session): ...",
    "models/properties.yml": "version: 2\n",
    "models/new.sql": "",
    "models/about.md": "{% docs orders %}{% enddocs %}",
    "data/countries.csv": "a,b",
    "tests/one.json": "{}",
    "macros/one.sql": "",
    "analyses/one.sql": "",
    "snapshots/one.sql": "",
    "images/one.json": "{}",
}


def a_dbt_project(product: Path) -> None:
    (product / "dbt_project.yml").write_text("name: orders\nprofile: orders\n")
    (product / "models").mkdir(exist_ok=True)
    (product / "models/stg_orders.sql").write_text("select 1")


@DRY_OR_NOT
@pytest.mark.parametrize("name", PROJECT)
@pytest.mark.parametrize("force", [True, False])
def test_the_dbt_project_is_left_alone_even_by_force(
    name: str, force: bool, dry_run: bool, product: Path
) -> None:
    for each, text in PROJECT.items():
        (product / each).parent.mkdir(parents=True, exist_ok=True)
        (product / each).write_text(text)
    before = everything(product)
    result = compiled(product, name, dry_run=dry_run, force=force)
    message = f"the artifact would take the place of '{Path(name).name}', which the product needs"
    assert [each for each in said(result) if each[0] == "E501"][:1] == [("E501", message)]
    assert not any("--force" in (found.suggestion or "") for found in result.diagnostics)
    assert everything(product) == before


@DRY_OR_NOT
@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("force", [True, False])
def test_the_lock_file_of_the_manifests_is_left_alone(
    force: bool, is_there: bool, dry_run: bool, product: Path
) -> None:
    """Also where it is not there yet: an artifact in its place would be taken for a broken one."""
    if is_there:
        (product / "floe-lock.yaml").write_text("version: 1\nmanifests: []\n")
    before = everything(product)
    result = compiled(product, "floe-lock.yaml", dry_run=dry_run, force=force)
    message = "the artifact would take the place of 'floe-lock.yaml', which the product needs"
    assert said(result) == [("E501", message)]
    assert everything(product) == before


@DRY_OR_NOT
@pytest.mark.parametrize("is_again", [False, True])
@pytest.mark.parametrize("force", [True, False])
def test_a_profile_of_the_users_own_among_the_models_is_left_alone(
    force: bool, is_again: bool, dry_run: bool, product: Path
) -> None:
    a_dbt_project(product)
    if is_again:
        assert len(compiled(product, "models/y.json").written) == 2
    (product / "models/profiles.yml").write_text("mine: {}\n")
    before = everything(product)
    result = compiled(product, "models/y.json", dry_run=dry_run, force=force)
    message = "the dbt profile would take the place of 'profiles.yml', which the product needs"
    assert said(result)[0] == ("E501", message)
    assert "artifact" not in " ".join(words for _, words in said(result))
    assert everything(product) == before


def test_an_artifact_among_the_models_is_replaced_by_the_next(product: Path) -> None:
    a_dbt_project(product)
    for _ in range(2):
        assert len(compiled(product, "models/artifact.yml").written) == 2


@DRY_OR_NOT
def test_a_profile_does_not_take_the_place_of_a_manifest(dry_run: bool, product: Path) -> None:
    (product / "manifest.yaml").rename(product / "profiles.yml")
    spec = product / "floe.yaml"
    text = spec.read_text().replace(
        "version: 1.0.0\n", "version: 1.0.0\nplatform:\n  manifest: profiles.yml\n", 1
    )
    spec.write_text(text)
    before = everything(product)
    result = compiled(product, "a.json", dry_run=dry_run, force=True)
    message = "the dbt profile would take the place of 'profiles.yml', which the product needs"
    assert ("E501", message) in said(result)
    assert everything(product) == before


@DRY_OR_NOT
@pytest.mark.parametrize("name", ["profiles.yml", "PROFILES.YML", "Profiles.yml"])
def test_the_name_of_the_profile_is_taken_in_any_case(
    name: str, dry_run: bool, product: Path
) -> None:
    before = everything(product)
    result = compiled(product, f"q/{name}", dry_run=dry_run, force=True)
    assert [code for code, _ in said(result)] == ["E501"]
    assert f"'{name}' is the name of the dbt profile" in said(result)[0][1]
    assert everything(product) == before


def test_an_empty_file_is_nobodys(product: Path) -> None:
    (product / "a.json").touch()
    assert len(compiled(product, "a.json").written) == 2


def test_a_large_file_of_somebody_is_not_read_whole(product: Path) -> None:
    path = product / "a.json"
    _ = path.write_bytes(b"{")
    os.truncate(path, 1 << 40)
    assert [code for code, _ in said(compiled(product, "a.json"))] == ["E502"]


@pytest.mark.parametrize("contract", ARTIFACT_CONTRACTS)
@pytest.mark.parametrize("form", ARTIFACT_FORMATS)
def test_what_was_written_in_any_form_is_ours_in_any(
    form: str, contract: str, product: Path
) -> None:
    spec = product / "floe.yaml"
    first = replace(default_output(spec), format=form, contract=contract, namespace="data")
    assert len(compile_pipeline(spec, output=first).written) == 2 + (contract == "floe-core")
    assert len(compiled(product).written) == 2


def test_an_artifact_that_other_tools_have_laid_out_anew_is_ours(product: Path) -> None:
    assert len(compiled(product).written) == 2
    path = product / "target" / "compiled_artifacts.json"
    data = json.loads(path.read_bytes())
    for text in (
        json.dumps(data),
        json.dumps(data, indent=4, sort_keys=True),
        json.dumps(data, separators=(",", ":"), sort_keys=True),
        path.read_text(encoding="utf-8").replace("\n", "\r\n"),
    ):
        _ = path.write_text(text, encoding="utf-8", newline="")
        assert len(compiled(product).written) == 2


@pytest.mark.parametrize("path", sorted(ARTIFACTS.iterdir()), ids=lambda path: path.name)
def test_artifacts_of_earlier_versions_are_ours(path: Path, product: Path) -> None:
    _ = shutil.copy(path, product / "a")
    assert len(compiled(product, "a").written) == 2


def test_artifacts_of_the_released_floe_are_ours(product: Path, tmp_path: Path) -> None:
    spec = product / "floe.yaml"
    options = replace(default_output(spec), contract="floe-core")
    assert len(compile_pipeline(spec, output=options).written) == 3
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from floe_core.schemas.compiled_artifacts import CompiledArtifacts\n"
        "folder = Path(sys.argv[2])\n"
        "made = CompiledArtifacts.from_json_file(Path(sys.argv[1]))\n"
        "made.to_json_file(folder / 'a.json')\n"
        "made.to_yaml_file(folder / 'a.yaml')\n"
        "(folder / 'map.yaml').write_text(made.to_configmap_yaml())\n"
    )
    done = subprocess.run(
        [other_python("FLOE_TEST_RELEASED_PYTHON"), "-c", code, str(options.path), str(tmp_path)],
        check=False, capture_output=True, encoding="utf-8", timeout=120,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for name in ("a.json", "a.yaml", "map.yaml"):
        assert ownership.is_artifact((tmp_path / name).read_bytes()), name


def test_a_profile_that_git_gave_other_line_ends_is_ours(product: Path) -> None:
    assert len(compiled(product).written) == 2
    path = product / "target" / "profiles.yml"
    _ = path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(compiled(product).written) == 2


def test_a_file_that_may_not_be_read_is_left_alone(
    product: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (product / "target").mkdir()
    (product / "target" / "profiles.yml").touch()

    def denied(path: Path, most: int) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(ownership, "read_bytes", denied)
    (found,) = compiled(product).diagnostics
    assert found.code == "E501"
    assert found.message == (
        "'profiles.yml' cannot be read, so it may be another program's: permission denied"
    )
