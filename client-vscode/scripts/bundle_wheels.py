"""Fetches wheels with pip and unpacks what the server needs of them."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
_WHEELS = ROOT / ".cache" / "wheels"

_DROPPED_FOLDERS = frozenset({"tests", "testing", "__pycache__", "sboms"})
_DROPPED_TOPS = frozenset({"tools"})
"""cron-descriptor packs its own build scripts."""
_DROPPED_SUFFIXES = frozenset({".pyi", ".pyx", ".pxd", ".c", ".h", ".hpp", ".typed", ".pyc", ".mo"})
_DROPPED_FILES = frozenset({
    # rapidfuzz: variants for newer processors and the fuzzy ratios; it does without by itself.
    "rapidfuzz/_feature_detector_cpp",
    "rapidfuzz/distance/metrics_cpp_avx2",
    "rapidfuzz/distance/metrics_cpp_sse2",
    "rapidfuzz/fuzz_cpp",
    "rapidfuzz/fuzz_cpp_avx2",
    "rapidfuzz/fuzz_cpp_sse2",
    "rapidfuzz/process_cpp_avx2",
    "rapidfuzz/process_cpp_sse2",
})  # fmt: skip
_KEPT_FILES = frozenset({
    # The words of cron-descriptor, without which it fails; the server asks for English alone.
    "cron_descriptor/locale/en_US.mo",
})  # fmt: skip
_LICENSES = ("license", "licence", "copying", "notice", "authors")


def fetch(requirements: Path, platforms: Iterable[str] = (), python: str = "310") -> list[Path]:
    """Return the wheels of a list of pinned requirements, fetched once.

    Args:
        requirements: File of pinned requirements; their own dependencies are not followed.
        platforms: Wheel platform tags of which any will do; none for pure Python.
        python: Version of CPython, as in ``312``.
    """
    tags = tuple(platforms)
    folder = _WHEELS / (f"cp{python}-{tags[0]}" if tags else "pure")
    stamp = folder / "made-of"
    wanted = requirements.read_text(encoding="utf-8")
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        # Wheels of earlier pins would be unpacked as well.
        for old in folder.glob("*.whl"):
            old.unlink()
        options = [word for tag in tags for word in ("--platform", tag)]
        subprocess.run(
            [
                sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check",
                "--no-deps", "--only-binary=:all:", "--implementation", "cp",
                "--python-version", python, *options,
                "--dest", str(folder), "--requirement", str(requirements),
            ],
            check=True,
        )  # fmt: skip
        stamp.write_text(wanted, encoding="utf-8")
    return sorted(folder.glob("*.whl"))


def unpack(wheel: Path, folder: Path) -> None:
    """Unpack the files of a wheel that are needed at run time, and its licence."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith("/") or not is_needed(PurePosixPath(name)):
                continue
            content = archive.read(name)
            if name.endswith(".dist-info/METADATA"):
                # importlib.metadata reads the fields; the description after them is long.
                content = content.partition(b"\n\n")[0] + b"\n"
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def is_needed(path: PurePosixPath) -> bool:
    """Return whether the server can reach a file of a wheel, or a licence asks to carry it."""
    top = path.parts[0]
    if top.endswith(".dist-info"):
        return path.name == "METADATA" or path.name.lower().startswith(_LICENSES)
    if str(path) in _KEPT_FILES:
        return True
    if (
        top in _DROPPED_TOPS
        or top.endswith(".data")
        or _DROPPED_FOLDERS.intersection(path.parts[:-1])
    ):
        return False
    module = str(path.parent / path.name.partition(".")[0])
    return path.suffix not in _DROPPED_SUFFIXES and module not in _DROPPED_FILES
