"""The platforms that the extension is built for, and what their wheels are called."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass

PYTHONS = ("310", "311", "312", "313", "314")
"""Every CPython whose compiled libraries are carried, as in the tag ``cp310``."""

COMPILED = (
    "charset_normalizer",
    "markupsafe",
    "pydantic_core",
    "rapidfuzz",
    "regex",
    "rpds",
    "_ruamel_yaml",
)
"""Import names of the compiled libraries; ``_ruamel_yaml`` is ruamel.yaml.clib."""


@dataclass(frozen=True)
class Target:
    """One platform of ``vsce package --target``.

    Attributes:
        name: As vsce calls it, such as ``linux-x64``.
        platforms: Wheel platform tags that run there, any of which pip may choose.
        absent: Tag of a CPython, or CPython and library, that has no wheel for the platform.
    """

    name: str
    platforms: tuple[str, ...]
    absent: frozenset[str] = frozenset()

    def pythons(self) -> tuple[str, ...]:
        """Return the versions of CPython that the server runs on here."""
        return tuple(version for version in PYTHONS if version not in self.absent)

    def compiled(self) -> tuple[str, ...]:
        """Return the import names of the compiled libraries that exist here."""
        return tuple(name for name in COMPILED if name not in self.absent)


def _linux(machine: str) -> tuple[str, ...]:
    glibc = tuple(f"manylinux_2_{minor}_{machine}" for minor in (28, 27, 26, 17))
    return (f"manylinux2014_{machine}", *glibc)


def _mac(machine: str, oldest: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"macosx_{version}_{machine}" for version in oldest)


_INTEL_MAC = ("10_9", "10_12", "10_13", "10_15", "11_0")

TARGETS = {
    target.name: target
    for target in (
        Target("linux-x64", _linux("x86_64")),
        Target("linux-arm64", _linux("aarch64")),
        Target("darwin-x64", _mac("x86_64", _INTEL_MAC)),
        Target("darwin-arm64", _mac("arm64", ("11_0",))),
        Target("win32-x64", ("win_amd64",)),
        # CPython 3.10 was never released for Windows on ARM. Without ruamel.yaml.clib the parser in
        # Python does the work (syntax/events.py), at about fifteen times the time.
        Target("win32-arm64", ("win_arm64",), frozenset({"310", "_ruamel_yaml"})),
    )
}


def machine_name() -> str:
    """Return what a target of the machine that builds is called, also where there is none."""
    systems = {"linux": "linux", "darwin": "darwin", "win32": "win32"}
    machines = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
    return f"{systems.get(sys.platform)}-{machines.get(platform.machine().lower())}"


def this_machine() -> Target:
    """Return the target of the machine that builds."""
    name = machine_name()
    if name not in TARGETS:
        message = f"this machine is not a target ({sys.platform}, {platform.machine()}); name one"
        raise SystemExit(f"{message} with --target: {', '.join(TARGETS)}")
    return TARGETS[name]
