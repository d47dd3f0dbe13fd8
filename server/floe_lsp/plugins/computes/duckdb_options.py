"""The options of dbt-duckdb, with their nested parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, Any, ClassVar, cast

from pydantic import ConfigDict, Field

from floe_lsp.plugins.containers import AnyMapOption, ScalarMapOption, TextListOption, TextOrList
from floe_lsp.plugins.option_model import EngineOptions, OptionModel
from floe_lsp.plugins.options import (
    Choice,
    CountOption,
    FlagOption,
    Number,
    OptionType,
    PortOption,
    PositiveOption,
    SecretOption,
    Text,
    TextOption,
)
from floe_lsp.plugins.problems import OptionProblem, predicate_error
from floe_lsp.plugins.templates import is_template
from floe_lsp.wording.quoting import shown

ACCESS_MODES = ("automatic", "read_only", "read_write")
LIFTED = {
    "memory_limit": "settings",
    "motherduck_token": "settings",
    "access_mode": "config_options",
}
"""Options that stand beside ``path`` for convenience, with the mapping they belong to."""

_AMOUNT = re.compile(
    r"(?i)\s*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[0-9]+)?\s*(?:%|[kmgt]i?b?|b|bytes?)\s*"
)
_NO_LIMIT = re.compile(r"(?i)\s*(?:-[0-9.]+|none|null)\s*")


@dataclass(frozen=True)
class MemoryAmount(OptionType):
    """An amount of memory with its unit, as DuckDB reads it."""

    def check(self, value: object) -> object:
        """Return the amount as it was written."""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            raise predicate_error(
                "invalid_format",
                f"needs a unit, but is {shown(value)}",
                suggestion=f"write the unit too, such as {shown(value)}GB",
                replacement=f"{shown(value)}GB",
            )
        text = cast("str", Text().check(value))
        if is_template(text) or _AMOUNT.fullmatch(text) or _NO_LIMIT.fullmatch(text):
            return text
        raise predicate_error(
            "invalid_format",
            f"must be an amount with a unit, but is {shown(text)}",
            suggestion="write something like 4GB, 512MiB or 80%",
        )

    def json_schema(self) -> dict[str, Any]:
        """Return the schema of the text."""
        return {"type": "string", "examples": ["4GB"]}


class DuckDBExtension(OptionModel):
    """An extension that is installed from a repository of its own."""

    required: ClassVar[tuple[str, ...]] = ("name", "repo")

    name: TextOption = Field(default=None, description="Name of the extension.")
    repo: TextOption = Field(
        default=None, description="Repository, such as `community` or `core_nightly`."
    )


@dataclass(frozen=True)
class ExtensionItem(OptionType):
    """The name of an extension, or a mapping with its repository."""

    def check_given(self, value: object) -> object:
        """Return an entry as it was written; an empty one is wrong too."""
        return self.check(value)

    def check(self, value: object) -> object:
        """Return an entry as it was written."""
        if isinstance(value, Mapping):
            # Its own report is merged into the one of the whole config, at the entry's place.
            DuckDBExtension.model_validate(value)
            return cast("Mapping[str, object]", value)
        return Text().check(value)

    def json_schema(self) -> dict[str, Any]:
        """Return the schema of an entry."""
        texts = {"type": "string"}
        properties = {"name": texts, "repo": texts}
        extension = {"type": "object", "properties": properties, "required": ["name", "repo"]}
        return {"anyOf": [texts, {**extension, "additionalProperties": False}]}


class DuckDBAttachment(OptionModel):
    """A further database that models can read and write."""

    required: ClassVar[tuple[str, ...]] = ("path",)

    path: TextOption = Field(default=None, description="File or address of the database.")
    alias: TextOption = Field(default=None, description="Name of the database in SQL.")
    type: TextOption = Field(
        default=None, description="Kind of database, if it is not DuckDB's own, such as `iceberg`."
    )
    secret: TextOption = Field(default=None, description="Name of the entry of `secrets` to use.")
    read_only: FlagOption = Field(
        default=None, description="Attach it for reading. Default: false."
    )
    options: AnyMapOption = Field(default=None, description="Further options of ATTACH.")
    is_ducklake: FlagOption = Field(
        default=None, description="Treat it as DuckLake even where its path does not say so."
    )

    @classmethod
    def contradictions(cls, given: Mapping[str, object]) -> Iterator[OptionProblem]:
        """Yield the options that stand twice, which the adapter refuses."""
        options = given.get("options")
        if not isinstance(options, Mapping):
            return
        for name in ("type", "secret", "read_only"):
            if given.get(name) and name in options:
                yield OptionProblem(
                    ("options", name),
                    "contradiction",
                    f"'{name}' is already given beside 'options'",
                    {"suggestion": "keep one of them"},
                )


class DuckDBSecret(OptionModel):
    """An entry of DuckDB's secrets manager; what else it takes depends on its type."""

    model_config = ConfigDict(extra="allow")

    required: ClassVar[tuple[str, ...]] = ("type",)

    type: TextOption = Field(
        default=None, description="Kind of secret, such as `s3`, `gcs`, `azure` or `iceberg`."
    )
    name: TextOption = Field(default=None, description="Name that `attach` refers to it by.")
    provider: TextOption = Field(
        default=None, description="Where DuckDB gets it from, such as `credential_chain`."
    )
    scope: Annotated[str | list[str] | None, TextOrList()] = Field(
        default=None, description="Paths that it is used for."
    )
    persistent: FlagOption = Field(
        default=None, description="Keep it on disk between runs. Default: false."
    )


