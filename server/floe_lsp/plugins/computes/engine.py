"""What the built-in engines share: a dbt output made from a typed config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, cast

from floe_lsp import __version__
from floe_lsp.plugins.compute import ComputeConfig, ComputePlugin, ProfileOutput, ResourceSpec
from floe_lsp.plugins.credentials import Credential, option_variable, secret_variable
from floe_lsp.plugins.literal_credentials import is_literal, replace_credentials
from floe_lsp.plugins.metadata import PLATFORM_API_VERSION
from floe_lsp.plugins.option_model import EngineOptions
from floe_lsp.schemas.types.errors import Loc
from floe_lsp.wording.dbt_templates import env_var

_IN_PROCESS = {
    "small": ResourceSpec(
        cpu_request="250m", cpu_limit="1", memory_request="512Mi", memory_limit="1Gi"
    ),
    "medium": ResourceSpec(
        cpu_request="1",
        cpu_limit="2",
        memory_request="2Gi",
        memory_limit="4Gi",
        ephemeral_storage_request="1Gi",
        ephemeral_storage_limit="10Gi",
    ),
    "large": ResourceSpec(
        cpu_request="4",
        cpu_limit="8",
        memory_request="8Gi",
        memory_limit="16Gi",
        ephemeral_storage_request="4Gi",
        ephemeral_storage_limit="40Gi",
    ),
}
"""For an engine that computes inside the pod."""

_REMOTE = {
    "small": ResourceSpec(
        cpu_request="100m", cpu_limit="500m", memory_request="256Mi", memory_limit="512Mi"
    ),
    "medium": ResourceSpec(
        cpu_request="250m", cpu_limit="1", memory_request="512Mi", memory_limit="1Gi"
    ),
    "large": ResourceSpec(
        cpu_request="500m", cpu_limit="2", memory_request="1Gi", memory_limit="2Gi"
    ),
}
"""For an engine that computes elsewhere: the pod parses models and sends SQL."""

_OWN = ("type", "threads", "timeout_seconds")
"""What an output gets from elsewhere than the connection."""


class EnginePlugin(ComputePlugin):
    """Base of the built-in engines; a subclass mostly states facts about its dbt adapter."""

    engine: ClassVar[str]
    """Name of the plugin and of dbt's adapter type."""
    summary: ClassVar[str]
    """The description."""
    options: ClassVar[type[EngineOptions]]
    """The model of its config: every option that the adapter takes."""
    packages: ClassVar[tuple[str, ...]]
    """Requirements of the adapter."""
    self_hosted: ClassVar[bool] = False
    runs_in_pod: ClassVar[bool] = False
    """Whether queries run inside the process of dbt."""
    secrets: ClassVar[tuple[str, ...]] = ()
    """Options that hold a credential whichever way of signing in is chosen."""
    timeout_option: ClassVar[str | None] = None
    """The adapter's option for the longest time of a query, in seconds."""
    places: ClassVar[Mapping[tuple[str, ...], bool]] = {}
    """Places in nested options, with ``*`` for any step, that hold a credential or only name one,
    contrary to what their name suggests."""

    @property
    def name(self) -> str:
        """Name of the engine."""
        return self.engine

    @property
    def version(self) -> str:
        """Version of this package, which the engine is a part of."""
        return __version__

    @property
    def floe_api_version(self) -> str:
        """The interface of this package."""
        return PLATFORM_API_VERSION

    @property
    def description(self) -> str:
        """One sentence about the engine."""
        return self.summary

    @property
    def is_self_hosted(self) -> bool:
        """Whether the engine runs on the platform's own machines."""
        return self.self_hosted

    def get_config_schema(self) -> type[EngineOptions]:
        """Return the model of the engine's options."""
        return self.options

    def get_required_dbt_packages(self) -> list[str]:
        """Return the requirements of the engine's dbt adapter."""
        return list(self.packages)

    def get_resource_requirements(self, workload_size: str) -> ResourceSpec:
        """Return what a pod that runs dbt on this engine needs."""
        sizes = _IN_PROCESS if self.runs_in_pod else _REMOTE
        if workload_size not in sizes:
            message = f"unknown workload size '{workload_size}', allowed: {', '.join(sizes)}"
            raise ValueError(message)
        return sizes[workload_size]

    def canonical(self, options: Mapping[str, object]) -> dict[str, object]:
        """Return options under the names of the adapter's own fields."""
        return self.options.canonical(options)

    def credentials(self, connection: Mapping[str, object]) -> tuple[Credential, ...]:
        """Return the credentials of the chosen way of signing in, then others that are given."""
        needed = self.sign_in(connection)
        names = {credential.option for credential in needed}
        given = (name for name in self.secrets if name in connection and name not in names)
        return (*needed, *(Credential(name) for name in given))

    def sign_in(self, connection: Mapping[str, object]) -> tuple[Credential, ...]:
        """Return what the chosen way of signing in needs."""
        del connection
        return ()

    def holds_secret(self, loc: Loc) -> bool | None:
        """Say what is known of a place that its name doesn't tell."""
        for pattern, secret in self.places.items():
            matches = len(loc) == len(pattern) and all(
                wanted in ("*", step) for wanted, step in zip(pattern, loc, strict=True)
            )
            if matches:
                return secret
        return None

    def arrange(self, output: ProfileOutput) -> ProfileOutput:
        """Return the output with options moved to where the adapter looks for them."""
        return output

    def variable(self, option: str, default: str | None = None, convert: str | None = None) -> str:
        """Return the template that reads an option which no manifest gives."""
        return env_var(option_variable(self.engine, option), default, convert=convert)

    def default_connection(self) -> dict[str, object]:
        """Return a variable for each option that is always required."""
        return {option: self.variable(option) for option in self.options.required}

    def generate_dbt_profile(self, config: ComputeConfig) -> ProfileOutput:
        """Return the dbt output: ``type``, the given options in the model's order, ``threads``."""
        connection = self.canonical(config.connection)
        values = {**connection, **self.canonical(config.credentials)}
        for name in _OWN:
            values.pop(name, None)
        for credential in self.credentials(values):
            given = values.get(credential.option)
            if given is None or (credential.secret and is_literal(given)):
                variable = secret_variable(self.engine, credential.option)
                values[credential.option] = env_var(variable, convert=credential.filter)
        if (
            self.timeout_option is not None
            and "timeout_seconds" in config.model_fields_set
            and self.timeout_option not in values
        ):
            values[self.timeout_option] = config.timeout_seconds
        known = self.options.option_names()
        fields = [name for name in known if name in values]
        others = [name for name in values if name not in known]
        ordered: ProfileOutput = {name: values[name] for name in (*fields, *others)}
        output = {**self.arrange({"type": self.engine, **ordered}), "threads": config.threads}
        replaced = replace_credentials(output, self.engine, holds_secret=self.holds_secret)
        return cast("ProfileOutput", replaced.value)
