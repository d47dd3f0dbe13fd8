"""An identity plugin written against the released interface, found and asked by ours.

It runs in the environment of the released packages, which FLOE_TEST_RELEASED_PYTHON names and which
needs nothing of ours but the source.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from commands import other_python
from installed_plugins import SERVER, Environment

pytestmark = pytest.mark.requirement("roles")

PLUGIN = """
    from floe_core.plugins.identity import IdentityPlugin, TokenValidationResult, UserInfo


    class Plugin(IdentityPlugin):
        name, version, floe_api_version = "acme", "1.0.0", "1.0"

        def authenticate(self, credentials):
            return None

        def get_user_info(self, token):
            return None

        def validate_token(self, token):
            if token != "good":
                return TokenValidationResult(valid=False, error="expired")
            return TokenValidationResult(True, UserInfo("ann", roles=["engineer"]))
"""

PROBE = """
import json
from floe_lsp.plugins.registry import PluginRegistry
registry = PluginRegistry()
owners = [registry.owner_of("acme", token) for token in ("good", "old")]
print(json.dumps([[each.is_valid, each.error, each.subject, each.roles] for each in owners]))
"""


def test_it_says_who_a_token_belongs_to(tmp_path: Path) -> None:
    Environment(tmp_path).install(
        "floe-identity-acme", "[floe.identity]\nacme = {module}:Plugin\n", PLUGIN
    )
    run = subprocess.run(
        [other_python("FLOE_TEST_RELEASED_PYTHON"), "-c", PROBE],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(SERVER), str(tmp_path)])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(run.stdout) == [
        [True, "", "ann", ["engineer"]],
        [False, "expired", None, []],
    ]
