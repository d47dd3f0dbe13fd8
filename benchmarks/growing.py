"""Texts that can be made as long as one likes, each of one kind of thing that a file may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .products import MANIFEST

Growth = Callable[[int], str]
"""Makes the text that holds so many things."""

HEAD = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
"""
_FIELDS = "\n  name: orders\n  version: 1.0.0\n  labels:"
_ONE = f"{HEAD}transforms:\n- name: bronze_a\n"
_CHECK = "{name: c%d, type: not_null, dimension: completeness}"


@dataclass(frozen=True)
class Family:
    """One kind of text: a product below a manifest of the house, or a manifest."""

    text: Growth
    is_manifest: bool = False


def _lines(line: str, head: str = "", tail: str = "") -> Growth:
    """``line`` again and again; ``%d`` in it is its number."""
    numbered = "%d" in line
    return lambda n: (
        head + ("".join(line % number for number in range(n)) if numbered else line * n) + tail
    )


def _transforms(line: str) -> Growth:
    return _lines(line, f"{HEAD}transforms:\n")


def _chain(n: int) -> str:
    first = f"{HEAD}transforms:\n- name: bronze_0\n"
    return first + "".join(
        f"- {{name: bronze_m{number}, dependsOn: [bronze_m{number - 1}]}}\n"
        for number in range(1, n)
    )


def _ring(n: int) -> str:
    return f"{HEAD}transforms:\n" + "".join(
        f"- {{name: bronze_m{number}, dependsOn: [bronze_m{(number + 1) % n}]}}\n"
        for number in range(n)
    )


def _upside_down(n: int) -> str:
    return (
        f"{HEAD}transforms:\n"
        + "".join(
            f"- name: bronze_m{number}\n  dependsOn: [bronze_m{number + 1}]\n"
            for number in range(n)
        )
        + f"- name: bronze_m{n}\n"
    )


def _hub(n: int) -> str:
    """All depend on the first, and the last on all."""
    names = ", ".join(f"bronze_m{number}" for number in range(n))
    middle = "".join(f"- {{name: bronze_m{number}, dependsOn: [hub]}}\n" for number in range(n))
    return f"{HEAD}transforms:\n- name: hub\n{middle}- {{name: bronze_end, dependsOn: [{names}]}}\n"


def _plugins(n: int) -> str:
    return MANIFEST.replace(
        "  orchestrator:",
        "".join(f"  p{k}: {{type: duckdb}}\n" for k in range(n)) + "  orchestrator:",
    )


def _written_secrets(n: int) -> str:
    config = "".join(f"      password{number}: abc{number}x\n" for number in range(n))
    return MANIFEST.replace("type: duckdb", f"type: duckdb\n    config:\n{config}", 1)


def _open_templates(n: int) -> str:
    config = "'token={{" + "{{" * n + "'"
    return MANIFEST.replace("type: duckdb", f"type: duckdb\n    config: {{path: {config}}}", 1)


def _weights(n: int) -> str:
    return (
        MANIFEST
        + "resource_presets:\n"
        + "".join(
            f"  p{number}: {{requests: {{cpu: 100m}}, limits: {{cpu: 50m}}}}\n"
            for number in range(n)
        )
    )


def _merged_ladder(n: int) -> str:
    """Each mapping merges the one before it, fifty in a row."""
    lines: list[str] = []
    for number in range(n):
        source = "" if number % 50 == 0 else f"<<: *m{number - 1}, "
        lines.append(f"x-m{number}: &m{number} {{{source}k{number}: 1}}\n")
    return "".join(lines) + _ONE


def _merge_of_all(n: int) -> str:
    anchors = "".join(f"x-m{number}: &m{number} {{k{number}: 1}}\n" for number in range(n))
    sources = ", ".join(f"*m{number}" for number in range(n))
    return f"{anchors}x-all: {{<<: [{sources}]}}\n{_ONE}"


