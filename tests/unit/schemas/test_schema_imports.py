"""Contracts are imported only when they are needed."""

import subprocess
import sys

import pytest

import floe_lsp.schemas

pytestmark = pytest.mark.requirement("SC-006")

SLOW = ("regex", "rich", "structlog", "rapidfuzz", "ruamel", "cron_descriptor", "jsonschema")


def loaded_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    return set(done.stdout.split())


def test_the_package_alone_imports_nothing() -> None:
    loaded = loaded_after("import floe_lsp.schemas")
    assert "pydantic" not in loaded
    assert not any(name.startswith("floe_lsp.schemas.") for name in loaded)


def test_the_product_alone_does_not_load_the_manifest_or_artifacts() -> None:
    loaded = loaded_after("from floe_lsp.schemas import FloeSpec")
    assert "floe_lsp.schemas.manifest.platform_manifest" not in loaded
    assert not any(name.startswith("floe_lsp.schemas.artifact") for name in loaded)


def test_both_inputs_load_nothing_slow() -> None:
    loaded = loaded_after("from floe_lsp.schemas import FloeSpec, PlatformManifest")
    assert "floe_lsp.schemas.artifact.compiled_artifacts" not in loaded
    assert "floe_lsp.syntax" not in loaded
    assert not {name.partition(".")[0] for name in loaded} & set(SLOW)


def test_writing_an_artifact_loads_no_yaml_library() -> None:
    loaded = loaded_after("from floe_lsp.schemas import CompiledArtifacts")
    assert not {name.partition(".")[0] for name in loaded} & set(SLOW)


def test_every_public_name_can_be_imported() -> None:
    for name in floe_lsp.schemas.__all__:
        assert getattr(floe_lsp.schemas, name) is not None
    assert set(floe_lsp.schemas.__all__) <= set(dir(floe_lsp.schemas))
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = getattr(floe_lsp.schemas, "nothing")  # noqa: B009 - a name that is not there
