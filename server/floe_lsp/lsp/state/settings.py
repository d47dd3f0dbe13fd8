"""The settings, one model from which docs/settings.md and the VS Code extension's are made."""

from __future__ import annotations

from typing import Any, Literal, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    field_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticUseDefault

from floe_lsp.compilation import Diagnostic, Stage
from floe_lsp.compilation.codes import CODES, Severity, no_such_code
from floe_lsp.compilation.pages import base_url_problem
from floe_lsp.compilation.secrecy import hide_shapes
from floe_lsp.files.paths import obstacle
from floe_lsp.registries.reference import InvalidReference, is_reference, parse_reference
from floe_lsp.schemas.versions import ArtifactContract
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import short

SECTION = "floe"
"""The section of the editor's configuration."""

_LOOKED_AT = 10_000
"""Characters of a wrong value in which a secret is looked for, of which the first are shown."""

SeverityName = Literal["error", "warning", "info", "hint", "off"]


class Settings(BaseModel):
    """What a person can choose; per workspace folder where the editor knows folders."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True
    )

    manifest: str | None = Field(
        default=None,
        description="Path of the platform manifest for every product of the folder, instead of "
        "the one that a product names or that is found above it. Relative to the workspace folder, "
        "or an `oci://` address.",
    )
    contract: ArtifactContract | None = Field(
        default=None,
        description="Layout of the artifacts that the editor compiles and previews, instead of the "
        "one that the platform chooses (`defaults.contract` of its manifest): `floe-core` is that "
        "of the released packages.",
    )
    stage: Literal["LOAD", "VALIDATE", "RESOLVE", "ENFORCE", "COMPILE"] = Field(
        default="COMPILE",
        description="The last stage that runs while you type; COMPILE makes the dbt profile and "
        "writes nothing.",
    )
    severities: dict[str, SeverityName] = Field(
        default={},
        description="Severity of single codes, such as `{'E118': 'off'}`. An error that is made "
        "a warning here still stops a compilation, and what the platform is strict about stays.",
    )
    patience: bool = Field(
        default=True,
        description="While you type, wait with what is found about the line that you write until "
        "you leave it or pause. Without it every keystroke shows all.",
    )
    check_all_products: bool = Field(
        default=True,
        description="Check every product of the workspace, not only those that are open.",
    )
    inlay_hints: bool = Field(
        default=True,
        description="Show the engine where it is not the default one, and the next run.",
    )
    code_lenses: bool = Field(
        default=True, description="Show Compile, Dry Run and the number of references."
    )
    dbt_files: bool = Field(
        default=True,
        description="Know transforms in the models, tests, macros and property files of their dbt "
        "project too: hover, navigation, rename, and a line above the file of a model. What is "
        "found in these files is reported either way.",
    )
    docs_base_url: str | None = Field(
        default=None,
        description="Where the pages of the codes are hosted. Without it links lead to the pages "
        "that come with the server.",
    )

    @field_validator("manifest")
    @classmethod
    def _a_path(cls, given: str | None) -> str | None:
        if given is not None and is_reference(given):
            try:
                parse_reference(given)
            except InvalidReference as error:
                raise ValueError(f"{error.message}; {error.suggestion}") from None
        elif given is not None and (reason := obstacle(given)) is not None:
            raise ValueError(f"no file can have this path: {reason}")
        return given

    @field_validator("docs_base_url")
    @classmethod
    def _for_everybody(cls, given: str | None) -> str | None:
        if given and (reason := base_url_problem(given)) is not None:
            raise ValueError(reason)
        return given

    @field_validator("severities")
    @classmethod
    def _known_codes(cls, given: dict[str, str]) -> dict[str, str]:
        for code in given:
            if code not in CODES:
                raise ValueError(no_such_code(code))
        return given

    @property
    def through(self) -> Stage:
        """The last stage that runs."""
        return Stage(self.stage)

    @property
    def off(self) -> frozenset[str]:
        """The codes that are switched off."""
        return frozenset(code for code, chosen in self.severities.items() if chosen == "off")

    def severity_of(self, found: Diagnostic) -> Severity | None:
        """Return how much a finding matters, ``None`` where its code is off."""
        chosen = self.severities.get(found.code)
        if chosen is None or found.is_strict:
            return found.severity
        return None if chosen == "off" else Severity(chosen)


class InitializationOptions(BaseModel):
    """What a client sends once, with ``initialize``."""

    model_config = ConfigDict(
        frozen=True, strict=True, alias_generator=to_camel, validate_by_name=True
    )

    untrusted_workspace: bool = Field(
        default=False,
        description="`true`: no third-party plugin is imported, nothing is written, "
        "and no file of another computer is read",
    )
    settings: dict[str, object] | None = Field(
        default=None,
        description="the settings above, for an editor that cannot send them otherwise",
    )
    status_notification: bool = Field(
        default=False, description="`true`: the server sends `floe/status` (docs/features.md)"
    )
    message_buttons: bool = Field(
        default=False,
        description="`true`: a message may ask what is next with buttons beside it; an editor that "
        "asks in the middle of the work, as Neovim does, leaves it out",
    )
    client_commands: tuple[str, ...] = Field(
        default=(),
        strict=False,
        description="commands of the editor's own that actions may call (docs/features.md)",
    )

    @field_validator("*", mode="wrap")
    @classmethod
    def _default_for_anything_else(
        cls, given: object, read: ValidatorFunctionWrapHandler
    ) -> object:
        try:
            return read(given)
        except ValidationError:
            raise PydanticUseDefault from None

    @classmethod
    def of(cls, given: object) -> InitializationOptions:
        """Read the options of any client, also of one that sends nothing or something else."""
        return cls.model_validate(given if isinstance(given, dict) else {})


def read_settings(given: object) -> tuple[Settings, list[str]]:
    """Return the settings in what an editor sent, and what is wrong with the rest.

    A wrong value is named and its default is used; everything else counts. ``None`` is what editors
    send for a section that nobody has filled in.
    """
    if not isinstance(given, dict):
        return Settings(), [] if given is None else ["the settings are not an object"]
    data = dict(cast("dict[str, Any]", given))
    # A null stands for "not set" in every editor.
    data = {name: value for name, value in data.items() if value is not None}
    problems: list[str] = []
    try:
        return Settings.model_validate(data), problems
    except ValidationError as error:
        for found in error.errors():
            name = str(found["loc"][0]) if found["loc"] else ""
            if name in data:
                problems.append(_problem(name, data.pop(name), found["type"], found["msg"]))
    return Settings.model_validate(data), problems


def _problem(name: str, value: object, kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        names = [str(field.alias) for field in Settings.model_fields.values()]
        near = near_miss(name, names)
        hint = f"; did you mean {SECTION}.{near}?" if near else ""
        return f"there is no setting {SECTION}.{_shown(name)}{hint}"
    said = message.removeprefix("Value error, ").replace("Input should be", "it should be")
    if kind in ("bool_parsing", "bool_type"):
        said = "it should be true or false"
    if kind == "string_type":
        said = "it should be a text"
    return f"{SECTION}.{name} is {_shown(repr(value))}: {hide_shapes(said)}; the default is used"


def _shown(given: str) -> str:
    """Return what was set as the log may show it: whoever reads that need not know a secret."""
    # Hidden before it is cut, where a secret is still whole; nothing behind is shown.
    return short(hide_shapes(given[:_LOOKED_AT]))
