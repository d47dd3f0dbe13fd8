"""What stands in place of a credential, and what does not."""

from __future__ import annotations

import pytest

from floe_lsp.schemas.types.secrets.placeholders import is_placeholder

pytestmark = pytest.mark.requirement("E122")


@pytest.mark.parametrize(
    "text",
    [
        "{{ env_var('PW') }}",
        '{{ env_var("PW") }}',
        "{{env_var('PW')}}",
        "{{  env_var( 'DBT_ENV_SECRET_1' )  }}",
        "{{ env_var('PW', '') }}",
        "{{ env_var('PW', \"\") }}",
        "{{- env_var('PW') -}}",
        " {{ env_var('PW') }}\n",
        "{{ env_var('PW') | as_native }}",
        "{{ env_var('PORT') | int }}",
        "{{env_var('N')|trim|as_number}}",
    ],
)
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "hunter2",
        "x{{ env_var('PW') }}",
        "{{ env_var('PW') }} {{ env_var('PW') }}",
        "{{ env_var('PW') }}{{ 'hunter2' }}",
        "{{ env_var(PW) }}",
        "{{ env_var('') }}",
        "{{ env_var('A B') }}",
        "{{ env_var('PW', 'hunter2') }}",
        "{{ env_var('PW', 'hunter2') | as_native }}",
        "{{ env_var('PW') | default('hunter2') }}",
        "{{ var('token') }}",
        "{{ 'hunter2' }}",
        "${PW}",
        None,
        5,
        ["{{ env_var('PW') }}"],
    ],
)
def test_no_placeholders(value: object) -> None:
    assert not is_placeholder(value)
