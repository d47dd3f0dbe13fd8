"""A reference to a secret: where it is kept, never what it is."""

from typing import Literal, TypeAlias

from pydantic import Field

from floe_lsp.wording.dbt_templates import env_var

from .base import Contract
from .formats import NonBlank, SecretName

SecretSource: TypeAlias = Literal["env", "kubernetes", "vault", "external-secrets", "infisical"]


class SecretReference(Contract):
    """Names a secret that is read at run time."""

    source: SecretSource = Field(default="kubernetes", description="Where the secret is kept.")
    name: SecretName = Field(description="Name of the secret.", examples=["registry-credentials"])
    key: NonBlank | None = Field(
        default=None, description="Entry within the secret.", examples=["password"]
    )

    @property
    def environment_variable(self) -> str:
        """The variable that holds the secret at run time: ``FLOE_SECRET_<NAME>_<KEY>``."""
        parts = [self.name] if self.key is None else [self.name, self.key]
        return "FLOE_SECRET_" + "_".join(parts).replace("-", "_").upper()

    @property
    def placeholder(self) -> str:
        """The dbt placeholder that reads the variable."""
        return env_var(self.environment_variable)
