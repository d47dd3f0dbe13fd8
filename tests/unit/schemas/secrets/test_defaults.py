"""A default in a template is judged as what it is: text that is written out."""

from __future__ import annotations

import pytest

from floe_lsp.schemas.types.secrets.doubtful import doubtful_secrets

pytestmark = pytest.mark.requirement("security")


@pytest.mark.parametrize(
    ("before", "template", "after"),
    [
        ("", "{{ env_var('DB_PASSWORD', 'hunter') }}", ""),
        ("user ", "{{env_var('PW','x')}}", " of it"),
        ("", "{{ env_var('X', 'Sommer24!x') }}", ""),
        ("", "{{ env_var('DBT_ENV_SECRET_X', 'hunter') | as_native }}", ""),
        ("", "{{ env_var('X', default='Sommer24!x') }}", ""),
        ("", "{{ env_var('API_TOKEN') | default('hunter') }}", ""),
        ("", "{{- env_var(''PW'', ''hunter'') -}}", ""),
        ("", '{{ env_var(\\"PW\\", \\"hunter\\") }}', ""),
        ("", "{{ env_var('DB_PASSWORD') or 'hunter' }}", ""),
        ("", "{{ env_var('X') or 'Sommer24!x' }}", ""),
        ("-c x=", "{{ env_var('DB_PASSWORD', 'hunter') | replace('a', 'b') }}", ""),
        ("", "{{ env_var('DB_PASSWORD', 'hunter') ~ '@host' }}", ""),
        ("", "{{ 'u:' ~ env_var('X', 'Sommer24!x') }}", ""),
        ("", "{{ (env_var ('DB_PASSWORD', 'hunter')) }}", ""),
        ("", "{{ env_var('DB_PASSWORD') if target.name == 'prod' else 'hunter' }}", ""),
        ("", "{% set p = env_var('DB_PASSWORD', 'hunter') %}", "{{ p }}"),
        ("", "{{ env_var('A', env_var('DB_PASSWORD', 'hunter')) }}", ""),
        ("", "{{ env_var('DB_PASSWORD') | trim | default('hunter') }}", ""),
        ("", '{{ env_var("DB_PASSWORD", "it\'s{9}x") }}', ""),
        ("", "{{ env_var(var='DB_PASSWORD', default='hunter') }}", ""),
        ("", "{{ var('db_password', 'hunter') }}", ""),
        ("", "{{ env_var('X') ~ 'Sommer24!x' }}", ""),
        ("", "${DB_PASSWORD:-hunter}", ""),
        ("", "${oc.env:DB_PASSWORD,hunter}", ""),
        ("postgres://u:", "{{ env_var('X', 'hunter2') }}", "@host/db"),
        ("see https://", "{{ env_var('X', 'a1b2c3d4e5f6') }}", "@host/x"),
        ("https://h/?sig=", "{{ env_var('X', 'hunter22') }}", "&a=b"),
        ("host=h password=", "{{ env_var('X', 'hunter') }}", " user=x"),
        ("token: ", "{{ env_var('X', 'hunter2') }}", ""),
    ],
)
def test_a_default_where_a_credential_would_stand(before: str, template: str, after: str) -> None:
    found = doubtful_secrets(before + template + after)
    assert [(each.start, each.end) for each in found] == [(len(before), len(before + template))]


@pytest.mark.parametrize(
    "text",
    [
        "{{ env_var('DB_PASSWORD') }}",
        "{{ env_var('DB_PASSWORD', '') }}",
        "{{ env_var('DB_HOST', 'db.internal') }}",
        "{{ env_var('TOKEN_URL', 'https://h.example/t2') }}",
        "{{ env_var('DB_SCHEMA', 'raw_2024') | lower }} of {{ env_var('X', 'y') }}",
        "https://{{ env_var('DB_HOST', 'db1.example.com') }}:5432/x",
        "postgres://{{ env_var('DB_USER', 'etl') }}@host/db",
        "use env_var('PW', 'x') for it",
        "{{ env_var('DB_PASSWORD') ~ '@host' }}",
        "{{ env_var('DB_PASSWORD', '') ~ env_var('DB_HOST', '') }}",
        "{{ env_var('DB_PASSWORD') | replace('a', 'b') }}",
        "{{ env_var('DB_USER') if target.name == 'prod' else 'etl' }}",
        "{% if env_var('DB_HOST') == 'db.internal' %}x{% endif %}",
        "{{ var('start_date', '2024-01-01') }} ${HOME:-/root} ${DB_PASSWORD}",
    ],
)
def test_an_ordinary_default(text: str) -> None:
    assert doubtful_secrets(text) == []
