"""Look-alike characters, one in each place of a product: what is said, and what its fixes do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fixing import check_fixes
from reading import counted_work

from floe_lsp.compilation import Diagnostic, analyze
from floe_lsp.compilation.diagnostics import apply_edits
from floe_lsp.compilation.guarding import Fence
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.validate import validator
from floe_lsp.compilation.validate.look_alike_trial import LONGEST, MOST_READINGS
from floe_lsp.syntax.recovery import MAX_ROUNDS, MAX_TRIALS

from .parsed import product

MANIFEST = (
    "apiVersion: floe.dev/v1\nkind: Manifest\nmetadata:\n  name: platform\n  version: 1.0.0\n"
    "  owner: platform@example.com\nplugins:\n  compute:\n    type: duckdb\n"
    "  orchestrator:\n    type: dagster\n"
)
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: orders
  version: 1.0.0
  description: Orders of the shop
  labels:
    team: parcels
platform:
  manifest: manifest.yaml
transforms:
  - name: stg_orders
    tier: silver
    tags: [staging, orders]
  - name: fct_orders
    dependsOn:
      - stg_orders
    tier: gold
schedule:
  cron: "0 6 * * *"
  timezone: Europe/Berlin
  enabled: true
"""
SPACES = "\u00a0\u2009\u202f"
UNSEEN = "\u200b\u2060\ufeff"
SIGNS = {
    "-": "\u2013\u2014\u2212\uff0d\u2010",
    ":": "\uff1a",
    "[": "\uff3b",
    "]": "\uff3d",
    ",": "\uff0c",
    '"': "\u201c\u201d\uff02",
}
TEXT = re.compile(r"(?:.*(?:description|team|tags): .*|\s*)", re.DOTALL)
"""Lines with text that may hold such characters, and lines that hold nothing else."""


@dataclass(frozen=True)
class Folder:
    path: Path

    def findings(self, text: str) -> list[Diagnostic]:
        file = self.path / "floe.yaml"
        file.write_text(text, encoding="utf-8", newline="")
        return [each for each in analyze(file).diagnostics if each.location.path == file]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    return Folder(tmp_path)


def replaced(sign: str, char: str) -> list[str]:
    """The product with one character in the place of one sign, for each place."""
    places = [match.start() for match in re.finditer(re.escape(sign), PRODUCT)]
    return [f"{PRODUCT[:at]}{char}{PRODUCT[at + len(sign) :]}" for at in places]


ALL = [
    *((" ", char) for char in SPACES),
    *((sign, char) for sign, chars in SIGNS.items() for char in chars),
    *(("\n", f"{char}\n") for char in UNSEEN + SPACES),
    *(("\n", f"\n{char}") for char in UNSEEN),
    *((" ", f" {char}") for char in UNSEEN),
]


@pytest.mark.requirement("E027")
@pytest.mark.requirement("E135")
@pytest.mark.parametrize(("sign", "char"), ALL, ids=ascii)
def test_a_fix_leaves_fewer_findings_and_no_new_one(folder: Folder, sign: str, char: str) -> None:
    for text in replaced(sign, char):
        check_fixes(text, folder.findings)


@pytest.mark.requirement("E027")
@pytest.mark.requirement("E135")
@pytest.mark.parametrize(("sign", "char"), ALL, ids=ascii)
def test_one_finding_names_the_character(folder: Folder, sign: str, char: str) -> None:
    odd = char.strip("\n")[-1]
    missed: list[str] = []
    for text in replaced(sign, char):
        found = folder.findings(text)
        at = text.index(odd)
        line = text[text.rfind("\n", 0, at) + 1 : text.find("\n", at)]
        if not found and (TEXT.fullmatch(line) or line.startswith("\ufeff")):
            continue  # the parsers pass by a byte order mark that begins a line
        if not (len(found) == 1 and f"U+{ord(odd):04X} " in found[0].message):
            missed.append(f"{line!r}: {[(each.code, each.message) for each in found]}")
    assert missed == []


@pytest.mark.requirement("E027")
@pytest.mark.requirement("E135")
@pytest.mark.parametrize(
    "manifest",
    [
        MANIFEST.replace("type: duckdb", "type: duckdb\u200b"),
        MANIFEST.replace("type: dagster", "type:\u00a0dagster"),
        MANIFEST.replace("version: 1.0.0", "version\uff1a1.0.0"),
        MANIFEST.replace("apiVersion:", "apiVersion\uff1a"),
        MANIFEST.replace("  compute", "\u3000compute").replace("  orch", "\u3000orch"),
    ],
)
def test_a_manifest(folder: Folder, manifest: str) -> None:
    path = folder.path / "manifest.yaml"
    path.write_text(manifest, encoding="utf-8")
    folder.findings(PRODUCT)
    found = analyze(folder.path / "floe.yaml").diagnostics
    assert {each.code for each in found} <= {"E027", "E135"}
    together = found[0].fixes[-1]
    path.write_text(apply_edits(manifest, list(together.edits)), encoding="utf-8")
    assert analyze(folder.path / "floe.yaml").diagnostics == ()


