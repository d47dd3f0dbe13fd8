"""Uses each library of a package as the server does; check_vsix.py runs it.

    python -I -S library_uses.py FOLDER ...

The folders are all that is imported from besides the standard library. Prints in JSON what is wrong
with each library, by its name on PyPI; nothing where it does what it should.

A library may import and still lack a file that it reads only when it is used.
"""

# Each is imported where it is used, so that one that cannot be imported is a fault of that one.
# ruff: noqa: PLC0415

from __future__ import annotations

import json
import sys
import zoneinfo
from collections.abc import Callable
from datetime import datetime, timezone
from importlib import import_module
from io import StringIO


def _annotated_types() -> object:
    from annotated_types import Ge

    return Ge(1).ge


def _attrs() -> object:
    import attrs

    return attrs.make_class("Point", ["x"])(1).x


def _cattrs() -> object:
    from cattrs import BaseValidationError, Converter, transform_error

    converter = Converter()
    try:
        converter.structure(["1", "x"], list[int])
    except BaseValidationError as error:
        return transform_error(error)
    return converter


def _cron_descriptor() -> object:
    from floe_lsp.ide.schedules import in_words

    return in_words("30 5 * * MON-FRI")


def _cronsim() -> object:
    from floe_lsp.ide.schedules import next_runs

    return [each.hour for each in next_runs("30 5 * * *", datetime.now(timezone.utc), 2)]


def _exceptiongroup() -> object:
    # Installed for Python 3.10 alone, but the package has it for all.
    return str(import_module("exceptiongroup").ExceptionGroup("both", [ValueError()]))


def _floe_lsp() -> object:
    from floe_lsp.compilation.pages import first_section

    return bool(first_section("E110"))


def _jinja2() -> object:
    from floe_lsp.dbt.jinja.calls import calls_of
    from floe_lsp.dbt.jinja.template import Template, read_template

    template = read_template("{{ ref('orders') }}")
    return isinstance(template, Template) and [each.name for each in calls_of(template).references]


def _lsprotocol() -> object:
    from lsprotocol import converters, types

    given = {"textDocument": {"uri": "file:///a"}, "position": {"line": 1, "character": 2}}
    return converters.get_converter().structure(given, types.HoverParams).position.character


def _markupsafe() -> object:
    from markupsafe import escape

    return str(escape("<"))


def _open_data_contract_standard() -> object:
    from floe_lsp.schemas.odcs.standard import problems_of

    return [each.path for each in problems_of({"version": "1.0.0", "apiVersion": "v3.1.0"})]


def _pathspec() -> object:
    from floe_lsp.git.ignoring import IgnorePatterns

    return IgnorePatterns("*.csv\n!kept.csv\n").ignores("seeds/a.csv")


def _pydantic() -> object:
    from floe_lsp.schemas.product.floe_spec import FloeSpec, ScheduleSpec

    schedule = ScheduleSpec.model_validate({"cron": "30 5 * * *"})
    return schedule.cron, FloeSpec.model_json_schema()["type"]


def _pydantic_core() -> object:
    from pydantic_core import SchemaValidator, core_schema

    return SchemaValidator(core_schema.int_schema()).validate_python("3")


def _pygls() -> object:
    from floe_lsp.lsp.server import Server

    return Server().name


def _rapidfuzz() -> object:
    from floe_lsp.wording.near_miss import near_miss

    return near_miss("orderz", ["customers", "orders"])


def _regex() -> object:
    from floe_lsp.schemas.types.patterns import compiled

    return bool(compiled("^stg_[a-z]+$").match("stg_orders", timeout=10))


def _platformdirs() -> object:
    from platformdirs import user_cache_dir

    return "floe" in user_cache_dir("floe", appauthor=False)


def _filelock() -> object:
    from tempfile import TemporaryDirectory

    from filelock import FileLock

    with TemporaryDirectory() as folder:
        lock = FileLock(f"{folder}/lock")
        with lock:
            return lock.is_locked


def _certifi() -> object:
    from pathlib import Path

    from certifi import where

    return Path(where()).is_file()


def _charset_normalizer() -> object:
    from charset_normalizer import from_bytes

    best = from_bytes("größer".encode()).best()
    return best is not None and str(best)


def _idna() -> object:
    from idna import encode

    return encode("größer.example")


def _jsonschema() -> object:
    from jsonschema import SchemaError

    return SchemaError("wrong").message


def _jsonschema_specifications() -> object:
    from jsonschema_specifications import REGISTRY

    return "http://json-schema.org/draft-07/schema" in REGISTRY


def _referencing() -> object:
    from referencing import Registry

    return list(Registry[object]())


def _rpds_py() -> object:
    from rpds import HashTrieMap

    return HashTrieMap({"a": 1})["a"]


def _oras() -> object:
    from oras.auth.utils import parse_auth_header

    from floe_lsp.registries.client import Client

    return Client().seconds, parse_auth_header('Bearer realm="https://r"').realm


