"""Files as other files name them, on Windows too."""

from __future__ import annotations

import ntpath
import os
from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest

from floe_lsp.wording.file_paths import seen_from

pytestmark = pytest.mark.requirement("paths of manifests")


def test_a_file_in_another_folder() -> None:
    folder = PurePosixPath("/work/products/orders")
    assert seen_from(folder, PurePosixPath("/work/platform/manifest.yaml")) == (
        "../../platform/manifest.yaml"
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (PureWindowsPath("C:/platform/manifest.yaml"), "../platform/manifest.yaml"),
        (PureWindowsPath("D:/platform/manifest.yaml"), "D:/platform/manifest.yaml"),
    ],
)
def test_a_file_on_the_same_drive_and_on_another(
    monkeypatch: pytest.MonkeyPatch, path: PurePath, expected: str
) -> None:
    monkeypatch.setattr(os.path, "relpath", ntpath.relpath)
    assert seen_from(PureWindowsPath("C:/orders"), path) == expected
