"""No finding tells a secret of any file of its run, nor one that a plugin alone knows as one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import DEFAULT_FILES
from floe_lsp.compilation import Document, Sources, analyze, masking
from floe_lsp.compilation.masking import masked_findings
from floe_lsp.reporting import FORMATS, render
from floe_lsp.syntax import Span, TextEdit

pytestmark = pytest.mark.requirement("security")

SECRET = "xq7w9zk2vb3n"  # noqa: S105 - a planted one
ENTERPRISE = f"""\
apiVersion: floe.dev/v1
kind: Manifest
scope: enterprise
metadata: {{name: enterprise, version: 1.0.0, owner: platform@example.com}}
plugins:
  orchestrator: {{type: dagster, config: {{password: {SECRET}}}}}
"""


def document(folder: Path, name: str, text: str) -> Document:
    (folder / name).write_text(text, encoding="utf-8")
    return Sources().document(folder / name)


def test_a_child_quotes_what_is_secret_in_its_parent(tmp_path: Path) -> None:
    document(tmp_path, "enterprise.yaml", ENTERPRISE)
    child = DEFAULT_FILES["manifest.yaml"].replace(
        "kind: Manifest\n",
        f"kind: Manifest\nscope: domain\nparent_manifest: enterprise.yaml\n{SECRET}: 1\n",
    )
    document(tmp_path, "manifest.yaml", child)
    product = DEFAULT_FILES["floe.yaml"] + f"  - {{name: last, dependsOn: [{SECRET}]}}\n"
    document(tmp_path, "floe.yaml", product)
    found = analyze(tmp_path / "floe.yaml").diagnostics
    assert {"manifest.yaml", "floe.yaml"} <= {each.location.path.name for each in found}
    for each in FORMATS:
        report = render(found, each, base=tmp_path)
        assert SECRET[:8] not in report
        assert SECRET[-8:] not in report


def test_a_secret_whose_name_tells_nothing(tmp_path: Path) -> None:
    manifest = document(
        tmp_path, "manifest.yaml", f"kind: Manifest\nhandle: {SECRET}\nother: x{SECRET}\nname: y\n"
    )
    node = manifest.node("handle")
    assert node is not None
    fix = manifest.fix(f"Put {SECRET} aside", TextEdit(node.span, f"a{SECRET}"))
    secret = manifest.diagnostic("E214", node, "'handle' is written", fixes=(fix,))
    other = manifest.diagnostic("E104", manifest.node("other") or node, f"what is x{SECRET}")
    assert SECRET in render([secret, other], "text", base=tmp_path)
    told = masked_findings([secret, other], [manifest])
    assert [each.message for each in told] == ["'handle' is written", "what is x********"]
    assert told[0].fixes[0].title == "Put ******** aside"
    assert told[0].fixes[0].moves_a_secret
    for each in FORMATS:
        report = render(told, each, base=tmp_path)
        assert SECRET[:8] not in report
        assert "name: y" not in report or each == "text"


@pytest.mark.parametrize(
    ("line", "at", "shown"),
    [
        ("plain: hunter22", "hunter22", "plain: ********"),
        ("handle: hunter22", "handle", "handle: ********"),
        ("handle: 'hunter 22' # x", "handle", "handle: '*********' # x"),
        ("'handle' : abc # note", "'handle'", "'handle' : *** # note"),
        ('handle: "hunter22"', '"hunter22"', 'handle: "********"'),
        ("handle:", "handle", "handle:"),
    ],
)
def test_the_secret_of_a_finding_is_at_its_place_or_that_of_its_key(
    line: str, at: str, shown: str, tmp_path: Path
) -> None:
    text = f"kind: Manifest\n{line}\nname: abc\nother: hunter22\n"
    manifest = document(tmp_path, "manifest.yaml", text)
    start = text.index(at)
    found = manifest.diagnostic("E214", Span(start, start + len(at)), "a secret")
    [told] = masked_findings([found], [manifest])
    lines = told.location.shown.text.splitlines()
    assert lines[1] == shown
    assert lines[2] == "name: abc"
    is_known = "hunter22" in line.replace(" ", "")
    assert lines[3] == ("other: ********" if is_known else "other: hunter22")


def test_a_line_keeps_its_columns_where_a_secret_of_another_line_is_hidden(tmp_path: Path) -> None:
    text = f"kind: Manifest\npassword: {SECRET * 2}\nall: [{SECRET * 2}, ab, x]\n"
    manifest = document(tmp_path, "manifest.yaml", text)
    start = text.index("ab,")
    [told] = masked_findings(
        [manifest.diagnostic("E104", Span(start, start + 2), "it")], [manifest]
    )
    shown = told.location.shown
    assert shown.slice(told.location.span) == "ab"
    assert shown.line(2) == f"all: [{'*' * len(SECRET * 2)}, ab, x]"


def test_most_runs_cost_nothing(tmp_path: Path) -> None:
    manifest = document(tmp_path, "manifest.yaml", "kind: Manifest\nname: y\n")
    found = [manifest.diagnostic("E104", manifest.start, "what is this")]
    assert masked_findings(found, [manifest]) is found


def test_each_line_is_searched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    items = ", ".join(f"a{number}: {number}" for number in range(500))
    text = f"kind: Manifest\npassword: {SECRET}\nall: {{{items}}}\n"
    manifest = document(tmp_path, "manifest.yaml", text)
    found = [
        manifest.diagnostic("E104", manifest.node("all", f"a{number}") or manifest.start, "what")
        for number in range(500)
    ]
    letters = 0

    def counted(really: Callable[[str, object], str]) -> Callable[[str, object], str]:
        def count(words: str, of: object) -> str:
            nonlocal letters
            letters += len(words)
            return really(words, of)

        return count

    for name in ("masked", "masked_in_place"):
        monkeypatch.setattr(masking, name, counted(getattr(masking, name)))
    assert len(masked_findings(found, [manifest])) == 500
    assert len(text) // 2 < letters < 2 * len(text) + 500 * len("what")