def _requests() -> object:
    from requests import Request

    return Request("GET", "https://r.example.com", params={"a": "b"}).prepare().url


def _urllib3() -> object:
    from urllib3.util import parse_url

    return parse_url("https://r.example.com:5000/v2/").port


def _rich() -> object:
    from rich.console import Console
    from rich.progress import Progress
    from rich.text import Text

    console = Console(file=StringIO(), force_terminal=True, color_system="standard")
    with Progress(console=console) as progress:
        progress.add_task("read")
    with console.capture() as written:
        console.print(Text("wrong", style="bold red"))
    return written.get()


def _ruamel_yaml() -> object:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load("a: [1, b]")  # pyright: ignore[reportUnknownMemberType] - untyped


def _ruamel_yaml_clib() -> object:
    from floe_lsp.syntax import SourceText, parse
    from floe_lsp.syntax.events import HAS_C_PARSER

    return HAS_C_PARSER, parse(SourceText("a: [1, b]")).problems


def _sarif_pydantic() -> object:
    from sarif_pydantic import sarif

    return sarif.Message(text="wrong").model_dump(exclude_none=True)


def _structlog() -> object:
    from structlog.processors import JSONRenderer

    return JSONRenderer()(None, "info", {"event": "read"})


def _typing_extensions() -> object:
    from typing_extensions import TypeVarTuple

    return TypeVarTuple("Given").__name__


def _typing_inspection() -> object:
    from typing_inspection.introspection import AnnotationSource, inspect_annotation

    return inspect_annotation(int, annotation_source=AnnotationSource.ANY).type


def _tzdata() -> object:
    from floe_lsp.compilation.validate import time_zones

    # Where the system has no time zones, as Windows has none.
    zoneinfo.reset_tzpath(to=())
    noon = datetime(2026, 1, 1, 12, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"))
    return "Europe/Berlin" in time_zones.names(), str(noon.utcoffset())


USES: dict[str, tuple[Callable[[], object], object]] = {
    "annotated-types": (_annotated_types, 1),
    "attrs": (_attrs, 1),
    "cattrs": (_cattrs, ["invalid value for type, expected int @ $[1]"]),
    "certifi": (_certifi, True),
    "charset-normalizer": (_charset_normalizer, "größer"),
    "cron-descriptor": (_cron_descriptor, "At 05:30, Monday through Friday"),
    "cronsim": (_cronsim, [5, 5]),
    "exceptiongroup": (_exceptiongroup, "both (1 sub-exception)"),
    "filelock": (_filelock, True),
    "floe-lsp": (_floe_lsp, True),
    "idna": (_idna, b"xn--grer-wna1l.example"),
    "jinja2": (_jinja2, ["orders"]),
    "jsonschema": (_jsonschema, "wrong"),
    "jsonschema-specifications": (_jsonschema_specifications, True),
    "lsprotocol": (_lsprotocol, 2),
    "markupsafe": (_markupsafe, "&lt;"),
    "open-data-contract-standard": (_open_data_contract_standard, [("kind",), ("id",)]),
    "oras": (_oras, (30.0, "https://r")),
    "pathspec": (_pathspec, True),
    "platformdirs": (_platformdirs, True),
    "pydantic": (_pydantic, ("30 5 * * *", "object")),
    "pydantic-core": (_pydantic_core, 3),
    "pygls": (_pygls, "floe-lsp"),
    "rapidfuzz": (_rapidfuzz, "orders"),
    "referencing": (_referencing, []),
    "regex": (_regex, True),
    "requests": (_requests, "https://r.example.com/?a=b"),
    "rich": (_rich, "\x1b[1;31mwrong\x1b[0m\n"),
    "rpds-py": (_rpds_py, 1),
    "ruamel.yaml": (_ruamel_yaml, {"a": [1, "b"]}),
    "ruamel.yaml.clib": (_ruamel_yaml_clib, (True, ())),
    "sarif-pydantic": (_sarif_pydantic, {"text": "wrong"}),
    "structlog": (_structlog, '{"event": "read"}'),
    "typing-extensions": (_typing_extensions, "Given"),
    "typing-inspection": (_typing_inspection, int),
    "urllib3": (_urllib3, 5000),
    "tzdata": (_tzdata, (True, "1:00:00")),
}
"""By name on PyPI, how the library is used and what comes of it."""


def main() -> int:
    """Use every library and print what is wrong with each."""
    sys.path[:0] = sys.argv[1:]
    faults: dict[str, str] = {}
    for name, (use, expected) in USES.items():
        try:
            found = use()
        except Exception as error:  # noqa: BLE001, PERF203 - a library may fail in any way
            faults[name] = f"{type(error).__name__}: {error}"
        else:
            faults[name] = "" if found == expected else f"gives {found!r} in place of {expected!r}"
    sys.stdout.write(json.dumps(faults))
    return 0


if __name__ == "__main__":
    sys.exit(main())
