"""What fails with one file stops no other one, and never passes for a check."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus import DEFAULT_FILES
from floe_lsp.cli import check
from floe_lsp.cli.main import main
from floe_lsp.compilation import analyze, compile_pipeline, pipeline
from floe_lsp.compilation.analysis_run import AnalysisRun
from floe_lsp.compilation.guarding import Fence
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.validate import validator
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.work.analysis import Analyzer
from floe_lsp.lsp.work.crash_reporter import CrashReporter
from floe_lsp.reporting import FORMATS

pytestmark = pytest.mark.requirement("robustness")

BROKEN = DEFAULT_FILES["floe.yaml"].replace("stg_orders", "Not A Name")


@pytest.fixture
def products(tmp_path: Path) -> Path:
    """A folder with three products, of which two have a mistake."""
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        text = DEFAULT_FILES["floe.yaml"] if name == "b" else BROKEN
        (tmp_path / name / "floe.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "manifest.yaml").write_text(DEFAULT_FILES["manifest.yaml"], encoding="utf-8")
    return tmp_path


def failing(function: Callable[..., Any], when: Callable[..., bool]) -> Callable[..., Any]:
    def made(*arguments: Any, **named: Any) -> Any:
        if when(*arguments):
            raise ZeroDivisionError("secret text of a file")
        return function(*arguments, **named)

    return made


def is_b(path: Path, *_: object) -> bool:
    return path.parent.name == "b"


def of_run_b(run: AnalysisRun) -> bool:
    return is_b(run.path)


def of_product_b(product: ProductOutline, *_: object) -> bool:
    return is_b(product.document.path)


def always(*_: object) -> bool:
    return True


def let_one_fail(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one place of floe's code fail with the product b alone."""
    if where == "LOAD":
        monkeypatch.setattr(pipeline, "load_product", failing(pipeline.load_product, is_b))
    elif where == "VALIDATE":
        fails = failing(AnalysisRun.validate, of_run_b)
        monkeypatch.setattr(AnalysisRun, "validate", fails)
    elif where == "RESOLVE":
        monkeypatch.setattr(
            pipeline,
            "resolve",
            failing(pipeline.resolve, of_product_b),
        )
    elif where == "the kind":
        monkeypatch.setattr(check, "kind_of_named", failing(check.kind_of_named, is_b))
    elif where == "suppressions":
        fails = failing(AnalysisRun._check_suppressions, of_run_b)
        monkeypatch.setattr(AnalysisRun, "_check_suppressions", fails)


WHERE = ["LOAD", "VALIDATE", "RESOLVE", "the kind", "suppressions"]


@pytest.mark.parametrize("where", WHERE)
def test_the_other_products_are_checked(
    where: str,
    products: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(products)
    let_one_fail(where, monkeypatch)
    assert main(["check", "--format", "concise"]) == 70
    out, err = capsys.readouterr()
    for name in ("a", "c"):
        assert f"{name}/floe.yaml:7:11: error[E105]" in out
    assert "b/floe.yaml:1:1: error[E503]: this is a fault of floe, not of your file" in out
    assert "secret text" not in out + err
    assert "Traceback" not in out + err


@pytest.mark.parametrize("form", FORMATS)
def test_it_is_said_in_every_form(
    form: str,
    products: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(products)
    let_one_fail("RESOLVE", monkeypatch)
    assert main(["check", "--format", form]) == 70
    said = "".join(capsys.readouterr())
    assert said.count("E503") >= 1
    assert said.count("E105") >= 2
    if form == "json":
        assert sorted(each["code"] for each in json.loads(said)["diagnostics"]) == [
            "E105", "E105", "E503",
        ]  # fmt: skip


def test_a_rule_that_fails_stops_no_other_rule(
    products: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = products / "a" / "floe.yaml"
    before = {found.code for found in analyze(spec).diagnostics}

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    broken.__module__ = "rules.broken"
    monkeypatch.setattr(validator, "PRODUCT_RULES", (broken, *validator.PRODUCT_RULES))
    found = analyze(spec, guard=Fence()).diagnostics
    assert {each.code for each in found} == {*before, "E503"}


def test_what_was_found_before_a_failure_is_kept(
    products: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = products / "b" / "floe.yaml"
    with spec.open("a", encoding="utf-8") as file:
        file.write("    dependsOn: [stg_raw, stg_raw]\n  - name: stg_raw\n")
    let_one_fail("RESOLVE", monkeypatch)
    found = analyze(spec, guard=Fence()).diagnostics
    assert [each.code for each in found] == ["E503", "E116"]


def test_nothing_is_written_after_a_failure(
    products: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = products / "b" / "floe.yaml"
    let_one_fail("suppressions", monkeypatch)
    result = compile_pipeline(spec, guard=Fence())
    assert [each.code for each in result.diagnostics] == ["E503"]
    assert (result.artifacts, result.written) == (None, ())
    assert not (spec.parent / "target").exists()


@pytest.mark.parametrize("function", ["_compile", "_generate"])
def test_the_last_stages_are_fenced_as_well(
    function: str, products: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = products / "b" / "floe.yaml"
    monkeypatch.setattr(pipeline, function, failing(is_b, always))
    result = compile_pipeline(spec, guard=Fence())
    assert [each.code for each in result.diagnostics] == ["E503"]
    assert (result.artifacts, result.written) == (None, ())


def test_without_a_fence_a_failure_is_seen(products: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By tests and fuzzers, which look for them."""
    let_one_fail("RESOLVE", monkeypatch)
    with pytest.raises(ZeroDivisionError):
        analyze(products / "b" / "floe.yaml")


@pytest.mark.parametrize("where", ["LOAD", "RESOLVE"])
def test_the_server_shows_it_at_the_product(
    where: str, products: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    session = Session(ClientFeatures())
    analyzer = Analyzer(session, CrashReporter(), lambda _path, _rule: None)
    spec = products / "b" / "floe.yaml"
    before = analyzer.analyze(spec, lambda _: None)
    session.take(before)
    assert before.diagnostics == ()
    let_one_fail(where, monkeypatch)
    for _ in range(2):
        session.take(analyzer.analyze(spec, lambda _: None))
        assert [each.code for each in session.diagnostics(spec)] == ["E503"]
    (logged,) = caplog.records
    assert "Traceback" in logged.getMessage(), "once, with what a maintainer needs"
    other = products / "a" / "floe.yaml"
    session.take(analyzer.analyze(other, lambda _: None))
    assert [each.code for each in session.diagnostics(other)] == ["E105"]


def test_the_server_shows_a_failure_around_the_stages(
    products: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(ClientFeatures())
    analyzer = Analyzer(session, CrashReporter(), lambda _path, _rule: None)
    spec = products / "b" / "floe.yaml"
    monkeypatch.setattr(session.files, "kind_of", failing(is_b, always))
    session.take(analyzer.analyze(spec, lambda _: None))
    assert [each.code for each in session.diagnostics(spec)] == ["E503"]
