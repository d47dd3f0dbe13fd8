"""What is shown while somebody types: nothing that is only not finished, and every mistake soon."""

from __future__ import annotations

from pathlib import Path

import pytest
from typist import Typist

from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.territory import Territory
from floe_lsp.lsp.state.folders import WorkspaceFolder
from floe_lsp.lsp.state.patience import ENTRY_SECONDS, WORD_SECONDS
from floe_lsp.lsp.state.settings import Settings

pytestmark = pytest.mark.requirement("quiet typing")

EXAMPLES = Path(__file__).parents[3] / "examples"
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: orders
  version: 1.0.0
transforms:
  - name: stg_orders
    tier: bronze
  - name: fct_orders
    tier: gold
    dependsOn: [stg_orders]
"""


def product(tmp_path: Path) -> Path:
    return tmp_path / "floe.yaml"


def codes(typist: Typist) -> list[str]:
    return [each.code for each in typist.shown]


def before(text: str) -> int:
    return PRODUCT.index(text)


@pytest.mark.parametrize("name", ["bike-share", "coffee-orders"])
def test_a_correct_file_is_quiet_while_it_is_typed(name: str) -> None:
    path = EXAMPLES / name / "floe.yaml"
    text = path.read_text(encoding="utf-8")
    typist = Typist(path)
    for shown in typist.types(text):
        assert [each for each in shown if each.severity is not Severity.HINT] == []
    assert typist.wait(10) == ()


def test_a_value_waits_until_its_line_is_left(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT, before("bronze"))
    typist.write("x")
    assert codes(typist) == []
    typist.wait(WORD_SECONDS - 0.01)
    assert codes(typist) == []
    typist.write("y")
    typist.wait(WORD_SECONDS)
    assert codes(typist) == ["E111"]


def test_a_line_that_is_left_shows_what_it_holds_at_once(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT, before("bronze"))
    typist.write("x")
    typist.at = typist.text.text.index("fct_orders") + len("fct_orders")
    typist.write("2")
    assert codes(typist) == ["E111"]


def test_what_is_shown_stays_until_it_is_right(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT.replace("bronze", "bro"), before("bronze") + 3)
    assert codes(typist) == ["E111"]
    for key, found in (("n", ["E111"]), ("z", ["E111"]), ("e", [])):
        typist.write(key)
        assert codes(typist) == found


def test_what_is_erased_waits_as_what_is_written(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT, before("bronze") + len("bronze"))
    typist.key("", erases=1)
    assert codes(typist) == []
    typist.wait(WORD_SECONDS)
    assert codes(typist) == ["E111"]
    typist.key("", erases=1)
    assert codes(typist) == ["E111"]
    typist.write("ze")
    assert codes(typist) == []


def test_a_new_name_does_not_redden_those_that_depend_on_it(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT, before("stg_orders") + len("stg_orders"))
    typist.write("_2")
    assert codes(typist) == []
    typist.at = len(typist.text.text) - 2
    typist.write("_")
    assert codes(typist) == ["E110"]  # of the name that was left; it is the one being written, too


def test_a_finding_that_was_there_comes_back_with_the_text(tmp_path: Path) -> None:
    text = PRODUCT.replace("[stg_orders]", "[stg_order]")
    typist = Typist(product(tmp_path), text, before("  - name: fct"))
    assert codes(typist) == ["E110"]
    typist.write("  - n")
    assert codes(typist) == []
    typist.write("ame: x")
    typist.key("\n")
    assert codes(typist) == ["E110"]


@pytest.mark.parametrize("how", ["save", "caret", "time"])
def test_what_is_not_finished_waits_longer(tmp_path: Path, how: str) -> None:
    typist = Typist(product(tmp_path), PRODUCT)
    typist.write("  - name: more\n    dependsOn: [fct_orders")
    typist.wait(ENTRY_SECONDS - 0.01)
    assert codes(typist) == []
    if how == "save":
        typist.save()
    elif how == "caret":
        typist.go(0)
    else:
        typist.wait(0.01)
    assert codes(typist) == ["E008"]


def test_within_its_entry_the_caret_may_go_where_it_wants(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT)
    typist.write("  - tier: gold\n    tags: [a]")
    assert codes(typist) == []
    typist.go(typist.text.text.index("tier: gold\n    tags"))
    assert codes(typist) == []
    typist.go(0)
    assert codes(typist) == ["E103"]


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("kind: FloeSpec", "kind: FloeSpek", "E111"),
        ("version: 1.0.0", "version: 1.0", "E123"),
        ("  name: orders", "  nam: orders", "E108"),
        ("name: stg_orders", "name: stg orders", "E105"),
        ("tier: bronze", "tier: brnze", "E111"),
        ("tier: gold", "tier gold", "E002"),
        ("dependsOn: [stg_orders]", "dependsOn: [stg_order]", "E110"),
        ("dependsOn: [stg_orders]", "dependsOn: stg_orders", "E109"),
        ("dependsOn: [stg_orders]", "dependsOn: [stg_orders", "E008"),
        ("dependsOn: [stg_orders]", "dependOn: [stg_orders]", "E108"),
        ("dependsOn: [stg_orders]", "dependsOn: [fct_orders]", "E115"),
        ("cron: 0 6 * * *", "cron: 0 26 * * *", "E120"),
        ("timezone: Europe/Lisbon", "timezone: Europe/Lisbom", "E121"),
        ("    tier: gold", "\ttier: gold", "E004"),
    ],
)
def test_a_mistake_shows_soon_after_its_line(
    tmp_path: Path, right: str, wrong: str, code: str
) -> None:
    text = PRODUCT + "schedule:\n  cron: 0 6 * * *\n  timezone: Europe/Lisbon\n"
    assert text.count(right) == 1
    head, tail = text.split(right)
    typist = Typist(product(tmp_path), head + tail, len(head))
    typist.write(wrong)
    assert code not in codes(typist)
    end = typist.text.text.index("\n", typist.at)
    typist.go(end + 1 if end + 1 < len(typist.text.text) else 0)
    typist.wait(0.7)
    if code not in codes(typist):
        typist.wait(ENTRY_SECONDS)
    assert code in codes(typist)


def test_a_paste_waits_as_a_word_does(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT)
    typist.key("  - name: more\n    tier: glod\n  - name: most\n    tier: glod\n")
    assert codes(typist) == []
    typist.wait(WORD_SECONDS)
    assert codes(typist) == ["E111", "E111"]


def test_without_patience_all_is_shown(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT, before("bronze"))
    folder = WorkspaceFolder(tmp_path, Settings(patience=False))
    typist.session.folders.set([folder])
    typist.write("x")
    assert codes(typist) == ["E111"]


def test_what_waits_does_so_no_more_when_patience_is_switched_off(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT, before("bronze"))
    typist.write("x")
    assert typist.session.patience.waiting() == {typist.path}
    typist.session.folders.set([WorkspaceFolder(tmp_path, Settings(patience=False))])
    typist.wait(0)
    assert codes(typist) == ["E111"]
    assert typist.session.patience.waiting() == set()


def test_what_is_known_of_a_file_goes_with_it(tmp_path: Path) -> None:
    typist = Typist(product(tmp_path), PRODUCT, before("bronze"))
    typist.write("x")
    assert typist.session.patience.waiting() == {typist.path}
    typist.session.patience.keep(Territory((), ()))
    assert typist.session.patience.waiting() == set()
