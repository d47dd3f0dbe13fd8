"""How a file names a manifest, and which file such an address leads to."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation.load.manifests import address_of, local_path

pytestmark = pytest.mark.requirement(
    "linked folders: `..` is resolved as the system does and the opened path is shown; links not "
    "followed are named once"
)


def test_an_address_leads_back_to_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "lnk").symlink_to(tmp_path / "b" / "c")
    manifest = tmp_path / "a" / "m.yaml"
    for base, address in (
        (tmp_path / "a" / "floe.yaml", "m.yaml"),
        (tmp_path / "b" / "floe.yaml", "../a/m.yaml"),
        (tmp_path / "a" / "lnk" / "floe.yaml", str(manifest)),
    ):
        assert address_of(manifest, base) == address
        assert local_path(base, address) == manifest


@pytest.mark.parametrize("address", [7, None, "oci://host/m", "a/" * 20_000, "a\0b", "\ud800"])
def test_what_is_the_address_of_no_file(address: object) -> None:
    assert local_path(Path("/a/floe.yaml"), address) is None
