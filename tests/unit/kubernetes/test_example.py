"""examples/kubernetes, which nobody runs here: its files are linted, and fit each other."""

from __future__ import annotations

import copy
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from clusters import refuse_invalid
from commands import BIN, EXAMPLES, copy_examples, load_yaml

from floe_lsp.cli.main import main

pytestmark = pytest.mark.requirement("an example for Kubernetes")

_FOLDER = EXAMPLES / "kubernetes"


def _lint(*command: str | Path) -> None:
    done = subprocess.run(
        [str(BIN / command[0]), *map(str, command[1:])],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _dockerfile() -> list[tuple[str, str]]:
    text = (_FOLDER / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def test_linters_find_nothing() -> None:
    _lint("hadolint", "--strict-labels", "--failure-threshold", "style", _FOLDER / "Dockerfile")
    _lint("shellcheck", _FOLDER / "kind.sh")


def test_the_image_is_pinned_and_not_of_root() -> None:
    steps = _dockerfile()
    bases = [rest.split()[0] for word, rest in steps if word == "FROM"]
    assert bases
    assert all(re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", base) for base in bases)
    (user,) = [rest for word, rest in steps if word == "USER"]
    assert int(user.partition(":")[0]) > 0
    pins = (_FOLDER / "requirements.txt").read_text("utf-8").splitlines()
    named = [pin for pin in pins if pin and not pin.startswith("#")]
    assert named
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9.]+", pin) for pin in named)


def test_no_secret_goes_into_the_image() -> None:
    given = [rest for word, rest in _dockerfile() if word in ("ARG", "ENV")]
    assert [each.partition("=")[0] for each in given] == ["PRODUCT", "PATH"]
    ignored = (_FOLDER / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert {"**/.env*", "**/profiles.yml", "**/.git"} <= {*ignored}


def test_the_readme_says_that_nobody_has_run_it() -> None:
    assert "**Nobody has run this here.**" in (_FOLDER / "README.md").read_text("utf-8")


def test_the_overlay_fits_what_the_script_renders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy_examples(tmp_path) / "kubernetes"
    monkeypatch.chdir(folder)
    script = (folder / "kind.sh").read_text("utf-8")
    (image,) = re.findall(r"(?m)^image=(.+)$", script)
    (command,) = re.findall(r"(?m)^floe (deploy render .+)$", script)
    assert main([word.replace("$image", image) for word in shlex.split(command)]) == 0

    def read(path: str) -> Any:
        return load_yaml((folder / path).read_text("utf-8"))

    overlay = read("overlay/kustomization.yaml")
    assert overlay["resources"] == ["../rendered", "volume-claim.yaml"]
    listed = read("rendered/kustomization.yaml")["resources"]
    assert sorted([*listed, "kustomization.yaml"]) == sorted(
        each.name for each in (folder / "rendered").iterdir()
    )
    patched = copy.deepcopy(read("rendered/cronjob.yaml"))
    for step in read("overlay/data.yaml"):
        _add(patched, step["path"].split("/")[1:], step["value"])
    claim = read("overlay/volume-claim.yaml")
    refuse_invalid({"patched": patched, "claim": claim})
    pod = patched["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    assert pod["volumes"][-1]["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]
    assert f"cronjob/{patched['metadata']['name']}" in script


def _add(data: Any, path: list[str], value: Any) -> None:
    """Apply the operation ``add`` of a JSON patch (RFC 6902)."""
    for step in path[:-1]:
        data = data[int(step) if isinstance(data, list) else step]
    if isinstance(data, list):
        assert path[-1] == "-"
        data.append(value)  # pyright: ignore[reportUnknownMemberType] - plain data
    else:
        data[path[-1]] = value
