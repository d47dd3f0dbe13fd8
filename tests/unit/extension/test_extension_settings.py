"""The extension's settings are made from the server's model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extension_settings import group, package_text
from floe_lsp.lsp.state.settings import Settings


@pytest.fixture
def package(repository: Path) -> Path:
    return repository / "client-vscode" / "package.json"


@pytest.mark.requirement("docs/settings.md")
def test_the_settings_of_the_extension_are_fresh(package: Path) -> None:
    text = package.read_text(encoding="utf-8")
    assert text == package_text(text), "run make settings"


@pytest.mark.requirement("docs/settings.md")
def test_the_default_of_each_setting_is_that_of_the_model() -> None:
    defaults = {name: each["default"] for name, each in group()["properties"].items()}
    model = Settings().model_dump(mode="json", by_alias=True)
    assert defaults == {f"floe.{name}": value for name, value in model.items()}


@pytest.mark.requirement("docs/settings.md")
def test_the_groups_of_the_extension_itself_stay(package: Path) -> None:
    given = json.loads(package.read_text(encoding="utf-8"))
    given["contributes"]["configuration"][0] = {"title": "old"}
    made = json.loads(package_text(json.dumps(given)))["contributes"]["configuration"]
    assert made[0] == group()
    assert "floe.interpreter" in made[1]["properties"]
