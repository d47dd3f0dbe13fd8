"""Files are read once while they stay the same, whoever asks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from floe_lsp.compilation import Document, sources
from floe_lsp.compilation.sources import Sources


def test_two_threads_that_read_a_file_at_once_get_the_same_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a compilation found counts while its documents are those of the sources."""
    file = tmp_path / "manifest.yaml"
    file.write_text("a: 1\n", encoding="utf-8")
    both_read = Barrier(2, timeout=10)
    parsed = sources.parsed

    def together(path: Path, content: bytes) -> Document:
        _ = both_read.wait()
        return parsed(path, content)

    monkeypatch.setattr(sources, "parsed", together)
    files = Sources()
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(files.document, [file, file])
    assert first is second
    assert files.document(file) is first
