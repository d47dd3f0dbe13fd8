"""Who compiles: what a token, a name and an identity plugin say, and where it is recorded."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from installed_plugins import Environment
from planted import github

from dbt_projects import project
from floe_lsp.cli import exit_codes, main
from floe_lsp.compilation import Analysis, Stage, analyze, compile_pipeline
from floe_lsp.compilation.caller import Caller, principal_problem
from floe_lsp.compilation.enforce.ledger import Outcome
from floe_lsp.plugins.registry import PluginRegistry

pytestmark = pytest.mark.requirement("roles")

PRODUCT = (
    "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata: {name: orders, version: 1.0.0}\n"
    "transforms:\n  - name: stg_orders\n"
)
MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: platform, version: 1.0.0, owner: platform@example.com}
plugins: {compute: {type: duckdb}, orchestrator: {type: dagster}IDENTITY}
governance:
  policy_enforcement_level: strict
  rbac: {enabled: trueMORE}
"""
TOKEN = "t-4711-" + "x9k2m4p7"
PLUGIN = """
    from types import SimpleNamespace


    class Plugin:
        name, version, floe_api_version = "acme", "1.0.0", "1.0"
        asked = 0

        def validate_token(self, token):
            Plugin.asked += 1
            BODY
"""
ANN = (
    "user = SimpleNamespace(subject='ann', roles=['analyst', 'engineer']); "
    "return SimpleNamespace(valid=True, error='', user_info=user)"
)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Environment]:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    monkeypatch.delenv("FLOE_PRINCIPAL", raising=False)
    monkeypatch.delenv("FLOE_TOKEN", raising=False)
    made = Environment(folder)
    yield made
    for module in made.modules:
        _ = sys.modules.pop(module, None)


def install(environment: Environment, body: str) -> None:
    environment.install(
        "floe-identity-acme",
        "[floe.identity]\nacme = {module}:Plugin\n",
        PLUGIN.replace("BODY", body),
    )


def written(folder: Path, more: str = "", *, identity: bool = True) -> Path:
    selected = ", identity: {type: acme}" if identity else ""
    manifest = MANIFEST.replace("IDENTITY", selected).replace("MORE", more)
    _ = project(folder, {"floe.yaml": PRODUCT, "manifest.yaml": manifest})
    return folder / "floe.yaml"


def asked(spec: Path, caller: Caller) -> Analysis:
    return analyze(spec, through=Stage.ENFORCE, caller=caller)


def told(found: Analysis) -> list[tuple[str, str]]:
    codes = ("E308", "E309", "E310", "E311")
    return [(each.code, each.message) for each in found.diagnostics if each.code in codes]


@pytest.mark.parametrize(
    ("more", "body", "code", "words"),
    [
        ("", ANN, None, "'ann', by a token"),
        (", required_role: engineer", ANN, None, "'ann' with the role 'engineer', by a token"),
        (
            ", required_role: admin",
            ANN,
            "E310",
            "'ann' lacks the role 'admin', and has the roles analyst, engineer",
        ),
        ("", "return SimpleNamespace(valid=False, error='expired')", "E309", "says: expired"),
        ("", "return SimpleNamespace(valid=True)", "E311", "and not whose it is"),
        ("", "raise ConnectionError('no answer')", "E311", "ConnectionError: no answer"),
        ("", "return 7", "E311", "where an answer with 'valid' belongs"),
        ("", "raise SystemExit(0)", "E311", "it tried to end the program"),
    ],
)
def test_what_an_identity_plugin_says(
    environment: Environment, tmp_path: Path, more: str, body: str, code: str | None, words: str
) -> None:
    install(environment, body)
    found = asked(written(tmp_path / "product", more), Caller(token=TOKEN))
    assert found.enforcement is not None
    (verdict,) = (each for each in found.enforcement.verdicts if each.title == "rbac")
    if code is None:
        assert told(found) == []
        assert verdict.outcome is Outcome.CHECKED
        assert verdict.note == words
        assert found.enforcement.result.rbac_principal == "ann"
        assert found.enforcement.result.passed
    else:
        ((given, message),) = told(found)
        assert given == code
        assert words in message
        assert not found.enforcement.result.passed


@pytest.mark.parametrize(
    ("more", "caller", "code", "words"),
    [
        ("", Caller("deploy"), None, "'deploy' as named, which nobody has proven"),
        (", allow_principal_fallback: false", Caller("deploy"), "E309", "nobody has proven"),
        (", required_role: admin", Caller("deploy"), "E308", "the role 'admin' of 'deploy'"),
        ("", Caller(), "E309", "nobody says who compiles"),
        ("", Caller(token=TOKEN), "E308", "no manifest selects an identity plugin"),
    ],
)
def test_without_a_plugin(
    tmp_path: Path, more: str, caller: Caller, code: str | None, words: str
) -> None:
    found = asked(written(tmp_path, more, identity=False), caller)
    assert found.enforcement is not None
    (verdict,) = (each for each in found.enforcement.verdicts if each.title == "rbac")
    if code is None:
        assert told(found) == []
        assert verdict.note == words
        assert found.enforcement.result.rbac_principal == "deploy"
    else:
        ((given, message),) = told(found)
        assert given == code
        assert words in message
        assert found.enforcement.result.rbac_principal is None


def test_a_plugin_that_is_not_installed_is_not_its_fault(tmp_path: Path) -> None:
    ((code, message),) = told(asked(written(tmp_path), Caller(token=TOKEN)))
    assert code == "E308"
    assert "identity plugin 'acme' is not installed" in message


