"""ruamel.yaml's own loader, held to the core schema, as the reference for what a text means."""

from __future__ import annotations

import math
from typing import Any, cast

from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.main import YAML

REFUSED = object()
"""What a loader returns for a text that it does not read."""

_Untyped: Any = SafeConstructor
"""ruamel.yaml's methods carry no types."""


class CoreSchema(_Untyped):
    """ruamel.yaml's own constructor, without what YAML 1.2 took out of YAML 1.1.

    ruamel.yaml reads ``2026-01-31`` as a date, ``1_000`` and ``0b11`` as numbers; in the core
    schema of YAML 1.2.2 (section 10.3) they are text.
    """

    def construct_yaml_int(self, node: Any) -> Any:
        if "_" in node.value or node.value.lstrip("+-").startswith("0b"):
            return node.value
        return _Untyped.construct_yaml_int(self, node)

    def construct_yaml_float(self, node: Any) -> Any:
        if "_" in node.value:
            return node.value
        return _Untyped.construct_yaml_float(self, node)


CoreSchema.add_constructor("tag:yaml.org,2002:int", CoreSchema.construct_yaml_int)
CoreSchema.add_constructor("tag:yaml.org,2002:float", CoreSchema.construct_yaml_float)
CoreSchema.add_constructor("tag:yaml.org,2002:timestamp", CoreSchema.construct_yaml_str)


def ruamel(*, pure: bool) -> Any:
    """Return a loader and dumper, with the Python parser or the C one."""
    yaml: Any = YAML(typ="safe", pure=pure)
    yaml.Constructor = CoreSchema
    return yaml


def load(text: str, *, pure: bool) -> object:
    """Return what ruamel.yaml reads, in a form for ``==``, or ``REFUSED``."""
    try:
        return comparable(ruamel(pure=pure).load(text))
    except (YAMLError, TypeError, ValueError, KeyError, AssertionError):
        return REFUSED


def comparable(value: object) -> object:
    """Make values comparable that Python holds equal or never equal: 1 and True, NaN."""
    if isinstance(value, dict):
        entries = cast("dict[object, object]", value).items()
        return {repr(comparable(key)): comparable(item) for key, item in entries}
    if isinstance(value, (list, tuple)):
        return [comparable(item) for item in cast("list[object]", value)]
    if isinstance(value, float) and math.isnan(value):
        return "not a number"
    return (type(value).__name__, value)
