"""What is said of an output that cannot be written, and what to do about it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.generate.failures import no_folder, not_written
from floe_lsp.compilation.generate.obstacles import obstacles
from floe_lsp.compilation.generate.output import (
    OutputOptions,
    default_output,
    format_for,
)
from floe_lsp.files.atomic import NotWritten

pytestmark = pytest.mark.requirement("robustness")

FULL = OSError(errno.ENOSPC, "No space left on device")


def words(found: list[Diagnostic]) -> list[tuple[str, str, str | None]]:
    return [(each.code, each.message, each.suggestion) for each in found]


def test_a_link_can_be_removed_and_a_pipe_is_left(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    options = OutputOptions(path, "json")
    end = os.path.realpath(tmp_path / "elsewhere")
    for target in (tmp_path / "elsewhere", tmp_path):
        path.symlink_to(target)
        end = os.path.realpath(target)
        assert words(obstacles(options)) == [
            (
                "E501",
                f"'out.json' cannot be written: it is a link to '{end}', which is not followed",
                "remove the link, or name the file itself with --output",
            )
        ]
        path.unlink()
    os.mkfifo(path)
    assert words(obstacles(options)) == [
        (
            "E501",
            "'out.json' cannot be written: it is a pipe",
            "choose another file with --output",
        )
    ]


def test_what_a_failed_writing_has_left(tmp_path: Path) -> None:
    path, other = tmp_path / "out.json", tmp_path / "profiles.yml"
    new = "new already and could not be put back, so compile again"
    old = "the old content is in '.old'"
    rights = "check the folder's rights and the space on its disk; "
    failed = NotWritten(path, FULL)
    for each in (path, other):
        _ = each.write_bytes(b"new")
    gone = tmp_path / "orders.yaml"
    for torn, left in (
        ({}, "what was there before is unchanged"),
        ({other: None}, f"'profiles.yml' is {new}"),
        ({other: tmp_path / ".old"}, f"'profiles.yml' is {new}; {old}"),
        ({other: tmp_path / ".old", path: None}, f"'profiles.yml', 'out.json' are {new}; {old}"),
        (
            {gone: tmp_path / ".old"},
            f"'orders.yaml' is removed already and could not be put back, so compile again; {old}",
        ),
        (
            {gone: tmp_path / ".old", other: tmp_path / ".older"},
            (
                "'profiles.yml' is new already and 'orders.yaml' is removed already and could not "
                f"be put back, so compile again; {old}, '.older'"
            ),
        ),
    ):
        failed.torn = dict(torn)
        message = "'out.json' cannot be written: no space left on device"
        assert words([not_written(path, failed)]) == [("E501", message, rights + left)]
    # A stream holds nothing that could be left of what was there before.
    assert not_written(path, FULL).suggestion == f"{rights}what was there before is unchanged"


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    found = no_folder(tmp_path / "target", FULL)
    assert found.location.path == tmp_path / "target" / "profiles.yml"
    assert words([found]) == [
        (
            "E501",
            "the folder 'target' cannot be made: no space left on device",
            "make it yourself, or choose another folder with --output; nothing was written",
        )
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.json", "json"),
        ("a.yaml", "yaml"),
        ("a.YML", "yaml"),
        ("a.yaml.txt", "json"),
        ("yaml", "json"),
        ("/dev/stdout", "json"),
    ],
)
def test_the_format_follows_from_the_name(name: str, expected: str) -> None:
    assert format_for(Path(name)) == expected


def test_where_an_artifact_goes() -> None:
    spec = Path("/shop/floe.yaml")
    usual = default_output(spec)
    assert usual.path == Path("/shop/target/compiled_artifacts.json")
    assert usual.profiles_path == Path("/shop/target/profiles.yml")
    assert (usual.format, usual.contract, usual.within) == ("json", None, Path("/shop"))
    assert not usual.force
    chosen = default_output(spec, Path("/out/a.yaml"))
    assert (chosen.path, chosen.format, chosen.within) == (
        Path("/out/a.yaml"),
        "yaml",
        Path("/shop"),
    )
