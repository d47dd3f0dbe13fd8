"""Documents that were made to hurt, and what each costs: seconds and memory of the whole analysis.

Each runs in a process of its own, so that a crash or a leak is its own and not the next one's.
``python -m benchmarks.hostile`` prints the table.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_MEGABYTE = 1_000_000
_SECONDS_ALLOWED = 60
"""A case that takes longer is ended; it is far beyond the bounds that are held."""

_RUN = """
import sys, time
from pathlib import Path
from benchmarks.measuring import peak
from floe_lsp.compilation import analyze
path = Path(sys.argv[1])
before = time.process_time()
result = analyze(path)
seconds = time.process_time() - before
assert result.diagnostics, "a hostile document passed without a word"
print(seconds, peak())
"""


def cases() -> dict[str, str]:
    """Return the hostile documents by what they are."""
    return {
        "100,000 [": "a: " + "[" * 100_000,
        "100,000 {a: ": "{a: " * 100_000,
        "100,000 - on one line": "- " * 100_000,
        "1,400 levels of indentation": _levels("a:\n", 1_400),
        "1,400 lists in lists": _levels("-\n", 1_400),
        "1,400 levels with a tab each": _levels("a:\n", 1_400, indent="\t"),
        "alias bomb of lists": _bomb("[", "*{0}", "]"),
        "alias bomb of mappings": _bomb("{{", "k{1}: *{0}", "}}"),
        "alias bomb of merge keys": _merges(40),
        "merges of 100,000 keys": _wide_merges(),
        "5 MB on one line": "a: " + "x" * 5 * _MEGABYTE,
        "1.9 MB on one line": "a: " + "x" * (2 * _MEGABYTE - 100_000),
        "1.9 MB in one quote": 'a: "' + "x " * 950_000,
        "100,000 duplicate keys": "a: 1\n" * 100_000,
        "100,000 keys in 100,000 braces": "a: {b: 1}\n" * 100_000,
        '1,000,000 "': 'a: "' + '"' * 1_000_000,
        "1,000,000 '": "a: '" + "'" * 1_000_001,
        "250,000 lone quotes": "a: ' \"\n" * 250_000,
        "? repeated": "? " * 500_000,
        "& repeated": "&a " * 500_000,
        "* repeated": "*a " * 500_000,
        "* in a list": "a: [" + "*a, " * 200_000 + "]",
        "! repeated": "!a " * 500_000,
        ": repeated": "a: " * 500_000,
        "120,000 anchors": "".join(f"- &a{n} x\n" for n in range(120_000)),
        "# repeated": "#" * 1_900_000,
        "950,000 comments": "#\n" * 950_000,
        "1,900,000 blank lines": "\n" * 1_900_000,
        "100,000 tabs": "\ta: 1\n" * 100_000,
        "100,000 lines of Jinja": "a: {{ x }}\n" * 100_000,
        "100,000 unclosed [": "a: [\n" * 100_000,
        "100,000 wrong columns": "".join(f"{' ' * (n % 7)}a{n}: 1\n" for n in range(100_000)),
        "100,000 keys without colon": "key value\n" * 100_000,
        "100,000 documents": "---\na: 1\n" * 100_000,
        "100,000 control characters": "a: \x01\n" * 100_000,
        "100,000 U+2028": "a: \u2028b\n" * 100_000,
        "20,000 transforms of one name": "transforms:\n" + "  - name: a\n" * 20_000,
        "20,000 unknown fields": "".join(f"field{n}: 1\n" for n in range(20_000)),
        "10,000 unknown dependencies": _dependencies(10_000),
        "a ring of 15,000 transforms": _ring(15_000),
        "a backslash a character": 'a: "' + "\\q" * 500_000 + '"\n',
        "one key of 1.9 MB": "k" * 1_900_000 + ": 1\n",
        "a number of 1.9 MB": "a: " + "9" * 1_900_000 + "\n",
        "a block of text of 1.9 MB": "a: |\n" + "  x\n" * 470_000,
    }


def _levels(line: str, count: int, indent: str = " ") -> str:
    return "".join(indent * level + line for level in range(count))


def _bomb(opening: str, item: str, closing: str) -> str:
    """Nine lines of ten aliases each, which stand for a thousand million values."""
    lines = ["a0: &a0 x"]
    for level in range(1, 10):
        items = ", ".join(item.format(f"a{level - 1}", place) for place in range(10))
        lines.append(f"a{level}: &a{level} {opening.format()}{items}{closing.format()}")
    return "\n".join(lines) + "\n"


def _merges(levels: int) -> str:
    """Each mapping merges the one above it ten times and adds a key."""
    lines = ["m0: &m0 {k0: 1}"]
    for level in range(1, levels):
        sources = ", ".join([f"*m{level - 1}"] * 10)
        lines.append(f"m{level}: &m{level} {{<<: [{sources}], k{level}: 1}}")
    return "\n".join(lines) + "\n"


def _wide_merges() -> str:
    """One mapping of 1,000 keys that 10,000 others merge."""
    keys = ", ".join(f"k{n}: 1" for n in range(1_000))
    return f"base: &base {{{keys}}}\n" + "".join(f"m{n}: {{<<: *base}}\n" for n in range(10_000))


def _product(transforms: str) -> str:
    return (
        "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata: {name: orders, version: 1.0.0}\n"
        f"transforms:\n{transforms}"
    )


def _dependencies(count: int) -> str:
    return _product("".join(f"  - {{name: m{n}, dependsOn: [n{n}]}}\n" for n in range(count)))


def _ring(count: int) -> str:
    return _product(
        "".join(f"  - {{name: m{n}, dependsOn: [m{(n + 1) % count}]}}\n" for n in range(count))
    )


def measure() -> list[tuple[str, float, float]]:
    """Return the name, the seconds and the MiB at the peak of each case.

    Seconds are processor time of the analysis alone, which waits for nothing; memory is that of
    the whole process, of which the compiler itself takes about 35 MiB.

    Raises:
        RuntimeError: A case crashed, took a minute, or passed without a diagnostic.
    """
    return list(_measured())


def _measured() -> Iterator[tuple[str, float, float]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "floe.yaml")
        for name, text in cases().items():
            path.write_text(text, encoding="utf-8")
            try:
                done = subprocess.run(
                    [sys.executable, "-c", _RUN, str(path)],
                    capture_output=True,
                    text=True,
                    check=False,
                    timeout=_SECONDS_ALLOWED,
                )
            except subprocess.TimeoutExpired as error:
                raise RuntimeError(f"{name}: took more than {_SECONDS_ALLOWED} seconds") from error
            if done.returncode != 0:
                raise RuntimeError(f"{name}: exit code {done.returncode}\n{done.stderr}")
            seconds, peak = map(float, done.stdout.split())
            yield name, seconds, peak


def main() -> None:
    for name, seconds, peak in _measured():
        print(f"{name:34} {seconds:6.2f} s {peak:6.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
