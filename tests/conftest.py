"""Options and fixtures that every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples in every run, so that what fails was changed; `make fuzz` looks for new ones.
# No example has to be quick: a busy machine would fail it.
_UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", _UNTIMED, derandomize=True)
settings.register_profile("random", _UNTIMED, derandomize=False)
settings.load_profile("same")

REPOSITORY = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-corpus",
        action="store_true",
        help="rewrite the golden parts of the annotated documents from what is found and answered",
    )


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let registries be asked as by a user without credentials and copies; the folder of these."""
    for name in ("DOCKER_AUTH_CONFIG", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("FLOE_INSECURE_REGISTRIES", "FLOE_COSIGN_PUBLIC_KEY", "FLOE_MANIFEST_SIGNATURES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))
    monkeypatch.setenv("FLOE_CACHE_DIR", str(tmp_path / "copies"))
    return tmp_path / "copies"