FAMILIES: Mapping[str, Family] = {
    "transforms": Family(_transforms("- name: bronze_m%d\n")),
    "chained transforms": Family(_chain),
    "names of credentials in a text": Family(lambda n: f'{_ONE}x-a: "{"password= " * n}"\n'),
    "braces behind names in a text": Family(lambda n: f'{_ONE}x-a: "{"pwd={" * n}"\n'),
    "secrets of an engine": Family(_written_secrets, is_manifest=True),
    "beginnings of keys": Family(_lines(f"  {'-' * 5}BEGIN PRIVATE KEY-----\n", f"{_ONE}x-a: |\n")),
    "transforms upside down": Family(_upside_down),
    "a ring": Family(_ring),
    "a hub": Family(_hub),
    "one name": Family(_transforms("- name: bronze_a\n")),
    "names that break the policy": Family(_transforms("- name: stg_%d\n")),
    "checks": Family(
        _lines(f"  - {_CHECK}\n", f"{HEAD}transforms:\n- name: bronze_a\n  qualityChecks:\n")
    ),
    "checks of one name": Family(
        _lines(
            "  - {name: c, type: not_null, dimension: completeness}\n",
            f"{HEAD}transforms:\n- name: bronze_a\n  qualityChecks:\n",
        )
    ),
    "tags": Family(_lines("  - t%d\n", f"{_ONE}  tags:\n")),
    "unknown keys": Family(_lines("unknown%d: 1\n", _ONE)),
    "unknown keys in transforms": Family(_transforms("- {name: bronze_m%d, colour: red}\n")),
    "misspelt keys": Family(_transforms("- {nmae: bronze_m%d, teir: gold}\n")),
    "unknown names": Family(_transforms("- {name: bronze_m%d, dependsOn: [brnze_z]}\n")),
    "different unknown names": Family(
        lambda n: (
            f"{HEAD}transforms:\n"
            + "".join(f"- {{name: bronze_m{k}, dependsOn: [brnze_{n + k}]}}\n" for k in range(n))
        )
    ),
    "unknown names in one list": Family(
        _lines("brnze_%d, ", f"{_ONE}- name: bronze_b\n  dependsOn: [", "]\n")
    ),
    "one unknown name in a list": Family(
        _lines("brnze_a, ", f"{_ONE}- name: bronze_b\n  dependsOn: [", "]\n")
    ),
    "references to a name that breaks the policy": Family(
        _lines("- {name: bronze_m%d, dependsOn: [stg_a]}\n", f"{HEAD}transforms:\n- name: stg_a\n")
    ),
    "wrong types": Family(_transforms("- {name: [], tags: 1, tier: 7}\n")),
    "wrong tiers": Family(_transforms("- {name: bronze_m%d, tier: goldd}\n")),
    "missing fields": Family(_transforms("- {tier: gold}\n")),
    "empty items": Family(_transforms("-\n")),
    "unknown engines": Family(_transforms("- {name: bronze_m%d, compute: duckdbb}\n")),
    "ports": Family(
        _lines(
            "- {name: p%d, model: bronze_a, columns: [{name: a, type: text}]}\n",
            _ONE + "outputPorts:\n",
        )
    ),
    "destinations": Family(
        _lines("- {name: d%d, sink_type: rest_api}\n", _ONE + "destinations:\n")
    ),
    "labels": Family(
        _lines(
            "    l%d: a\n",
            HEAD.replace("{name: orders, version: 1.0.0}", _FIELDS),
            "transforms:\n- name: bronze_a\n",
        )
    ),
    "duplicate keys": Family(_lines("x-a: 1\n", _ONE)),
    "duplicate keys on one line": Family(_lines("a: 1, ", _ONE + "x-a: {", "}\n")),
    "duplicate names on one line": Family(_lines("{name: a}, ", HEAD + "transforms: [", "]\n")),
    "one long line": Family(_lines("word ", _ONE + "x-a: ", "\n")),
    "one long quote": Family(_lines("word\\n", _ONE + 'x-a: "', '"\n')),
    "a long flow list": Family(_lines("a, ", _ONE + "x-a: [", "]\n")),
    "a flow list over lines": Family(_lines("  a,\n", _ONE + "x-a: [\n", "]\n")),
    "a flow map": Family(_lines("a%d: 1, ", _ONE + "x-a: {", "}\n")),
    "flow maps in a list": Family(_lines("{a: 1}, ", _ONE + "x-a: [", "]\n")),
    "a block of text": Family(_lines("  word\n", _ONE + "x-a: |\n")),
    "a quote over lines": Family(_lines("  word\n", _ONE + 'x-a: "\n', '"\n')),
    "plain text over lines": Family(_lines("  word\n", _ONE + "x-a:\n")),
    "blocks of text": Family(_lines("x-a%d: |\n  word\n", _ONE)),
    "quoted": Family(_lines("x-a%d: 'it''s'\n", _ONE)),
    "nested mappings": Family(_lines("x-%d:\n  a:\n    b:\n      c: 1\n", _ONE)),
    "nested lists": Family(_lines("- - - - a\n", _ONE + "x-a:\n")),
    "comments": Family(_lines("# a word\n", _ONE)),
    "comments at ends": Family(_transforms("- name: bronze_m%d # here\n")),
    "comments in front": Family(_lines("# a word\n", "", _ONE)),
    "regions": Family(_lines("# region\n# endregion\n", _ONE)),
    "open regions": Family(_lines("# region\n", _ONE)),
    "suppressions": Family(_lines("# floe: ignore[E110]\n", _ONE)),
    "suppressions in front": Family(_lines("# floe: ignore[E110]\n", "", _ONE)),
    "suppressions at ends": Family(_transforms("- name: bronze_m%d # floe: ignore[E110]\n")),
    "suppressions that count": Family(
        _transforms("- {name: bronze_m%d, colour: red} # floe: ignore[E110]\n")
    ),
    "suppressions without codes": Family(_lines("# floe: ignore\n", _ONE)),
    "wrong codes in one comment": Family(_lines("E0, ", _ONE + "# floe: ignore[", "]\n")),
    "codes in one comment": Family(_lines("E110, ", _ONE + "# floe: ignore[", "]\n")),
    "blank lines": Family(_lines("\n", _ONE)),
    "blank lines in front": Family(_lines("\n", "", _ONE)),
    "blank lines between": Family(_lines("\n", f"{HEAD}transforms:\n", "- name: bronze_a\n")),
    "lines of blanks": Family(_lines("  \n", _ONE)),
    "blanks on a line": Family(_lines(" ", _ONE + "x-a: b", "# c\n")),
    "Windows line breaks": Family(_lines("x-a%d: 1\r\n", _ONE.replace("\n", "\r\n"))),
    "tabs": Family(_lines("\tx-a: 1\n", _ONE)),
    "tabs before items": Family(_transforms("\t- name: bronze_m%d\n")),
    "tabs after keys": Family(_transforms("- name:\tbronze_m%d\n")),
    "tabs on one line": Family(_lines("\t", _ONE + "x-a:", "b\n")),
    "unclosed brackets": Family(_lines("x-%d: [a\n", _ONE)),
    "an unclosed list": Family(_lines("a, ", _ONE + "x-a: [", "\n")),
    "an unclosed list over lines": Family(_lines("  a,\n", _ONE + "x-a: [\n")),
    "unclosed quotes": Family(_lines('x-%d: "a\n', _ONE)),
    "closing brackets": Family(_lines("x-%d: a]\n", _ONE)),
    "no colon": Family(_lines("word\n", _ONE)),
    "no space after colon": Family(_transforms("- name:bronze_m%d\n")),
    "wrong columns": Family(
        lambda n: _ONE + "".join(f"{' ' * (k % 5)}x-{k}: 1\n" for k in range(n))
    ),
    "wrong columns of items": Family(
        lambda n: (
            f"{HEAD}transforms:\n" + "".join(f"{' ' * (1 + k % 2)}- name: a\n" for k in range(n))
        )
    ),
    "jinja": Family(_lines("x-%d: {{ a }}\n", _ONE)),
    "control characters": Family(_lines("x-%d: \x01\n", _ONE)),
    "odd blanks": Family(_lines("x-%d: a\u00a0b\u2028\n", _ONE)),
    "look-alikes around values": Family(
        _transforms("- name: bronze_m%d\n  tier: \u201cgold\u201d\n")
    ),
    "look-alikes around wrong values": Family(
        _transforms("- name: bronze_m%d\n  tier: \u201cgoldd\u201d\n")
    ),
    "look-alikes that open a list": Family(_transforms("- name: bronze_m%d\n  tier: \uff3bgold\n")),
    "look-alikes that cannot be read": Family(
        _transforms("- name: bronze_m%d\n  tier: \u201cgold\u201d a\n")
    ),
    "look-alikes of all kinds": Family(
        _transforms(
            "- name: bronze_m%d\n  tier: \u201cgold\u201d\n- name: stg\n  tier: \uff3bgold\n"
            "- name: a\n  tier: \u201cgoldd\u201d\n- name: b\n  tier: \u2018gold\u2019 a\n"
        )
    ),
    "look-alikes that indent": Family(_transforms("\u00a0\u00a0- name: bronze_m%d\n")),
    "look-alikes in front of items": Family(_transforms("\u2013 name: bronze_m%d\n")),
    "look-alikes below keys": Family(_lines("platform%d:\n\u00a0\u00a0manifest\uff1a x\n", HEAD)),
    "look-alikes on one line": Family(
        _lines("\u00a0 ", f"{HEAD}transforms:\n- name:", "bronze_a\n")
    ),
    "look-alikes behind keys": Family(_transforms("- name\uff1abronze_m%d\n")),
    "look-alikes in text": Family(_lines("x-%d: \u201ca\u201d \u2013 b\n", _ONE)),
    "swallowed names": Family(_transforms("- name: #bronze_m%d\n")),
    "swallowed tags": Family(_lines("  - #t%d\n", f"{_ONE}  tags:\n")),
    "swallowed lists": Family(_transforms("- name: bronze_m%d\n  tags: [#a, b #c]\n")),
    "swallowed items of one list": Family(_lines("#a, b #c, ", f"{_ONE}  tags: [", "]\n")),
    "swallowed items over lines": Family(_lines("    #a,\n", f"{_ONE}  tags: [\n")),
    "swallowed words": Family(_lines("  - t #%d\n", f"{_ONE}  tags:\n")),
    "emoji": Family(_lines("x-%d: \U0001f600\n", _ONE)),
    "an address of colons": Family(_lines(":", _ONE + "x-a: 'http://", "'\n")),
    "an address of pairs": Family(_lines("a:", _ONE + "x-a: 'a://", "'\n")),
    "assignments": Family(_lines("a=''", _ONE + "x-a: 'x=bcdefgh ", "'\n")),
    "beginnings of tokens": Family(_lines("gl", _ONE + "x-a: ", "\n")),
    "backslashes in an open quote": Family(_lines("\\", _ONE + 'x-a: "', "\n")),
    "open templates": Family(_open_templates, is_manifest=True),
    "emoji on a line": Family(_lines("\U0001f600", _ONE + "x-a: ", "\n")),
    "quotes in quotes": Family(_lines('x-%d: "a "b" c"\n', _ONE)),
    "backslashes": Family(_lines('x-%d: "\\q"\n', _ONE)),
    "documents": Family(_lines("---\nx-%d: 1\n", _ONE)),
    "conflicts": Family(_lines("<<<<<<< a\nx-a: 1\n=======\nx-b: 1\n>>>>>>> b\n", _ONE)),
    "anchors": Family(_lines("- &a%d b\n", _ONE + "x-a:\n")),
    "aliases": Family(_lines("- *a\n", "x-a: &a b\nx-b:\n", _ONE)),
    "aliases of a map": Family(_lines("- *a\n", "x-a: &a {b: 1}\nx-b:\n", _ONE)),
    "anchors with aliases": Family(_lines("- &a%d b\n- *a\n", "x-a: &a b\nx-b:\n", _ONE)),
    "unknown aliases": Family(_lines("- *a%d\n", "x-b:\n", _ONE)),
    "aliased transforms": Family(
        _lines("- *t\n", "x-t: &t {name: bronze_a}\n" + HEAD + "transforms:\n")
    ),
    "merges": Family(_lines("x-%d: {<<: *a, c: 1}\n", "x-a: &a {b: 1}\n", _ONE)),
    "merged transforms": Family(
        _lines("- {<<: *t, name: bronze_m%d}\n", "x-t: &t {tier: gold}\n" + HEAD + "transforms:\n")
    ),
    "a ladder of merges": Family(_merged_ladder),
    "a merge of all": Family(_merge_of_all),
    "tags of YAML": Family(_lines("x-%d: !a b\n", _ONE)),
    "long keys": Family(_lines("k", _ONE + "x-", ": 1\n")),
    "explicit keys": Family(_lines("? x-%d\n: 1\n", _ONE)),
    "plugins": Family(_plugins, is_manifest=True),
    "presets": Family(_weights, is_manifest=True),
    "approved products": Family(
        _lines(
            "- p%d\n", MANIFEST + "scope: domain\nparent_manifest: up.yaml\napproved_products:\n"
        ),
        is_manifest=True,
    ),
    "unknown keys of a manifest": Family(_lines("unknown%d: 1\n", MANIFEST), is_manifest=True),
    "patterns": Family(
        _lines(
            '    - "a%d"\n',
            MANIFEST.replace("medallion", "custom\n    custom_patterns:").rstrip("\n") + "\n",
        ),
        is_manifest=True,
    ),
}