@pytest.mark.requirement("E027")
@pytest.mark.requirement("E135")
@pytest.mark.parametrize(
    "text",
    [
        PRODUCT.replace(
            "Orders of the shop", "\u201cOrders\u201d \u2013\u00a0all\uff1a \uff3ba\uff3d"
        ),
        PRODUCT.replace("Orders of the shop", "\u6ce8\u610f\uff1a\u30c7\u30fc\u30bf\u3000\uff03"),
        PRODUCT.replace("Orders of the shop", "|\n    \u00a0- name:\u00a0x\n    tier\uff1agold"),
        PRODUCT.replace("Orders of the shop", "\n    \u2013 name\n    and tier:\u00a0gold"),
        PRODUCT.replace("Orders of the shop", '"\u00a0tier:\u00a0gold\n\u00a0\u00a0name\uff1a x"'),
        PRODUCT.replace("# ", "#\u00a0").replace(
            "schedule:", "# \u00a0\u2013\uff1a\nschedule: # \u201c"
        ),
        PRODUCT.replace("team: parcels", "t\u00eam: \u201cparcels\u201d"),
    ],
    ids=ascii,
)
def test_text_may_hold_them(folder: Folder, text: str) -> None:
    assert folder.findings(text) == []


@pytest.mark.requirement("E027")
def test_text_beside_another_mistake_is_left_alone(folder: Folder) -> None:
    text = PRODUCT.replace("Orders of the shop", "Orders\n    tier:\u00a0gold\n  owner nobody")
    assert [(each.code, each.fixes[0].title) for each in folder.findings(text)] == [
        ("E002", "Insert ':'")
    ]


@pytest.mark.requirement("E027")
def test_a_tag_beside_a_broken_line_is_left_alone(folder: Folder) -> None:
    text = PRODUCT.replace(
        "tags: [staging, orders]", "tags:\n      - env\uff1aprod\n    compute\uff1aduckdb"
    )
    (found,) = folder.findings(text)
    assert found.code == "E027"
    assert folder.findings(apply_edits(text, list(found.fixes[0].edits))) == []


@pytest.mark.requirement("E027")
@pytest.mark.parametrize("char", [*SPACES, "\u3000"], ids=ascii)
def test_a_whole_file_is_replaced_at_once(folder: Folder, char: str) -> None:
    step = char if char == "\u3000" else char * 2
    text = PRODUCT.replace("  ", step)
    found = folder.findings(text)
    assert {each.code for each in found} == {"E027"}
    assert len(found) == len(re.findall(rf"(?m)^{char}", text))
    together = found[0].fixes[1]
    assert together.title == f"Replace {text.count(char)} look-alike characters"
    assert apply_edits(text, list(together.edits)) == PRODUCT


@pytest.mark.requirement("E027")
@pytest.mark.parametrize("char", SPACES, ids=ascii)
@pytest.mark.parametrize("manifest", [False, True])
def test_a_file_without_a_space_is_known_for_what_it_is(
    folder: Folder, char: str, *, manifest: bool
) -> None:
    file = "manifest.yaml" if manifest else "floe.yaml"
    text = (MANIFEST if manifest else PRODUCT).replace(" ", char)
    folder.findings(PRODUCT)
    (folder.path / file).write_text(text, encoding="utf-8")
    found = analyze(folder.path / "floe.yaml").diagnostics
    assert {(each.location.path.name, each.code) for each in found} == {(file, "E027")}
    assert all(f"U+{ord(char):04X} " in each.message for each in found)
    assert all(each.location.shown.text == text and each.fixes for each in found)
    (folder.path / file).write_text(
        apply_edits(text, list(found[0].fixes[-1].edits)), encoding="utf-8"
    )
    after = analyze(folder.path / "floe.yaml").diagnostics
    assert not [each for each in after if each.code not in {"E027", "E135"}]
    assert len(after) <= 1


@pytest.mark.requirement("E027")
@pytest.mark.parametrize("char", SPACES, ids=ascii)
def test_a_file_of_another_program_is_still_not_shown(folder: Folder, char: str) -> None:
    text = "apiVersion: v1\nkind: Secret\ndata:\n  key: hunter2hunter2\n".replace(" ", char)
    (found,) = folder.findings(text)
    assert not found.location.shown.text
    assert not found.fixes


