"""The search for secrets beside the scanner of the released packages, over the same files.

Every line on which the two say something else is listed, with who is right and why. The released
scanner runs in the environment that FLOE_TEST_RELEASED_PYTHON names.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TypeAlias

import pytest
from commands import other_python

from dbt_projects import project
from floe_lsp.compilation import Stage, analyze

pytestmark = pytest.mark.requirement("secret scanning")

SCAN = """
import json, sys
from pathlib import Path
from floe_core.governance.secrets import BuiltinSecretScanner
found = BuiltinSecretScanner().scan_directory(Path(sys.argv[1]))
print(json.dumps([[each.file_path, each.line_number, each.error_code] for each in found]))
"""

KEY = "AKIA" + "ZQ01234567QXYZAB"
BEGIN = "-----BEGIN {} PRIVATE KEY-----"
RANDOM = "q7Gd2XvP9sTz4LmB8w" + "Rk3JnY6cHf"

Lines: TypeAlias = dict[str, list[tuple[str, str | None]]]

BOTH: Lines = {
    "models/stg_orders.sql": [(f"-- {KEY}", "E601"), ("select 1 as id", None)],
    "models/python.py": [
        ("password = 'hunter'", "E602"),
        ("db_password='autumn'", "E602"),
        ("api_key = 'x9k2m4p7q1w8'", "E603"),
        (f"KEY = '''{BEGIN.format('RSA')}", "E604"),
        ("MHcCAQEEIPAVkpnjYAaCYYVCJdGdiasfnMZ0gZEF'''", None),
        (f"setting = '{RANDOM}'", "E605"),
        ("password = os.environ['DB_PASSWORD']", None),
        ("token = tokens[0]", None),
    ],
}
"""Lines of which both say the same."""

MISSED: Lines = {
    "profiles.yml": [
        ("orders:", None),
        ("  password: hunter", "E602"),
        ("  pass: hunter", "E602"),
        ("  token: x9k2m4p7q1w8", "E603"),
        ("  url: postgres://etl:x9k2m4@db/shop", "E602"),
    ],
    "models/more.py": [
        (f"EC = '{BEGIN.format('EC')}'", "E604"),
        (f"SSH = '{BEGIN.format('OPENSSH')}'", "E604"),
        (f"LOCKED = '{BEGIN.format('ENCRYPTED')}'", "E604"),
        ("config = {'client_secret': 'x9k2m4p7q1w8'}", "E603"),
        ("github = '" + "ghp_" + "Zq01234567" * 3 + "abcdef'", "E603"),
        (f"lower = 'a{KEY.lower()}'", None),
    ],
}
"""Lines that we report and the release does not: it reads assignments in quotes, and RSA keys
alone. YAML, addresses, other keys and tokens of services hold secrets all the same."""

ALARMS: Lines = {
    "models/alarms.sql": [
        ("{{ config(password=\"{{ env_var('DB_PASSWORD') }}\") }}", "E602"),
        ("where password = 'yes'", "E602"),
    ],
    "models/alarms.py": [
        ("password = '${DB_PASSWORD}'", "E602"),
        ("api_key = 'DB_API_KEY'", "E603"),
        ("PASSWORD = 'password'", "E602"),
        (f"sha256 = '{RANDOM}'", "E605"),
        ("table = 'customers_by_region_and_quarter_of_2024'", "E605"),
    ],
    "target/run.sql": [(f"-- {KEY}", "E601")],
    "notes/private.txt": [(KEY, "E601")],
}
"""Lines that the release reports and we do not: templates, comparisons, names of variables and of
tables, hashes, and files that are no part of the product."""

CALLED_OTHERWISE = {("models/more.py", 5, "E605")}
"""The token of a service, which the release takes for a random text."""


def lines_of(*groups: Lines) -> set[tuple[str, int, str]]:
    return {
        (name, number, code)
        for group in groups
        for name, lines in group.items()
        for number, (_, code) in enumerate(lines, 1)
        if code is not None
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        name: "".join(f"{line}\n" for line, _ in lines)
        for group in (BOTH, MISSED, ALARMS)
        for name, lines in group.items()
    }
    return project(
        tmp_path,
        {
            **files,
            "floe.yaml": "apiVersion: floe.dev/v1\nkind: FloeSpec\n"
            "metadata: {name: orders, version: 1.0.0}\ntransforms: [{name: stg_orders}]\n",
            "manifest.yaml": "apiVersion: floe.dev/v1\nkind: Manifest\n"
            "metadata: {name: platform, version: 1.0.0, owner: platform@example.com}\n"
            "plugins: {compute: {type: duckdb}, orchestrator: {type: dagster}}\n"
            "governance: {secret_scanning: {enabled: true}}\n",
            "dbt_project.yml": "name: orders\nprofile: orders\n",
        },
    )


def test_every_difference_is_known(folder: Path) -> None:
    run = subprocess.run(
        [other_python("FLOE_TEST_RELEASED_PYTHON"), "-c", SCAN, str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    released = {(name, line, code) for name, line, code in json.loads(run.stdout)}
    found = analyze(folder / "floe.yaml", through=Stage.ENFORCE)
    ours = {
        (
            each.location.path.relative_to(folder).as_posix(),
            each.location.text.position(each.location.span.start).line + 1,
            each.code.removeprefix("FLOE-"),
        )
        for each in found.diagnostics
        if each.code.startswith("FLOE-E6")
    }
    assert ours == lines_of(BOTH, MISSED)
    assert released == lines_of(BOTH, ALARMS) | CALLED_OTHERWISE


READ = """
import json, sys, warnings
from floe_core.schemas.manifest import PlatformManifest
warnings.simplefilter("ignore")
print(PlatformManifest.model_validate(json.loads(sys.argv[1])).metadata.name)
"""


def test_the_released_loader_reads_a_manifest_that_allows_secrets() -> None:
    manifest = {
        "apiVersion": "floe.dev/v1",
        "kind": "Manifest",
        "metadata": {"name": "platform", "version": "1.0.0", "owner": "platform@example.com"},
        "plugins": {"compute": {"type": "duckdb"}, "orchestrator": {"type": "dagster"}},
        "governance": {"secret_scanning": {"enabled": True}},
        "allowed_secrets": [{"fingerprint": "fp-3f9a0c12ab34", "reason": "of the docs"}],
    }
    run = subprocess.run(
        [other_python("FLOE_TEST_RELEASED_PYTHON"), "-c", READ, json.dumps(manifest)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "platform"
