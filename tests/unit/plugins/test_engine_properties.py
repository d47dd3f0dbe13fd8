"""Whatever stands in a config, the engines answer with errors and never with an exception."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from floe_lsp.plugins.checking import config_errors
from floe_lsp.plugins.literal_credentials import replace_credentials
from floe_lsp.plugins.option_model import EngineOptions
from floe_lsp.plugins.preparation import prepare
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.plugins.sources import BUILT_IN

REGISTRY = PluginRegistry(trusted=False)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["hunter2", "{{ env_var('X') }}", "{{ env_var('X') | int }}", "{{", "md:x"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["path", "type", "name", "password", "http_path"])
            | st.text(max_size=4)
            | st.integers(0, 3),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


def names_of(engine: str) -> list[str]:
    schema = REGISTRY.load_compute(engine).get_config_schema()
    assert schema is not None
    assert issubclass(schema, EngineOptions)
    return [*schema.option_names(), *schema.aliases]


def configs(engine: str) -> st.SearchStrategy[dict[Any, Any]]:
    keys = st.sampled_from(names_of(engine)) | st.text(max_size=4) | st.integers(0, 2)
    return st.dictionaries(keys, VALUES, max_size=6)


@pytest.mark.parametrize("engine", BUILT_IN)
@settings(max_examples=120)
@given(data=st.data())
@pytest.mark.requirement("FR-005")
def test_any_config(engine: str, data: st.DataObject) -> None:
    plugin = REGISTRY.load_compute(engine)
    config = data.draw(configs(engine))
    errors = config_errors(plugin, config)
    for error in errors:
        assert error["msg"]
        assert error["loc"]
    options = {key: value for key, value in config.items() if isinstance(key, str)}
    limits = {error["loc"][0] for error in errors} & {"threads", "timeout_seconds"}
    if limits:
        with pytest.raises(ValidationError):
            prepare(plugin, options)
        return
    prepared = prepare(plugin, options)
    output = plugin.generate_dbt_profile(prepared.config)
    assert output["type"] == engine
    assert replace_credentials(output, engine, holds_secret=plugin.holds_secret).found == ()
    if not errors:
        json.dumps(output)
