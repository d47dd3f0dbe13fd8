"""Checks what a packaged extension holds, for the platform that it says it is for.

    python client-vscode/scripts/check_vsix.py client-vscode/dist/*.vsix

Prints a line for each package and ends with exit code 1 when something is missing, doubled, meant
for another platform, or has no business there. The libraries of a package for this machine are also
used as the server uses them (library_uses.py).
"""

from __future__ import annotations

import json
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from bundle_targets import COMPILED, PYTHONS, TARGETS, Target, machine_name
from bundle_wheels import ROOT

_SERVER = PurePosixPath("extension/server")
_WANTED = (
    "extension/package.json",
    "extension/readme.md",
    "extension/dist/extension.js",
    "extension/server/entry.py",
    "extension/server/libs/common/floe_lsp/cli/main.py",
    "extension/server/libs/common/floe_lsp/docs/codes/E110.md",
    "extension/server/libs/common/lsprotocol/types.py",
    "extension/server/libs/common/pydantic/__init__.py",
    "extension/server/libs/common/pygls/__init__.py",
    "extension/server/libs/common/ruamel/yaml/__init__.py",
    "extension/server/libs/common/tzdata/zones",
)
_UNWANTED = re.compile(
    r"__pycache__|\.pyc$|\.map$|/tests?/|node_modules|/src/|tsconfig|/scripts/|\.vsix$|\.pyi$"
)
_COMPILED_SUFFIXES = (".so", ".pyd", ".dylib", ".dll")

_ELF_MACHINES = {"x64": 62, "arm64": 183}
_PE_MACHINES = {"x64": 0x8664, "arm64": 0xAA64}
_MACH_CPUS = {"x64": 0x01000007, "arm64": 0x0100000C}


def main() -> int:
    """Check the packages that the command line names."""
    paths = [Path(word) for word in sys.argv[1:]]
    if not paths:
        sys.stderr.write("usage: check_vsix.py FILE.vsix ...\n")
        return 2
    failed = False
    for path in paths:
        faults = list(check(path))
        failed = failed or bool(faults)
        size = path.stat().st_size / 1_000_000
        verdict = f"{len(faults)} faults" if faults else "as it should be"
        sys.stdout.write(f"{path.name}: {size:.1f} MB, {verdict}\n")
        for fault in faults:
            sys.stdout.write(f"  {fault}\n")
    return int(failed)


def check(path: Path) -> Iterator[str]:
    """Yield what is wrong with a package."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        manifest = archive.read("extension.vsixmanifest").decode("utf-8")
        found = re.search(r'TargetPlatform="([^"]+)"', manifest)
        target = TARGETS.get(found[1]) if found else None
        if target is None:
            yield "extension.vsixmanifest names no target that is built"
            return
        yield from (f"{name} is missing" for name in _WANTED if name not in names)
        yield from (f"{name} has no business here" for name in names if _UNWANTED.search(name))
        said = archive.read(str(_SERVER / "target")).decode("utf-8").strip()
        if said != target.name:
            yield f"the server inside is for {said}, not for {target.name}"
        yield from _libraries(target, names)
        for name in names:
            if name.endswith(_COMPILED_SUFFIXES):
                kind = machine(archive.read(name))
                if kind != target.name:
                    yield f"{name} is compiled for {kind}"
        version = f"{sys.version_info[0]}{sys.version_info[1]}"
        if target.name == machine_name() and version in target.pythons():
            yield from _faults_in_use(archive, version)


def _libraries(target: Target, names: list[str]) -> Iterator[str]:
    """Yield the compiled libraries that a version of Python lacks, or has and should not."""
    for version in PYTHONS:
        folder = str(_SERVER / "libs" / f"cp{version}") + "/"
        compiled = [name for name in names if name.startswith(folder) and _is_compiled(name)]
        if version not in target.pythons():
            yield from (f"{name} is for a Python that the platform lacks" for name in compiled)
            continue
        for library in COMPILED:
            there = any(name.removeprefix(folder).startswith(library) for name in compiled)
            if there != (library in target.compiled()):
                yield f"{library} for CPython {version} is {'there' if there else 'missing'}"
        tag = re.compile(rf"\.(?:cpython-{version}-|cp{version}-)")
        yield from (
            f"{name} is not for CPython {version}" for name in compiled if not tag.search(name)
        )


def _faults_in_use(archive: zipfile.ZipFile, version: str) -> Iterator[str]:
    """Yield what is wrong with the libraries for a version of Python when they are used."""
    folders = [_SERVER / "libs" / name for name in (f"cp{version}", "common")]
    inside = tuple(f"{folder}/" for folder in folders)
    with TemporaryDirectory() as place:
        archive.extractall(place, [each for each in archive.namelist() if each.startswith(inside)])
        done = subprocess.run(
            # Nothing of this environment, where all of them are installed.
            [
                sys.executable, "-I", "-S", "-B", str(Path(__file__).with_name("library_uses.py")),
                *(str(Path(place, folder)) for folder in folders),
            ],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )  # fmt: skip
    if done.returncode:
        yield f"the libraries cannot be used: {done.stderr}"
        return
    faults: dict[str, str] = json.loads(done.stdout)
    yield from (f"{name}: {fault}" for name, fault in faults.items() if fault)
    yield from (f"{name} is used by nothing in library_uses.py" for name in _pins() - faults.keys())


def _pins() -> set[str]:
    """Return the names of the libraries that are carried."""
    files = ("bundle.txt", "bundle-compiled.txt")
    texts = [(ROOT / "requirements" / file).read_text(encoding="utf-8") for file in files]
    return {name for text in texts for name in re.findall(r"(?m)^([\w.-]+)==", text)}


def _is_compiled(name: str) -> bool:
    return name.endswith(_COMPILED_SUFFIXES)


def machine(content: bytes) -> str:
    """Return the platform that a shared library was compiled for, as vsce calls it.

    Read from the headers of ELF (``e_machine``), Mach-O (``cputype``) and PE (``Machine``).
    """
    if content[:4] == b"\x7fELF":
        return f"linux-{_name(_ELF_MACHINES, struct.unpack_from('<H', content, 18)[0])}"
    if content[:4] == b"\xcf\xfa\xed\xfe":
        return f"darwin-{_name(_MACH_CPUS, struct.unpack_from('<I', content, 4)[0])}"
    if content[:2] == b"MZ":
        header = struct.unpack_from("<I", content, 0x3C)[0]
        return f"win32-{_name(_PE_MACHINES, struct.unpack_from('<H', content, header + 4)[0])}"
    return "nothing that is known"


def _name(machines: dict[str, int], number: int) -> str:
    names = (name for name, value in machines.items() if value == number)
    return next(names, f"machine {number:#x}")


if __name__ == "__main__":
    sys.exit(main())