class DuckDBFilesystem(OptionModel):
    """A filesystem of fsspec; what else it takes depends on the implementation."""

    model_config = ConfigDict(extra="allow")

    required: ClassVar[tuple[str, ...]] = ("fs",)

    fs: TextOption = Field(default=None, description="Name of the implementation, such as `s3`.")


class DuckDBRemote(OptionModel):
    """A DuckDB behind a Buena Vista server."""

    required: ClassVar[tuple[str, ...]] = ("host", "port", "user")

    host: TextOption = Field(default=None, description="Host of the server.")
    port: PortOption = Field(default=None, description="Port of the server.")
    user: TextOption = Field(default=None, description="Who dbt signs in as.")
    password: SecretOption = Field(default=None, description="Comes from a variable.")


class DuckDBModule(OptionModel):
    """A plugin of dbt-duckdb, which loads sources or stores relations."""

    required: ClassVar[tuple[str, ...]] = ("module",)

    module: TextOption = Field(
        default=None, description="Name of a built-in one, or the path of a Python module."
    )
    alias: TextOption = Field(default=None, description="Name to use it by.")
    config: AnyMapOption = Field(default=None, description="Its own options.")


class DuckDBRetries(OptionModel):
    """What to try again."""

    connect_attempts: PositiveOption = Field(
        default=None, description="How often to try to open the file. Default: 1."
    )
    query_attempts: PositiveOption = Field(default=None, description="How often to try a query.")
    retryable_exceptions: TextListOption = Field(
        default=None, description="Names of the exceptions to try again after."
    )


class DuckDBFlights(OptionModel):
    """Settings of Python models that run at MotherDuck."""

    enabled_by_default: FlagOption = Field(
        default=None, description="Run every Python model there. Default: false."
    )
    access_token_name: TextOption = Field(
        default=None, description="Name of the MotherDuck token that the run uses."
    )
    max_runtime_sec: CountOption = Field(
        default=None, description="Longest time of a run, in seconds."
    )
    instance_type: TextOption = Field(default=None, description="Size of the machine.")
    timeout_sec: CountOption = Field(
        default=None, description="Seconds that dbt waits for a run. Default: 3600."
    )
    poll_interval_sec: Annotated[float | str | None, Number(0)] = Field(
        default=None, description="Seconds between two looks at a run. Default: 2."
    )
    log_lines: CountOption = Field(
        default=None, description="Lines of a failed run's log to show. Default: 0."
    )
    log_url_template: TextOption = Field(
        default=None, description="Address of a run's log, with {flight_id} and {run_number}."
    )
    requirements: TextListOption = Field(
        default=None, description="Python requirements of every run."
    )
    duckdb_version: TextOption = Field(default=None, description="DuckDB version of the runs.")


