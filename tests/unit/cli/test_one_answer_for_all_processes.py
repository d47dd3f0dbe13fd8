"""Several processes compile, and a registry is asked once: a tag that moves is no two contents."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any

import pytest
from pulled_files import made
from registry import MANIFEST, misbehaving_registry, send

from corpus import DEFAULT_FILES
from floe_lsp.cli.main import main

pytestmark = [pytest.mark.requirement("registries"), pytest.mark.usefixtures("alone")]

SECONDS_UNTIL_ALL_WORK = 3.0
PRODUCTS = 5


def products(folder: Path, address: str) -> list[Path]:
    names = f"platform:\n  manifest: {address}\ntransforms:"
    text = DEFAULT_FILES["floe.yaml"].replace("transforms:", names)
    made_here = [folder / f"p{number}" for number in range(PRODUCTS)]
    for each in made_here:
        each.mkdir()
        (each / "floe.yaml").write_text(text, encoding="utf-8")
    return made_here


def test_a_tag_that_moves_is_asked_for_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = [MANIFEST.replace("1.0.0", f"1.0.{number}").encode() for number in range(PRODUCTS)]
    blobs = {hashlib.sha256(each).hexdigest(): each for each in contents}
    asked: list[str] = []

    def answer(handler: Any) -> None:
        if "/manifests/1.0.0" in handler.path:
            number = len(asked)
            asked.append(handler.path)
            time.sleep(SECONDS_UNTIL_ALL_WORK)
            return send(handler, 200, made(contents[number]).manifest)
        return send(handler, 200, blobs.get(handler.path[-64:], b""))

    monkeypatch.chdir(tmp_path)
    with misbehaving_registry(answer) as server:
        folders = products(tmp_path, server.address())
        assert main(["compile", "--all", "--jobs", "3"]) == 0
    assert len(asked) == 1
    chains = {
        json.loads((each / "target" / "compiled_artifacts.json").read_text(encoding="utf-8"))[
            "inheritance_chain"
        ][0]["ref"]
        for each in folders
    }
    assert len(chains) == 1


def test_what_a_registry_refuses_is_told_of_each_product(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def answer(handler: Any) -> None:
        if "/manifests/" in handler.path:
            asked.append(handler.path)
            time.sleep(SECONDS_UNTIL_ALL_WORK)
            return send(handler, 404)
        return send(handler, 200)

    monkeypatch.chdir(tmp_path)
    with misbehaving_registry(answer) as server:
        products(tmp_path, server.address())
        assert main(["compile", "--all", "--jobs", "3", "--report", "concise"]) == 2
    assert capsys.readouterr().err.count("has nothing at oci://") == PRODUCTS
    assert len(asked) == 1
