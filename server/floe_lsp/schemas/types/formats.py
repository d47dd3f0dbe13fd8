"""The text formats of the contracts: names, versions, quantities."""

import re
import unicodedata
from datetime import date, datetime
from typing import Annotated, Any, Final, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from floe_lsp.wording.dbt_models import model_meant
from floe_lsp.wording.quoting import quote

from .errors import (
    INVALID_FORMAT,
    INVALID_NAME,
    INVALID_TRANSFORM_NAME,
    INVALID_VERSION,
    Complaint,
    custom_error,
)
from .policy_conditions import PolicyCondition
from .text_rules import NotBlank, RegularExpression, TextFormat

_CAMEL_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SPELT_OUT = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d"})
"""Letters that are not a base letter with an accent."""
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_NOT_IN_IDENTIFIER = re.compile(r"[^A-Za-z0-9_]+")
_NEAR_VERSION = re.compile(
    r"\s*(?:[vV=]+\s*)?([0-9]{1,20})(?:\.([0-9]{1,20}))?"
    r"(?:\.([0-9]{1,20})(?:[-+](?:.*\S)?)?)?\s*",
    re.DOTALL,
)


def slug(text: str) -> str:
    """Return a text as lower-case words joined by hyphens: ``Customer_360`` is ``customer-360``."""
    humps = _CAMEL_HUMP.sub("-", _plain(text.strip()))
    return _NOT_IN_SLUG.sub("-", humps.lower()).strip("-")


def snake_case(key: str) -> str:
    """Return a key as lower-case words joined by underscores: ``apiKey`` is ``api_key``."""
    return _CAMEL_HUMP.sub("_", key).lower().replace("-", "_")


def identifier(text: str) -> str:
    """Return a text as an identifier: ``stg-customers`` is ``stg_customers``."""
    return _NOT_IN_IDENTIFIER.sub("_", _plain(text.strip())).strip("_")


def model_name(text: str) -> str:
    """Return a text as the name of a dbt model: ``stg-orders.sql`` is ``stg_orders``."""
    return identifier(model_meant(text.strip()) or text)


def three_part_version(text: str) -> str:
    """Return the version that was meant: ``v1.0`` is ``1.0.0``; empty when that is not sure."""
    ascii_digits = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text
    )
    match = _NEAR_VERSION.fullmatch(ascii_digits)
    return ".".join(str(int(part or "0")) for part in match.groups()) if match else ""