@pytest.mark.requirement("robustness")
@pytest.mark.parametrize(
    "line",
    [
        "\u00a0\u00a0name:\u00a0x\n",
        "\u2013 name: x\n",
        "name\uff1a x\n",
        "a: \u201cb: c\u201d\n",
        "a: [b\uff3d\n",
        "\u00a0",
        "\uff3b",
        "- \u200b\n",
        "a\u00a0: 1\n",
        'a: "\u201d\n',
    ],
    ids=ascii,
)
def test_many_of_them_are_read_no_more_often(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    work = counted_work(monkeypatch)
    for count in (200, 1_600):
        text = PRODUCT + line * count
        before = work.characters
        folder.findings(text)
        assert work.characters - before <= (MAX_ROUNDS + MAX_TRIALS + 4) * len(text)


def tiers(count: int, value: str) -> str:
    """A product of so many transforms with that tier."""
    head = PRODUCT[: PRODUCT.index("transforms:")]
    return f"{head}transforms:\n" + "".join(
        f"  - name: m{number}\n    tier: {value}\n" for number in range(count)
    )


@pytest.mark.requirement("robustness")
@pytest.mark.parametrize(
    "value",
    ["\uff3bbronze", "\u201cbronze\u201d", "\u201cgoldd\u201d", "\u201cbro\u201d nze"],
    ids=ascii,
)
@pytest.mark.parametrize("count", [1, 25, 1_000])
def test_a_file_is_checked_at_most_twice_more(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, value: str, count: int
) -> None:
    text = tiers(count, value)
    work = counted_work(monkeypatch)
    folder.findings(text)
    # The manifest is checked as well, and neither is anything read to it.
    assert work.checks <= 4
    assert work.characters <= 4 * len(text) + len(MANIFEST)


@pytest.mark.requirement("robustness")
def test_many_kinds_that_cannot_be_read_are_bounded(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = "".join(
        f"  - name: n{number}\n    tier: \u201ca\u201d b{chr(0xFF5E) * number}\u201d\n"
        for number in range(40)
    )
    text = tiers(3, "\u201cbronze\u201d") + odd
    work = counted_work(monkeypatch)
    assert {each.code for each in folder.findings(text)} == {"E111"}
    assert work.characters <= (MOST_READINGS + 2) * len(text)


@pytest.mark.requirement("robustness")
def test_a_very_long_file_is_not_tried(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    text = tiers(1, "\u201cbronze\u201d") + f"# {'x' * LONGEST}\n"
    work = counted_work(monkeypatch)
    assert [each.code for each in folder.findings(text)] == ["E111"]
    assert work.checks == 2


@pytest.mark.requirement("E135")
@pytest.mark.parametrize("count", [2, 25, 700])
def test_equal_mistakes_are_told_alike(folder: Folder, count: int) -> None:
    text = tiers(count, "\u201cbronze\u201d") + "  - name: last\n    tier: \uff3bbronze\n"
    found = folder.findings(text)
    assert Counter(each.code for each in found)["E135"] == min(count, 500)
    assert len({each.message.partition(" (and")[0] for each in found if each.code == "E135"}) == 1
    assert all(each.fixes for each in found if each.code == "E135")


@pytest.mark.requirement("E135")
def test_what_is_not_described_is_counted(folder: Folder) -> None:
    found = folder.findings(tiers(700, "\u201cbronze\u201d"))
    (told,) = [each.message for each in found if "(and" in each.message]
    assert told.endswith(" as letters (and 200 more of this kind)")


@pytest.mark.requirement("E135")
def test_each_is_as_bad_as_what_it_caused(folder: Folder) -> None:
    manifest = (
        f"{MANIFEST}approved_\u200bsinks: [rest_api]\ngovernance:\n"
        "  audit_logging: \u201cenabled\u201d\n"
    )
    (folder.path / "manifest.yaml").write_text(manifest, encoding="utf-8")
    folder.findings(PRODUCT)
    found = analyze(folder.path / "floe.yaml").diagnostics
    assert [(each.code, each.severity.value) for each in found] == [
        ("E135", "warning"),
        ("E135", "error"),
    ]


@pytest.mark.requirement("robustness")
def test_a_rule_that_fails_is_counted_once_an_edit(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[str] = []

    def broken(product: ProductOutline) -> Iterator[Diagnostic]:
        raise ArithmeticError(product.document.path.name)

    monkeypatch.setattr(validator, "PRODUCT_RULES", (broken,))
    text = tiers(3, "\u201cbronze\u201d")
    guard = Fence(lambda what, _: failed.append(what))
    found = validator.validate_product(product(text), guard).diagnostics
    assert len(failed) == 1
    assert sorted(each.code for each in found) == ["E111", "E111", "E111", "E503"]
