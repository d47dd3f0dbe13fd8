"""Lock files of manifests: what is written is read again, and what a repository made up is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation import Sources
from floe_lsp.compilation.load.manifest_lock import lock_beside, lock_text

pytestmark = pytest.mark.requirement("registries")

ADDRESS = "oci://r.example.com/platform:1"
DIGEST = f"sha256:{'0a' * 32}"


@pytest.mark.parametrize("digests", [{}, {ADDRESS: DIGEST}])
def test_what_is_written_is_read_again(digests: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "floe-lock.yaml").write_text(lock_text(digests), encoding="utf-8")
    lock = lock_beside(tmp_path / "floe.yaml", Sources())
    assert lock is not None
    assert lock.digests == digests


@pytest.mark.parametrize(
    "digest",
    ["sha256:/tmp/x", "sha256://evil/share/x", "sha256:12", DIGEST.upper(), f"sha512:{'0a' * 32}"],
)
def test_a_digest_that_is_none_makes_no_lock(digest: str, tmp_path: Path) -> None:
    """It would become the path of a file that is opened."""
    (tmp_path / "floe-lock.yaml").write_text(lock_text({ADDRESS: digest}), encoding="utf-8")
    lock = lock_beside(tmp_path / "floe.yaml", Sources())
    assert lock is not None
    assert lock.digests is None
