"""Small inputs that cost minutes or gigabytes once, each through the operation that it hurt.

Each runs in a process of its own; seconds are processor time of the operation, memory is what it
adds. ``python -m benchmarks bombs`` prints the table.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from floe_lsp.compilation import Sources

from .doubling import write
from .growing import FAMILIES, HEAD
from .measuring import peak
from .operations import operations
from .products import MANIFEST
from .table import Row, markdown

_SECONDS = 1
_MIB = 200
_SECONDS_ALLOWED = 120


@dataclass(frozen=True)
class Bomb:
    """A text, and what is done with it."""

    text: str
    operation: str = "analysis"
    is_manifest: bool = False


def _pattern(pattern: str) -> Bomb:
    written = f"custom\n    custom_patterns: ['{pattern}']"
    return Bomb(MANIFEST.replace("medallion", written), is_manifest=True)


def _grown(family: str, things: int, operation: str = "analysis") -> Bomb:
    found = FAMILIES[family]
    return Bomb(found.text(things), operation, found.is_manifest)


def cases() -> Mapping[str, Bomb]:
    """Return the bombs by what they are."""
    return {
        "the pattern `a{9999999}`": _pattern("a{9999999}"),
        "the pattern `((a{999}){999}){999}`": _pattern("((a{999}){999}){999}"),
        "a pattern of 100,000 characters": _pattern("a" * 100_000),
        "a pattern of 50,000 alternatives": _pattern("|".join(f"m{n}" for n in range(50_000))),
        "a pattern of 900 groups in groups": _pattern("(" * 900 + "a" + ")" * 900),
        "20,000 patterns": _grown("patterns", 20_000),
        "4,000 suppressions, an edit": _grown("suppressions", 4_000, "edit"),
        "80,000 suppressions": _grown("suppressions", 80_000),
        "2 MB of codes in one comment": _grown("codes in one comment", 330_000),
        "2 MB of wrong codes in one comment": _grown("wrong codes in one comment", 490_000),
        "4,000 lines with tabs, code actions": _grown("tabs", 4_000, "codeAction of all"),
        "480 KB of duplicate keys on a line, text": _grown(
            "duplicate keys on one line", 80_000, "report text"
        ),
        "19,000 transforms, outline": _grown("transforms", 19_000, "documentSymbol"),
        "2 MB, outline": _grown("transforms", 80_000, "documentSymbol"),
        "195 KiB of blank lines, completion": _grown(
            "blank lines between", 199_680, "completion in the middle"
        ),
        "1.9 MB of blank lines, completion": _grown(
            "blank lines between", 1_900_000, "completion in the middle"
        ),
        "19,000 transforms, lenses": _grown("transforms", 19_000, "codeLens"),
        "19,000 transforms, graph": _grown("transforms", 19_000, "graph"),
        "50,000 transforms": _grown("transforms", 50_000),
        "80,000 transforms, lenses": _grown("transforms", 80_000, "codeLens"),
        "120,000 aliases": _grown("aliases", 120_000),
        "55,000 aliases": _grown("aliases", 55_000),
        "one look-alike around a value, 2,000 transforms": Bomb(
            FAMILIES["transforms"].text(2_000) + "  tier: \u201cgold\u201d\n"
        ),
        "2,000 look-alikes around values": _grown("look-alikes around values", 2_000),
        "2,000 look-alikes of each of four kinds": _grown("look-alikes of all kinds", 2_000),
        "500 look-alikes, JSON": _grown("look-alikes around values", 500, "report json"),
        "500 look-alikes, SARIF": _grown("look-alikes around values", 500, "report sarif"),
        "500 look-alikes, code actions": _grown(
            "look-alikes around values", 500, "codeAction of all"
        ),
        "250 look-alikes that indent, SARIF": _grown("look-alikes below keys", 250, "report sarif"),
        "400,000 look-alikes on a line, SARIF": _grown(
            "look-alikes on one line", 400_000, "report sarif"
        ),
        "12,000 look-alikes around values": _grown("look-alikes around values", 12_000),
        "20,000 look-alikes that indent": _grown("look-alikes that indent", 20_000),
        "20,000 look-alikes in front of items": _grown("look-alikes in front of items", 20_000),
        "20,000 swallowed tags": _grown("swallowed tags", 20_000),
        "9,500 unknown names": _grown("different unknown names", 9_500),
        "9,500 unknown names, text": _grown("different unknown names", 9_500, "report text"),
        "9,500 unknown names, SARIF": _grown("different unknown names", 9_500, "report sarif"),
        "9,500 unknown names, JSON": _grown("different unknown names", 9_500, "report json"),
        "9,500 unknown names, GitHub": _grown("different unknown names", 9_500, "report github"),
        "19,000 names against the policy": _grown("names that break the policy", 19_000),
        "19,000 transforms of one name": _grown("one name", 19_000),
        "6,500 checks": _grown("checks", 6_500),
        "a key of 1.9 MB": _grown("long keys", 1_900_000),
        "a ladder of 6,000 merges": _grown("a ladder of merges", 6_000),
        "a merge of 8,000 anchors": _grown("a merge of all", 8_000),
        "100,000 names of credentials in a text": _grown("names of credentials in a text", 100_000),
        "95 KB of `pwd={` repeated": _grown("braces behind names in a text", 19_000),
        "10,000 secrets of an engine": _grown("secrets of an engine", 10_000),
        "30,000 beginnings of private keys": _grown("beginnings of keys", 30_000),
        "1,000 rules, 500 KB to format": Bomb(
            FAMILIES["checks"].text(8_000)[:499_900].rpartition("\n")[0] + "\n", "formatting"
        ),
        **{name: Bomb(f"{HEAD}transforms: [{{name: a}}]\n", name) for name in _PROJECTS},
    }


def report() -> tuple[str, bool]:
    """Return the table of all bombs, and whether each stays within its bounds."""
    rows = list(_measured())
    return markdown(rows), all(row.met is not False for row in rows)


def _measured() -> Iterator[Row]:
    for name in cases():
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.bombs", name],
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS_ALLOWED,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{name}: exit code {done.returncode}\n{done.stderr}")
        seconds, more = map(float, done.stdout.split())
        yield Row(
            name,
            f"{seconds:.2f} s, {more:.0f} MiB",
            f"< {_SECONDS} s, < {_MIB} MiB",
            seconds < _SECONDS and more < _MIB,
        )


def _run(bomb: Bomb) -> tuple[float, float]:
    """Do what the bomb hurts; return seconds of it, and MiB that everything took for it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # What is imported and made once is no cost of the bomb.
        for _, call in operations(
            write(folder, f"{HEAD}transforms: [{{name: a}}]\n", is_manifest=False)
        ):
            call()
        path = write(folder, bomb.text, is_manifest=bomb.is_manifest)
        if bomb.operation in _PROJECTS:
            return _dbt(folder, _PROJECTS[bomb.operation])
        before = peak()
        for operation, call in operations(path):
            if operation == bomb.operation:
                begun = time.process_time()
                call()
                return time.process_time() - begun, peak() - before
            if operation in ("open", "analysis"):
                call()
    raise SystemExit(f"there is no operation {bomb.operation!r}")