class DuckDBOptions(EngineOptions):
    """The ``config`` of the compute plugin ``duckdb``."""

    path: TextOption = Field(
        default=None,
        description=(
            "Database file, `:memory:` (the default) or an `md:` address of MotherDuck. A relative "
            "path starts at the folder where dbt runs."
        ),
        examples=["target/{product_slug}.duckdb"],
    )
    database: TextOption = Field(
        default=None, description="Name of the database; it follows from `path`, so leave it out."
    )
    schema_: TextOption = Field(
        alias="schema", default=None, description="Schema that dbt builds models in. Default: main."
    )
    memory_limit: Annotated[str | None, MemoryAmount()] = Field(
        default=None, description="Most memory that DuckDB uses.", examples=["4GB"]
    )
    access_mode: Annotated[str | None, Choice(ACCESS_MODES, any_case=True)] = Field(
        default=None, description="Whether the file is opened for writing. Default: automatic."
    )
    extensions: list[Annotated[str | DuckDBExtension, ExtensionItem()]] | None = Field(
        default=None, description="Extensions to install and load.", examples=[["httpfs"]]
    )
    settings: ScalarMapOption = Field(
        default=None, description="Settings of DuckDB, made with SET when dbt connects."
    )
    config_options: ScalarMapOption = Field(
        default=None, description="Settings that DuckDB takes only while it opens the file."
    )
    secrets: list[DuckDBSecret] | None = Field(
        default=None, description="Entries of DuckDB's secrets manager, for S3 and the like."
    )
    attach: list[DuckDBAttachment] | None = Field(
        default=None, description="Further databases to attach."
    )
    filesystems: list[DuckDBFilesystem] | None = Field(
        default=None, description="Filesystems of fsspec to register."
    )
    plugins: list[DuckDBModule] | None = Field(
        default=None, description="Plugins of dbt-duckdb for sources and stores."
    )
    module_paths: TextListOption = Field(
        default=None, description="Folders with Python modules that models and plugins import."
    )
    external_root: TextOption = Field(
        default=None, description="Folder of external materialisations. Default: where dbt runs."
    )
    use_credential_provider: Annotated[str | None, Choice(("aws",))] = Field(
        default=None, description="Take S3 credentials from the usual AWS places."
    )
    remote: DuckDBRemote | None = Field(
        default=None, description="A server to run on in place of the process of dbt."
    )
    retries: DuckDBRetries | None = Field(default=None, description="What to try again.")
    disable_transactions: FlagOption = Field(
        default=None, description="Run statements outside transactions. Default: false."
    )
    keep_open: FlagOption = Field(
        default=None, description="Keep the file open between runs of one process. Default: true."
    )
    is_ducklake: FlagOption = Field(
        default=None, description="Treat `path` as DuckLake even where it does not say so."
    )
    motherduck_token: SecretOption = Field(
        default=None, description="Token of MotherDuck; comes from a variable."
    )
    flights: DuckDBFlights | None = Field(
        default=None, description="Settings of Python models that run at MotherDuck."
    )

    @classmethod
    def contradictions(cls, given: Mapping[str, object]) -> Iterator[OptionProblem]:
        """Yield what DuckDB or the adapter refuses."""
        settings = given.get("settings")
        if isinstance(settings, Mapping) and "access_mode" in settings:
            yield OptionProblem(
                ("settings", "access_mode"),
                "not_allowed",
                "'access_mode' is not a setting that can change while the file is open",
                {"suggestion": "write 'access_mode' beside 'path'"},
            )
        for option, home in LIFTED.items():
            if option in given and isinstance(given.get(home), str):
                yield OptionProblem(
                    (option,),
                    "contradiction",
                    f"'{option}' becomes a part of '{home}', which is a template here",
                    {"suggestion": f"put '{option}' into what the template gives"},
                )
        expected = _database_name(given)
        if expected is not None and given.get("database") not in (None, expected):
            yield OptionProblem(
                ("database",),
                "contradiction",
                f"'database' must be '{expected}' to fit 'path', but is {shown(given['database'])}",
                {"suggestion": "remove 'database'", "replacement": expected},
            )


def _database_name(given: Mapping[str, object]) -> str | None:
    """Return the only name that ``database`` may have, ``None`` where it is free or unknown."""
    path, database = given.get("path", ":memory:"), given.get("database")
    if not isinstance(path, str) or not isinstance(database, str) or "remote" in given:
        return None
    if ":" in path.removeprefix(":memory:") or any(map(is_template, (path, database))):
        return None
    attached = given.get("attach")
    if isinstance(attached, list):
        for entry in cast("list[object]", attached):
            if isinstance(entry, Mapping) and cast("Any", entry).get("alias") == database:
                return None
    if path == ":memory:":
        return "memory"
    return PurePosixPath(path).name.lstrip(".").split(".")[0]
