"""Copies of manifests: whole or not there, bounded, and the same for every process."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest
from pulled_files import made
from registry import MANIFEST

from floe_lsp.cli.main import main
from floe_lsp.registries.cache import Cache
from floe_lsp.registries.failures import Failure, RegistryError
from floe_lsp.registries.manifests import CachedManifests, ago
from floe_lsp.registries.pulled import Pulled
from floe_lsp.registries.reference import parse_reference

pytestmark = [pytest.mark.requirement("registries"), pytest.mark.usefixtures("alone")]

SERVER = Path(__file__).parents[3] / "server"


HERE = parse_reference("oci://r.example.com/platform:1")
PULLED = made(MANIFEST.encode())


def test_what_is_kept_is_there_by_name_and_by_digest(alone: Path) -> None:
    cache = Cache()
    assert cache.copy_of(HERE) is None
    copy = cache.keep(HERE, PULLED)
    assert copy == Cache(alone).copy_of(HERE)
    assert copy.digest == PULLED.digest
    assert copy.file.read_bytes() == PULLED.content
    assert cache.holds(copy.file)
    assert cache.pulled(PULLED.digest) == PULLED
    pinned = parse_reference(f"oci://other.example.com/x@{PULLED.digest}")
    by_digest = cache.copy_of(pinned)
    assert by_digest is not None
    assert by_digest.file == copy.file
    assert [each.reference for each in cache.kept()] == [str(HERE)]


@pytest.mark.parametrize("damage", [b"", b"kind: Manifest", MANIFEST.encode()[:-1]])
@pytest.mark.parametrize("suffix", [".yaml", ".json"])
def test_what_was_damaged_is_no_copy(damage: bytes, suffix: str) -> None:
    cache = Cache()
    copy = cache.keep(HERE, PULLED)
    manifests = CachedManifests(cache)
    assert manifests.get(HERE) == copy
    copy.file.with_suffix(suffix).write_bytes(damage)
    assert cache.copy_of(HERE) is None
    assert cache.kept() == []
    with pytest.raises(RegistryError) as caught:
        manifests.get(HERE)
    assert caught.value.failure is Failure.NOT_CACHED
    assert cache.keep(HERE, PULLED).file.read_bytes() == PULLED.content, "it is mended"
    assert manifests.get(HERE).file == copy.file


@pytest.mark.parametrize(
    "said",
    ["", "[]", '{"reference": 1}', '{"reference": "oci://r/x", "digest": "sha256:../../x"}'],
)
def test_what_says_nothing_of_an_address_is_no_copy(said: str) -> None:
    cache = Cache()
    cache.keep(HERE, PULLED)
    cache.entry_file(HERE).write_text(said, encoding="utf-8")
    assert cache.copy_of(HERE) is None
    assert cache.kept() == []


@pytest.mark.parametrize(
    "moment", ["1e400", "NaN", "1e300", "-1e15", "9" * 400, "true", "null", '"now"']
)
def test_a_moment_that_is_none_is_unknown(moment: str, capsys: pytest.CaptureFixture[str]) -> None:
    cache = Cache()
    cache.keep(HERE, PULLED)
    said = f'{{"reference": "{HERE}", "digest": "{PULLED.digest}", "fetched_at": {moment}}}'
    cache.entry_file(HERE).write_text(said, encoding="utf-8")
    copy = cache.copy_of(HERE)
    assert copy is not None
    assert copy.fetched_at is None
    assert ago(copy) == "an unknown time ago"
    assert main(["manifest", "cache", "list", "--format", "json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert listed["fetched_at"] is None
    assert main(["manifest", "cache", "list"]) == 0
    assert "an unknown time ago" in capsys.readouterr().out
    Cache(most_bytes=1).keep(parse_reference("oci://r.example.com/other:1"), made(b"a: 1\n"))


def test_what_is_used_is_not_what_goes_first(alone: Path) -> None:
    """A digest is asked for once and used for years."""
    several = [made(f"# {number}\n".encode() * 500) for number in range(4)]
    several[:3] = sorted(several[:3], key=lambda each: each.digest)  # The first would go first.
    addresses = [parse_reference(f"oci://r.example.com/p@{each.digest}") for each in several]
    size = len(several[0].content) + len(several[0].manifest)
    cache = Cache(alone, most_bytes=3 * size)
    for address, pulled in zip(addresses[:3], several[:3], strict=True):
        copy = cache.keep(address, pulled)
        entry = cache.entry_file(address)
        said = json.loads(entry.read_text(encoding="utf-8"))
        entry.write_text(json.dumps({**said, "fetched_at": 1e9}), encoding="utf-8")
        for file in (copy.file, copy.file.with_suffix(".json")):
            os.utime(file, (1e9, 1e9))
    assert CachedManifests(cache).get(addresses[0]).fetched_at == 1e9
    cache.keep(addresses[3], several[3])
    kept = [cache.pulled(each.digest) is not None for each in several]
    assert kept[0]
    assert kept.count(False) == 1


def test_another_manifest_of_the_same_name_takes_its_place() -> None:
    cache, newer = Cache(), made(b"kind: Manifest\n")
    cache.keep(HERE, PULLED)
    manifests = CachedManifests(cache)
    assert manifests.get(HERE).digest == PULLED.digest
    cache.keep(HERE, newer)
    assert manifests.get(HERE).digest == newer.digest
    assert cache.pulled(PULLED.digest) == PULLED, "who has locked it still finds it"


def test_what_was_asked_for_longest_ago_goes_first(alone: Path) -> None:
    several = [made(f"# {number}\n".encode() * 500) for number in range(6)]
    size = len(several[0].content) + len(several[0].manifest)
    cache = Cache(alone, most_bytes=3 * size)
    addresses = [parse_reference(f"oci://r.example.com/p:{number}") for number in range(6)]
    for address, pulled in zip(addresses, several, strict=True):
        cache.keep(address, pulled)
    assert [cache.copy_of(each) is not None for each in addresses] == [False] * 3 + [True] * 3
    left = sum(each.stat().st_size for each in (alone / "manifests").iterdir())
    assert left <= 3 * size
    assert len(list((alone / "references").iterdir())) == 3


def test_all_of_it_goes(alone: Path) -> None:
    cache = Cache()
    assert cache.clear() == 0
    assert not alone.exists(), "a look makes no folder"
    cache.keep(HERE, PULLED)
    assert cache.clear() == 3
    assert cache.copy_of(HERE) is None
    assert cache.clear() == 0


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    with pytest.raises(RegistryError) as caught:
        Cache(file / "below").keep(HERE, PULLED)
    assert caught.value.failure is Failure.CACHE_UNUSABLE
    assert "FLOE_CACHE_DIR" in caught.value.suggestion


def test_without_a_home_the_folder_has_to_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FLOE_CACHE_DIR", "HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", dict[int, object]().__getitem__)
    for ask in (
        lambda: CachedManifests().get(HERE),
        lambda: Cache().keep(HERE, PULLED),
        lambda: Cache().clear(),
        lambda: Cache().kept(),
    ):
        with pytest.raises(RegistryError) as caught:
            ask()
        assert caught.value.failure is Failure.CACHE_UNUSABLE
        assert "name a folder in FLOE_CACHE_DIR" in caught.value.suggestion
    assert not Cache().holds(Path("/x/manifests/a.yaml"))
    assert Cache().copy_of(HERE) is None


def test_a_copy_that_goes_while_it_is_read_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process may clear the cache at any time."""
    cache = Cache()
    cache.keep(HERE, PULLED)
    read = Cache.pulled

    def then_cleared(self: Cache, digest: str) -> Pulled | None:
        found = read(self, digest)
        self.clear()
        return found

    monkeypatch.setattr(Cache, "pulled", then_cleared)
    assert cache.copy_of(parse_reference(f"oci://other.example.com/x@{PULLED.digest}")) is None


