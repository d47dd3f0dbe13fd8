"""What is said of an artifact that cannot be made of a valid product (E405)."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import DEFAULT_FILES
from floe_lsp.compilation import Diagnostic, compile_pipeline
from floe_lsp.compilation.compile import compiler
from floe_lsp.schemas.artifact.secret_guard import guard_problems
from floe_lsp.schemas.types.errors import INVALID_FORMAT, Problem, validation_error

pytestmark = pytest.mark.requirement("E405")

KEY = "AKIA" + "Q3EGUZ5PZM7KXW2D"


def told(problem: Problem, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Diagnostic:
    """Return what is reported where the artifact of a product has a problem."""
    for name, text in DEFAULT_FILES.items():
        _ = (folder / name).write_text(text, encoding="utf-8")

    def fail(*_: object) -> None:
        raise validation_error("CompiledArtifacts", [problem.to_line_error()])

    monkeypatch.setattr(compiler, "build_artifacts", fail)
    (found,) = compile_pipeline(folder / "floe.yaml").diagnostics
    assert (found.code, found.location.path) == ("E405", folder / "floe.yaml")
    return found


@pytest.mark.parametrize(
    ("loc", "message", "said"),
    [
        ((), "it is too long", "the artifact cannot contain this: it is too long"),
        (
            ("product", "description"),
            "inf is not a number",
            "the artifact cannot contain product.description: inf is not a number",
        ),
        # A short path may stand in the message by chance.
        (("mode",), "the model is wrong", "the artifact cannot contain mode: the model is wrong"),
    ],
)
def test_a_message_without_a_place_gets_it(
    loc: tuple[str, ...],
    message: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = told(Problem(INVALID_FORMAT, loc, message, None, "do that"), tmp_path, monkeypatch)
    assert (found.message, found.suggestion) == (said, "do that")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"product": {"owner": KEY}}, "product.owner holds an AWS access key"),
        (
            {"product": {"labels": {"password": "Summer2024!"}}},
            "the credential product.labels.password is written out",
        ),
        (
            {"dbt_profiles": {"token Summer2024!x": {}}},
            "the name of a dbt profile contains what may be a credential",
        ),
    ],
    ids=["shape", "label", "profile"],
)
def test_a_message_that_names_its_place_is_left_as_it_is(
    data: dict[str, object], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (problem,) = guard_problems(data)
    found = told(problem, tmp_path, monkeypatch)
    assert found.message == f"the artifact cannot be written: {said}"
