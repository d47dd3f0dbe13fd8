"""Which Secret holds a variable."""

from __future__ import annotations

import pytest

from floe_lsp.kubernetes.secrets import secret_keys
from floe_lsp.kubernetes.workload import SecretKey

pytestmark = pytest.mark.requirement("floe deploy render")


def test_the_longest_reference_is_meant() -> None:
    variables = ["FLOE_SECRET_LOGIN_ADMIN_PASSWORD", "FLOE_SECRET_LOGIN_PASSWORD", "DB_HOST"]
    assert secret_keys(variables, ["login", "login-admin"], "others") == (
        SecretKey("DB_HOST", "others", "DB_HOST"),
        SecretKey("FLOE_SECRET_LOGIN_ADMIN_PASSWORD", "login-admin", "password"),
        SecretKey("FLOE_SECRET_LOGIN_PASSWORD", "login", "password"),
    )


def test_each_variable_is_there_once() -> None:
    assert secret_keys(["A", "A"], [], "others") == (SecretKey("A", "others", "A"),)