@pytest.mark.parametrize("digest", ["sha256:{folder}/x", "{folder}/x", "sha256://evil/share/x"])
def test_what_is_no_digest_names_no_file(
    digest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may come from the lock file of a repository."""
    opened: list[Path] = []

    def read(file: Path, _most: int) -> bytes:
        opened.append(file)
        raise FileNotFoundError

    monkeypatch.setattr("floe_lsp.registries.cache.read_whole", read)
    named = digest.format(folder=tmp_path)
    assert Cache().pulled(named) is None
    assert Cache().signatures(named) is None
    assert opened == []
    assert Cache().pulled(PULLED.digest) is None
    assert len(opened) == 1, "what is a digest names one"


def test_ten_processes_at_once(alone: Path, tmp_path: Path) -> None:
    """Each keeps, reads and drops; none ever sees a part, and what is left is whole."""
    script = tmp_path / "writer.py"
    script.write_text(
        "import sys\n"
        "from floe_lsp.registries.cache import Cache\n"
        "from floe_lsp.registries.reference import parse_reference\n"
        "from pulled_files import made\n"
        "cache = Cache(most_bytes=20_000)\n"
        "for number in range(12):\n"
        "    address = parse_reference(f'oci://r.example.com/p:{number % 4}')\n"
        "    pulled = made(f'# {number} of {sys.argv[1]}\\n'.encode() * 300)\n"
        "    copy = cache.keep(address, pulled)\n"
        "    found = cache.pulled(copy.digest)\n"
        "    assert found is None or found == pulled\n"
        "    seen = cache.copy_of(address)\n"
        "    assert seen is None or cache.pulled(seen.digest) is None or seen.file.suffix\n",
        encoding="utf-8",
    )
    support = Path(__file__).parents[2] / "support"
    path = os.pathsep.join(map(str, (SERVER, support)))
    running = [
        subprocess.Popen(
            [sys.executable, str(script), str(number)],
            env={**os.environ, "PYTHONPATH": path},
            stderr=subprocess.PIPE,
        )
        for number in range(10)
    ]
    ends = [each.communicate(timeout=120)[1].decode() for each in running]
    assert [each.returncode for each in running] == [0] * 10, ends
    cache = Cache(alone)
    kept = cache.kept()
    assert kept
    assert len(kept) == len(list((alone / "references").iterdir()))
    assert sum(each.stat().st_size for each in (alone / "manifests").iterdir()) <= 20_000
    assert not list(alone.rglob("*.tmp"))