def test_an_editor_asks_no_provider(environment: Environment, tmp_path: Path) -> None:
    install(environment, "raise AssertionError('asked')")
    found = asked(written(tmp_path / "product"), Caller(token=TOKEN, asks_provider=False))
    ((code, message),) = told(found)
    assert (code, "no editor asks" in message) == ("E308", True)


def test_a_plugin_is_asked_once_a_run(environment: Environment, tmp_path: Path) -> None:
    install(environment, ANN)
    spec, registry = written(tmp_path / "product"), PluginRegistry()
    for _ in range(3):
        _ = analyze(spec, registry=registry, caller=Caller(token=TOKEN))
    assert registry.load_identity("acme").plugin.asked == 1


@pytest.mark.parametrize(
    "body",
    [
        "raise ValueError(token)",
        "return SimpleNamespace(valid=False, error=token)",
        # Cut off in the midst of it.
        "raise ValueError('x' * 188 + ' ' + token)",
        "raise ModuleNotFoundError(name=token)",
        "raise type(token, (Exception,), {})()",
        "return type(token, (), {})()",
        "return SimpleNamespace(valid=True, user_info=SimpleNamespace(subject='a', roles=[token]))",
        "return SimpleNamespace(valid=True, user_info=SimpleNamespace(subject=token, roles=[]))",
        "from urllib.parse import quote; raise ValueError(quote(token, safe=''))",
        "from urllib.parse import quote_plus; raise ValueError(quote_plus(token).lower())",
        "raise ValueError(token.encode())",
        "import json; raise ValueError(json.dumps(token))",
        "raise KeyError(token)",
        "print(token); raise ValueError('no')",
        "import sys; sys.stderr.write(token); raise ValueError('no')",
        "import sys; sys.stderr.buffer.write(token.encode()); raise ValueError('no')",
        "import warnings; warnings.warn(token); raise ValueError('no')",
        "import logging; logging.getLogger('acme').error(token); raise ValueError('no')",
    ],
)
@pytest.mark.parametrize("token", [TOKEN, "t/4711+x9k2 'm4\\p7ü\""])
def test_no_output_repeats_a_token(
    environment: Environment,
    tmp_path: Path,
    body: str,
    token: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    install(environment, body)
    monkeypatch.chdir(written(tmp_path / "product", ", required_role: admin").parent)
    monkeypatch.setenv("FLOE_TOKEN", token)
    for command in (["check"], ["check", "--format", "json", "-v"], ["compile", "-v"]):
        assert main.main(command) == 2
    printed = "".join(capfd.readouterr())
    assert "E3" in printed
    assert "4711" not in printed
    assert "4711" not in repr(Caller(token=token))


def test_what_a_plugin_prints_is_shown_without_the_token(
    environment: Environment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    install(environment, f"print('asking with', token); {ANN}")
    monkeypatch.chdir(written(tmp_path / "product").parent)
    monkeypatch.setenv("FLOE_TOKEN", TOKEN)
    assert main.main(["check"]) == 0
    assert "asking with ********\n" in capfd.readouterr().err


def test_the_artifact_says_who_and_nothing_else_of_them(
    environment: Environment, tmp_path: Path
) -> None:
    install(environment, ANN)
    result = compile_pipeline(written(tmp_path / "product"), caller=Caller(token=TOKEN))
    assert result.artifacts is not None
    text = result.artifacts.model_dump_json()
    assert TOKEN not in text
    assert "analyst" not in text
    assert json.loads(text)["enforcement_result"]["rbac_principal"] == "ann"


def test_the_command_line_takes_a_name_and_a_file_with_a_token(
    environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(environment, f"assert token == '{TOKEN}'; {ANN}")
    folder = written(tmp_path / "product").parent
    monkeypatch.chdir(folder)
    token = tmp_path / "token"
    _ = token.write_text(f"{TOKEN}\n", encoding="utf-8")
    for command in (["check"], ["compile", "--validate-only"], ["compile"]):
        assert main.main(command) == 2, command
        assert main.main([*command, "--principal", "deploy"]) == 0, command
        assert main.main([*command, "--token-file", str(token)]) == 0, command
        monkeypatch.setenv("FLOE_PRINCIPAL", "deploy")
        assert main.main(command) == 0, command
        monkeypatch.delenv("FLOE_PRINCIPAL")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--principal", ""], "it is empty"),
        (["--principal", github(1)], "it looks like a secret"),
        (["--principal", "a\nb"], "cannot be printed"),
        (["--token-file", "none"], "cannot be read"),
    ],
)
def test_what_is_no_principal_and_no_token(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(written(tmp_path, identity=False).parent)
    with pytest.raises(SystemExit) as exit_:
        _ = main.main(["check", *arguments])
    assert exit_.value.code == exit_codes.USAGE
    said = capsys.readouterr().err
    assert words in said
    assert github(1) not in said


def test_a_variable_that_names_no_principal_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(written(tmp_path, identity=False).parent)
    monkeypatch.setenv("FLOE_PRINCIPAL", github(1))
    assert main.main(["check"]) == exit_codes.USAGE
    assert "FLOE_PRINCIPAL is no principal: it looks like a secret" in capsys.readouterr().err
    assert Caller.of_environment({"FLOE_PRINCIPAL": github(1)}).principal is None
    assert principal_problem("a" * 255) is not None
    assert principal_problem("deploy@example.com") is None
