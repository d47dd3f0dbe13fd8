"""Data contracts as the released packages judge them.

Their compiler never calls their ``ContractValidator``; here it is called, with the datacontract-cli
that it needs. What both report has the same code; what breaks the standard is E313 here, and
FLOE-E500 and after there. They ask for every level of a parent: ``inheritance_mode: strict``.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from commands import other_python

import corpus
from floe_lsp.compilation import analyze
from floe_lsp.syntax import SourceText, parse

pytestmark = pytest.mark.requirement("data contracts")

JUDGE = """
import json, sys
import structlog
structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
from floe_core.enforcement.validators.data_contracts import ContractValidator
from floe_core.enforcement.validators.inheritance import InheritanceValidator
from floe_core.enforcement.validators.versioning import VersioningValidator
judges = {
    "valid": lambda before, now: ContractValidator().validate_string(now),
    "version": VersioningValidator().validate_version_change,
    "inheritance": InheritanceValidator().validate_inheritance,
}
found = [judges[how](before, now) for how, before, now in json.load(sys.stdin)]
print(json.dumps([sorted({each.error_code for each in one.violations}) for one in found]))
"""

HEAD = "apiVersion: v3.1.0\nkind: DataContract\nid: orders\nname: orders\nstatus: active\n"
TABLE = "schema:\n  - name: stg_orders\n    properties:\n"
ID = "      - {name: id, logicalType: integer, required: true, classification: internal}\n"
EMAIL = "      - {name: email, logicalType: string, classification: pii}\n"
LEVELS = (
    "slaProperties:\n  - {property: freshness, value: %s}\n"
    "  - {property: availability, value: %s}\n"
)


def contract(version: str = "1.0.0", columns: str = ID + EMAIL, more: str = "") -> str:
    return f"{HEAD}version: {version}\n{TABLE}{columns}{more}"


OPTIONAL = ID.replace("required: true", "required: false")
TEXT = EMAIL.replace("string", "integer")
PUBLIC = EMAIL.replace("pii", "confidential")
FIRST = contract()
FLOOR = contract(more=LEVELS % ("PT6H", "99.9"))
CASES: dict[str, tuple[str, str, str]] = {
    "valid": ("valid", "", FIRST),
    "without an id": ("valid", "", FIRST.replace("id: orders\n", "")),
    "with a wrong type": ("valid", "", FIRST.replace("integer", "whole")),
    "with a wrong kind": ("valid", "", FIRST.replace("DataContract", "Contract")),
    "with an unknown field": ("valid", "", FIRST + "stauts: active\n"),
    "the same": ("version", FIRST, FIRST),
    "removed": ("version", FIRST, contract("1.1.0", ID)),
    "removed with a major version": ("version", FIRST, contract("2.0.0", ID)),
    "another type": ("version", FIRST, contract("1.0.1", ID + TEXT)),
    "required": ("version", contract(columns=OPTIONAL), contract("1.1.0", ID)),
    "not required any more": ("version", contract(columns=ID), contract("1.0.1", OPTIONAL)),
    "added": ("version", contract(columns=ID), contract("1.0.1")),
    "added with a minor version": ("version", contract(columns=ID), contract("1.1.0")),
    "added with a major version": ("version", contract(columns=ID), contract("2.0.0")),
    "as the parent": ("inheritance", FLOOR, FLOOR),
    "stronger": ("inheritance", FLOOR, contract(more=LEVELS % ("PT1H", "99.99"))),
    "staler": ("inheritance", FLOOR, contract(more=LEVELS % ("P1D", "99.9"))),
    "less available": ("inheritance", FLOOR, contract(more=LEVELS % ("PT6H", "99"))),
    "without levels": ("inheritance", FLOOR, FIRST),
    "less protected": ("inheritance", FIRST, contract(columns=ID + PUBLIC)),
    "less protected, and staler": (
        "inheritance",
        FLOOR,
        contract(columns=ID + PUBLIC, more=LEVELS % ("P1D", "99.9")),
    ),
}
STRICTER = {"with a wrong kind"}
"""What the standard forbids and the released packages let pass."""
OF_THE_STANDARD = {f"FLOE-E50{number}" for number in range(10)}


@pytest.fixture(scope="module")
def released() -> dict[str, list[str]]:
    """What the released packages report, case by case; those who break the standard as E313."""
    done = subprocess.run(
        [other_python("FLOE_TEST_RELEASED_PYTHON"), "-c", JUDGE],
        input=json.dumps(list(CASES.values())),
        check=True,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    codes = [["E313"] if OF_THE_STANDARD.intersection(each) else each for each in found]
    return dict(zip(CASES, codes, strict=True))


def reported(folder: Path, before: str, now: str, how: str) -> list[str]:
    """What floe reports of a product with this contract, after or below the other one."""
    product = folder / "product"
    product.mkdir()
    governance = (
        "governance:\n  policy_enforcement_level: strict\n  data_contracts:\n"
        "    enforcement: strict\n    drift_detection: {enabled: false}\n"
        "    inheritance_mode: strict\n"
    )
    ports = "outputPorts:\n  - name: stg_orders\n    schema: [{name: id, type: integer}]\n"
    (product / "floe.yaml").write_text(corpus.DEFAULT_FILES["floe.yaml"] + ports)
    (product / "datacontract.yaml").write_text(now)
    (folder / "manifest.yaml").write_text(corpus.DEFAULT_FILES["manifest.yaml"] + governance)
    if how == "version":
        root = parse(SourceText(before)).root
        assert root is not None
        artifact: dict[str, object] = {
            "metadata": {"product_name": "orders", "product_version": "1.0.0"},
            "output_ports": [{"name": "stg_orders", "columns": []}],
            "data_contracts": [root.value],
        }
        target = product / "target" / "compiled_artifacts.json"
        target.parent.mkdir()
        target.write_text(json.dumps(artifact))
    elif how == "inheritance":
        (folder / "datacontract.yaml").write_text(before)
    found = analyze(product / "floe.yaml", folder / "manifest.yaml").diagnostics
    return sorted({each.code for each in found if each.is_error})


@pytest.mark.parametrize("case", CASES)
def test_the_verdict_is_that_of_the_released_packages(
    case: str, tmp_path: Path, released: dict[str, list[str]]
) -> None:
    how, before, now = CASES[case]
    found = reported(tmp_path, before, now, how)
    if case in STRICTER:
        assert (found, released[case]) == (["E313"], [])
    else:
        assert found == released[case]
