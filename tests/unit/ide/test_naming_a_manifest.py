"""Where ``platform.manifest`` is written: in the product's own entry, not in what others share."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation import Sources, analyze
from floe_lsp.ide.fixes.missing_manifest import naming
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("first contact")

PATH = Path("/floe-naming/floe.yaml")
HEAD = "apiVersion: floe.dev/v1\nkind: FloeSpec\n"
META = "metadata:\n  name: orders\n  version: 1.0.0\n"
TRANSFORMS = "transforms:\n  - name: a\n"


def named(text: str) -> str:
    sources = Sources()
    sources.open(PATH, SourceText(text))
    for edit in sorted(
        naming(sources.document(PATH), "new.yaml"), key=lambda each: each.span, reverse=True
    ):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def test_an_alias_is_written_over() -> None:
    before = f"{HEAD}{META}  owner: &m team.yaml\nplatform:\n  manifest: *m\n{TRANSFORMS}"
    assert named(before) == before.replace("*m", "new.yaml")


def test_what_is_merged_in_gets_an_entry_of_its_own() -> None:
    shared = "x-shared: &p\n  manifest: team.yaml\n"
    before = f"{HEAD}{META}{shared}platform:\n  <<: *p\n{TRANSFORMS}"
    after = named(before)
    assert shared in after
    assert "\n  <<: *p\n  manifest: new.yaml\n" in after


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}{META}x-shared: &p\n  manifest: team.yaml\nplatform: *p\n{TRANSFORMS}",
        f"{HEAD}{META}x: &p\n  platform: {{manifest: team.yaml}}\n<<: *p\n{TRANSFORMS}",
    ],
)
def test_nothing_is_written_into_what_a_platform_shares(text: str) -> None:
    assert named(text) == text


@pytest.mark.parametrize(
    ("named_as", "files"), [("./nope.yaml", ("a.txt",)), ("floes.yaml", ()), ("flo.yml", ())]
)
def test_no_product_is_suggested_as_a_manifest(
    tmp_path: Path, named_as: str, files: tuple[str, ...]
) -> None:
    path = tmp_path / "floe.yaml"
    path.write_text(f"{HEAD}{META}platform:\n  manifest: {named_as}\n{TRANSFORMS}")
    for name in files:
        (tmp_path / name).touch()
    (found,) = (each for each in analyze(path).diagnostics if each.code == "E205")
    assert "did you mean" not in (found.suggestion or "")
    assert found.fixes == ()
