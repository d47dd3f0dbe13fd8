"""Fills client-vscode/server with the language server and its libraries for one platform.

    npm run bundle -- --target linux-x64

What comes out:

    server/entry.py         starts the server (scripts/server_entry.py)
    server/target           name of the platform
    server/libs/common/     floe_lsp with its pages, and the libraries in pure Python
    server/libs/cp312/      the compiled libraries for CPython 3.12; one such folder a version

Wheels are fetched with pip once and kept below .cache/wheels; the user of the extension needs
neither pip nor a network. Needs Python 3.10 or newer with pip.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path

from bundle_targets import TARGETS, Target, this_machine
from bundle_wheels import ROOT, fetch, unpack

_EXTENSION = ROOT / "client-vscode"
_PACKAGE = ROOT / "server" / "floe_lsp"
_PURE = ROOT / "requirements" / "bundle.txt"
_COMPILED = ROOT / "requirements" / "bundle-compiled.txt"


def main() -> int:
    """Bundle the server for the target that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--target", choices=TARGETS, help="default: that of this machine")
    parser.add_argument("--into", type=Path, default=_EXTENSION / "server", help=argparse.SUPPRESS)
    options = parser.parse_args()
    target = TARGETS[options.target] if options.target else this_machine()
    bundle(target, options.into)
    size = sum(file.stat().st_size for file in options.into.rglob("*") if file.is_file())
    sys.stdout.write(f"{options.into}: the server for {target.name}, {size / 2**20:.1f} MiB\n")
    return 0


def bundle(target: Target, folder: Path) -> None:
    """Write the server for a platform into a folder, in place of what is there."""
    wheels = {
        version: fetch(_requirements(target), target.platforms, version)
        for version in target.pythons()
    }
    pure = fetch(_PURE)
    shutil.rmtree(folder, ignore_errors=True)
    common = folder / "libs" / "common"
    _copy_package(common)
    for wheel in pure:
        unpack(wheel, common)
    for version, compiled in wheels.items():
        for wheel in compiled:
            unpack(wheel, folder / "libs" / f"cp{version}")
    shutil.copyfile(Path(__file__).with_name("server_entry.py"), folder / "entry.py")
    (folder / "target").write_text(f"{target.name}\n", encoding="utf-8")


def _requirements(target: Target) -> Path:
    """Return the pins of the compiled libraries, without those that the platform lacks."""
    if "_ruamel_yaml" not in target.absent:
        return _COMPILED
    lines = _COMPILED.read_text(encoding="utf-8").splitlines(keepends=True)
    reduced = ROOT / ".cache" / "wheels" / f"{target.name}.txt"
    reduced.parent.mkdir(parents=True, exist_ok=True)
    kept = [line for line in lines if not line.startswith("ruamel.yaml.clib")]
    reduced.write_text("".join(kept), encoding="utf-8")
    return reduced


def _copy_package(common: Path) -> None:
    """Copy floe_lsp, its pages, and what importlib.metadata says of it."""
    package = common / "floe_lsp"
    shutil.copytree(_PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    shutil.copytree(ROOT / "docs" / "codes", package / "docs" / "codes")
    found = re.search(r'__version__ = "([^"]+)"', (_PACKAGE / "__init__.py").read_text("utf-8"))
    if found is None:
        raise SystemExit("server/floe_lsp/__init__.py names no __version__")
    information = common / f"floe_lsp-{found[1]}.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: floe-lsp\nVersion: {found[1]}\n", encoding="utf-8"
    )


if __name__ == "__main__":
    sys.exit(main())