def _dbt(folder: Path, fill: Callable[[Path], None]) -> tuple[float, float]:
    _ = (folder / "dbt_project.yml").write_text("name: shop\n", encoding="utf-8")
    for name in ("models", "target"):
        (folder / name).mkdir()
    (folder / "models/a.sql").touch()
    fill(folder)
    before = peak()
    begun = time.process_time()
    facts = Sources().dbt_projects.read(folder)
    for model in facts.models.values():
        # What dbt built is read for what is asked of it, and no sooner.
        _ = facts.catalog_columns(model)
    return time.process_time() - begun, peak() - before


def _manifest(start: str, items: Iterator[str], end: str) -> Callable[[Path], None]:
    def fill(folder: Path) -> None:
        # Piece by piece: what is written must not count for the peak.
        with (folder / "target/manifest.json").open("w", encoding="utf-8") as file:
            _ = file.write(start)
            file.writelines(items)
            _ = file.write(end)

    return fill


def _links(folder: Path) -> None:
    """Ten times a choice of two links to the folder itself: 2,046 names of 200 folders."""
    for number in range(200):
        below = folder / f"models/f{number}"
        below.mkdir()
        (below / f"x{number}.sql").touch()
    for name in "lk":
        (folder / "models" / name).symlink_to(".")
    ways = (way for length in range(1, 11) for way in product("lk", repeat=length))
    paths = json.dumps(["/".join(("models", *way)) for way in ways])
    _ = (folder / "dbt_project.yml").write_text(f"model-paths: {paths}\n", encoding="utf-8")


def _property_files(folder: Path) -> None:
    for number in range(30):
        with (folder / f"models/p{number}.yml").open("w", encoding="utf-8") as file:
            _ = file.write("models:\n")
            file.writelines(
                f"- name: m{number}_{each}\n  columns: [{{name: a, tests: [b]}}]\n"
                for each in range(5_200)
            )
            _ = file.write(f"# {'x' * 200_000}\n")


def _many_models(folder: Path) -> None:
    for number in range(30):
        with (folder / f"models/p{number}.yml").open("w", encoding="utf-8") as file:
            _ = file.write("models:\n")
            file.writelines(f"- {{name: m{number}_{each}}}\n" for each in range(19_900))


_NODE = json.dumps({"name": "a", "resource_type": "model", "columns": {}})
_TEXT_NODE = '{"nodes": {"m": {"name": "a", "resource_type": "model", "description": "'

_PROJECTS: Mapping[str, Callable[[Path], None]] = {
    "dbt's manifest of 100 MB": _manifest(
        '{"nodes": {',
        (f'"m{number}": {_NODE}, ' for number in range(1_500_000)),
        f'"": {_NODE}}}}}',
    ),
    "dbt's manifest of 990,000 pairs": _manifest(
        '{"nodes": {', (f'"k{number}": 1, ' for number in range(990_000)), '"": 1}}'
    ),
    "dbt's manifest of 449,000 pairs and 20 MB of blanks": _manifest(
        '{"nodes": {',
        (f'"k{number}": 1, ' for number in range(449_000)),
        '"": 1}}' + " " * 20_000_000,
    ),
    "dbt's manifest of 31 MB with an emoji": _manifest(
        f"{_TEXT_NODE}\U0001f600", ("x" * 1_000 for _ in range(31_000)), '"}}}'
    ),
    "dbt's manifest of 120,000 nodes": _manifest(
        '{"nodes": {', (f'"m{number}": {_NODE}, ' for number in range(120_000)), f'"": {_NODE}}}}}'
    ),
    "2,046 paths through links to 200 folders of models": _links,
    "30 property files of 13 MB together": _property_files,
    "30 property files of 19,900 models each": _many_models,
}
"""Dbt projects by what they are, each with what fills its folder."""


if __name__ == "__main__":
    print(*_run(cases()[sys.argv[1]]))