def _plain(text: str) -> str:
    """Return a text without accents: ``Ertrag_für_März`` becomes ``Ertrag_fur_Marz``."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_SPELT_OUT))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _table(text: str) -> str:
    namespace, _, table = text.strip().partition(".")
    if "." in table:
        return ""  # a database before the namespace, or a dot too many: not to be guessed
    return f"{identifier(namespace)}.{identifier(table)}"


def _quantity(text: str) -> str:
    """Return a Kubernetes quantity without blanks and without the B of bytes."""
    compact = "".join(text.split())
    for typed, unit in (("KB", "k"), ("kB", "k"), ("KiB", "Ki"), ("K", "k")):
        if compact.endswith(typed):
            return compact[: -len(typed)] + unit
    return compact.removesuffix("B").removesuffix("b")


PRODUCT_NAME: Final = TextFormat(
    INVALID_NAME,
    "product name",
    "[a-z][a-z0-9-]*",
    "use lower-case letters, digits and hyphens, and start with a letter",
    63,
    slug,
)
MANIFEST_NAME: Final = TextFormat(
    INVALID_NAME,
    "manifest name",
    "[a-z0-9]([a-z0-9-]*[a-z0-9])?",
    "use lower-case letters, digits and hyphens, with a letter or digit at both ends",
    63,
    slug,
)
SECRET_NAME: Final = TextFormat(
    INVALID_NAME,
    "secret name",
    "[a-z0-9]([a-z0-9-]*[a-z0-9])?",
    "use lower-case letters, digits and hyphens, with a letter or digit at both ends",
    253,
    slug,
)
ENVIRONMENT_NAME: Final = TextFormat(
    INVALID_NAME,
    "environment name",
    "[a-z][a-z0-9_-]*",
    "use lower-case letters, digits, hyphens and underscores, and start with a letter",
    50,
    slug,
)
SOURCE_NAME: Final = TextFormat(
    INVALID_NAME,
    "source name",
    "[A-Za-z0-9_-]+",
    "use letters, digits, underscores and hyphens",
    100,
    identifier,
)
TRANSFORM_NAME: Final = TextFormat(
    INVALID_TRANSFORM_NAME,
    "dbt model name",
    "[a-zA-Z_][a-zA-Z0-9_]*",
    "use letters, digits and underscores, and start with a letter or underscore",
    128,
    model_name,
)
COLUMN_NAME: Final = TextFormat(
    INVALID_TRANSFORM_NAME,
    "column name",
    "[a-zA-Z_][a-zA-Z0-9_]*",
    "use letters, digits and underscores, and start with a letter or underscore",
    128,
    identifier,
)
ARTIFACT_PRODUCT_NAME: Final = TextFormat(
    INVALID_NAME,
    "product name",
    "[a-zA-Z][a-zA-Z0-9_-]*",
    "use letters, digits, hyphens and underscores, and start with a letter",
    128,
    identifier,
)
VERSION: Final = TextFormat(
    INVALID_VERSION,
    "version",
    r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)",
    "write three numbers without leading zeros, such as 1.0.0",
    64,
    three_part_version,
)
RELEASE_VERSION: Final = TextFormat(
    INVALID_VERSION,
    "release version",
    "[0-9][0-9A-Za-z.+!_-]*",
    "write a version such as 1.2.0 or 1.2.0rc1",
    64,
)
"""The version of a plugin or program, which may be a pre-release."""
TABLE_NAME: Final = TextFormat(
    INVALID_FORMAT,
    "table name",
    r"[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z_][A-Za-z0-9_]*",
    "write namespace.table with letters, digits and underscores",
    correct=_table,
)
FINGERPRINT: Final = TextFormat(
    INVALID_FORMAT,
    "fingerprint",
    "fp-[0-9a-f]{12}",
    "write it as the finding does, such as fp-3f9a0c12ab34",
)
QUANTITY: Final = TextFormat(
    INVALID_FORMAT,
    "resource quantity",
    r"[0-9]+(\.[0-9]+)?(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?[0-9]+)?",
    "write a Kubernetes quantity such as 500m, 2, 512Mi or 4Gi",
    32,
    _quantity,
)
REGISTRY_ADDRESS: Final = TextFormat(
    INVALID_FORMAT,
    "registry address",
    r"oci://[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?(:[0-9]+)?(/[a-zA-Z0-9._-]+)*",
    "write oci://host/path, such as oci://registry.example.com/floe",
    correct=lambda text: "oci://" + text.strip().removeprefix("https://").rstrip("/"),
)
COMMIT: Final = TextFormat(
    INVALID_FORMAT,
    "git commit",
    "[0-9a-f]{7,64}",
    "write the commit in hexadecimal",
)


class CalendarDate:
    """A day written ``2026-12-31``.

    Pydantic alone also takes numbers, as seconds since 1970, so that ``20261231`` would silently
    be a day in August 1970.
    """

    _written = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

    def validate(self, value: object) -> date:
        """Return the day, or raise an ``invalid_format`` error."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        typed = isinstance(value, str | int | float) and not isinstance(value, bool)
        message = f"{quote(str(value)) if typed else 'this'} is not a date"
        if isinstance(value, str) and self._written.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError as error:
                message = f"{quote(value)} is not a day of the calendar: {error}"
        complaint = Complaint(message, "write year-month-day, such as 2026-12-31")
        raise custom_error(INVALID_FORMAT, complaint)

    def __get_pydantic_core_schema__(
        self,
        source: Any,
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        """Check the form before the date itself."""
        return core_schema.no_info_before_validator_function(self.validate, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the form."""
        return {**handler(schema), "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


NonBlank: TypeAlias = Annotated[str, NotBlank()]
ProductName: TypeAlias = Annotated[str, PRODUCT_NAME]
ManifestName: TypeAlias = Annotated[str, MANIFEST_NAME]
SecretName: TypeAlias = Annotated[str, SECRET_NAME]
TransformName: TypeAlias = Annotated[str, TRANSFORM_NAME]
ColumnName: TypeAlias = Annotated[str, COLUMN_NAME]
Version: TypeAlias = Annotated[str, VERSION]
ReleaseVersion: TypeAlias = Annotated[str, RELEASE_VERSION]
TableName: TypeAlias = Annotated[str, TABLE_NAME]
Fingerprint: TypeAlias = Annotated[str, FINGERPRINT]
Quantity: TypeAlias = Annotated[str, QUANTITY]
Pattern: TypeAlias = Annotated[str, RegularExpression()]
Condition: TypeAlias = Annotated[str, PolicyCondition()]
Day: TypeAlias = Annotated[date, CalendarDate()]
