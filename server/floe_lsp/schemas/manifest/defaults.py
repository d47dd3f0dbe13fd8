"""What a platform decides for products that decide nothing themselves."""

from pydantic import ConfigDict, Field

from floe_lsp.schemas.types.base import Contract
from floe_lsp.schemas.versions import ArtifactContract


class PlatformDefaults(Contract):
    """Defaults of products. Released floe packages take any others beside these, as texts."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, str] = Field(init=False)  # pyright: ignore[reportIncompatibleVariableOverride] - Pydantic's way to type them

    compute: str | None = Field(
        default=None,
        description="Engine of transforms that name none; without it the selected compute plugin.",
        examples=["duckdb"],
    )
    contract: ArtifactContract | None = Field(
        default=None,
        description="Layout of the artifact that the programs of this platform read: floe-core is "
        "that of the released packages, floe-lsp, which holds more, the one without a choice.",
        examples=["floe-core"],
    )
