"""Reading CompiledArtifacts of this contract, of others, and in the layout of floe-core.

A minor version adds optional fields. So a reader keeps fields that it does not know aside, says so,
and goes on; a newer major version may mean anything and is refused.
"""

import copy
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Final, Generic, NoReturn, TypeVar, cast

from pydantic import BaseModel, ValidationError

from floe_lsp.schemas.types.errors import Loc, ModelError, model_errors
from floe_lsp.schemas.types.model_places import value_at
from floe_lsp.schemas.types.raw import field as part
from floe_lsp.schemas.types.raw import is_list, is_mapping
from floe_lsp.schemas.versions import ARTIFACT_VERSION, ArtifactContract, version_parts
from floe_lsp.wording.paths import dotted
from floe_lsp.wording.quoting import quote

_Model = TypeVar("_Model", bound=BaseModel)

_DEEPEST: Final = 250
_MERGED_SOURCES: Final[Loc] = ("plugins", "ingestion", "config", "sources")
"""Where the layout of floe-core repeats what ``ingestion_outputs`` says."""
_TIMESTAMPS: Final = (("metadata", "compiled_at"), ("identity", "registration_timestamp"))


class ArtifactError(ValueError):
    """A file or data that holds no artifact which can be read.

    Attributes:
        path: The file, ``None`` for data.
        reason: What is wrong, without the path.
        errors: Every error of the contract; empty when the file is not even JSON or YAML.
    """

    def __init__(
        self, reason: str, path: Path | None = None, errors: tuple[ModelError, ...] = ()
    ) -> None:
        super().__init__(reason if path is None else f"{path}: {reason}")
        self.path = path
        self.reason = reason
        self.errors = errors


def contract_of(data: object) -> ArtifactContract:
    """Return the layout of an artifact as plain data.

    Both layouts count their versions in the same numbers. Ours says which program generated it, for
    which floe-core has no field; and up to 0.2 the two were one.
    """
    version = part(data, "version")
    parts = version_parts(version) if isinstance(version, str) else None
    is_of_both = parts is None or parts[:2] <= (0, 2)
    is_ours = is_of_both or part(part(data, "metadata"), "generated_by") is not None
    return "floe-lsp" if is_ours else "floe-core"


@dataclass(frozen=True)
class Reading(Generic[_Model]):
    """What was read.

    Attributes:
        model: The artifact.
        unknown_fields: Path to value of each field that this contract does not know.
        notices: What a reader should know, in words.
    """

    model: _Model
    unknown_fields: dict[Loc, object] = field(default_factory=dict[Loc, object])
    notices: tuple[str, ...] = ()


def parse_json(content: bytes, path: Path | None = None) -> object:
    """Return the data of a JSON file.

    Raises:
        ArtifactError: It is not JSON, holds a key twice, or a number that JSON does not have.
    """

    def refuse_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise ArtifactError(f"not valid JSON: the key {quote(twice)} is given twice", path)
        return found

    def refuse_constant(name: str) -> NoReturn:
        raise ArtifactError(f"not valid JSON: {name} is not a number", path)

    try:
        return json.loads(
            _text(content, path), object_pairs_hook=refuse_twice, parse_constant=refuse_constant
        )
    except json.JSONDecodeError as error:
        raise ArtifactError(
            f"not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}", path
        ) from error
    except RecursionError as error:
        raise ArtifactError("not valid JSON: nested too deeply", path) from error
    except ArtifactError:
        raise
    except ValueError as error:  # an integer with thousands of digits
        raise ArtifactError(f"not valid JSON: {error}", path) from error


def parse_yaml(content: bytes, path: Path | None = None) -> object:
    """Return the data of a YAML file.

    Raises:
        ArtifactError: It is not YAML, nested too deeply, or uses aliases, which no artifact does
            and which can make a small file expand without end.
    """
    # Slow to import, and needed for YAML files only.
    from ruamel.yaml import YAML  # noqa: PLC0415
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    text = _text(content, path)
    parser: Any = YAML(typ="safe")
    loader: Any = YAML(typ="safe")
    try:
        # The events first: building nodes is recursive and would crash on hostile nesting.
        refusal = _refusal(type(event).__name__ for event in parser.parse(text))
        if refusal is None:
            return loader.load(text)
    except YAMLError as error:
        raise ArtifactError(f"not valid YAML: {_yaml_words(error)}", path) from error
    except ValueError as error:  # a value that looks like a date and is not one
        raise ArtifactError(f"not valid YAML: {error}", path) from error
    raise ArtifactError(refusal, path)


def _refusal(events: Iterable[str]) -> str | None:
    """Return why a YAML file must not be built, judged by the names of its events."""
    depth = 0
    for event in events:
        if event == "AliasEvent":
            return "aliases are not used in artifacts"
        depth += event.endswith("StartEvent") - event.endswith("EndEvent")
        if depth > _DEEPEST:
            return "not valid YAML: nested too deeply"
    return None


def _yaml_words(error: Exception) -> str:
    problem = getattr(error, "problem", None) or str(error).split("\n", maxsplit=1)[0]
    mark = getattr(error, "problem_mark", None)
    place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark is not None else ""
    return f"{problem}{place}"


def _text(content: bytes, path: Path | None) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArtifactError(f"not UTF-8 text: byte {error.start} is wrong", path) from error


def read_data(model: type[_Model], data: object, path: Path | None = None) -> Reading[_Model]:
    """Return the artifact that plain data holds.

    Args:
        model: The contract.
        data: What JSON or YAML holds.
        path: The file, for messages.

    Raises:
        ArtifactError: The data is of a newer major version, or breaks the contract.
    """
    if not is_mapping(data):
        kind = "nothing" if data is None else f"a {type(data).__name__}"
        raise ArtifactError(f"not an artifact: the file holds {kind}, not a mapping", path)
    mapping = cast("Mapping[str, object]", data)
    version = mapping.get("version", ARTIFACT_VERSION)
    parts = version_parts(version) if isinstance(version, str) else None
    current = version_parts(ARTIFACT_VERSION)
    if parts is None or current is None or parts[:2] == current[:2]:
        return Reading(_validated(model, mapping, path))
    if parts[0] > current[0]:
        # Nothing else that could be said of the file is worth reading.
        raise ArtifactError(
            f"written by contract {version}, this program reads up to {current[0]}.x; update it",
            path,
        )
    return _read_other_minor(model, mapping, str(version), parts > current, path)


def _read_other_minor(
    model: type[_Model],
    data: Mapping[str, object],
    version: str,
    is_newer: bool,
    path: Path | None,
) -> Reading[_Model]:
    rest = cast("dict[str, Any]", copy.deepcopy(dict(data)))
    notices = [f"{place} has no zone, it was read as UTC" for place in _add_zones(rest)]
    is_released = contract_of(data) == "floe-core"
    unknown: dict[Loc, object] = {}
    if is_released and is_list(value_at(rest, _MERGED_SOURCES)):
        unknown[_MERGED_SOURCES] = _take(rest, _MERGED_SOURCES)
    try:
        found = model.model_validate(rest)
    except ValidationError as error:
        problems = model_errors(error)
        # What is kept aside is written back, so it may hold no secret either.
        others = tuple(problem for problem in problems if problem.type != "extra_forbidden")
        if others:
            raise _broken(others, path) from error
        unknown |= {problem.loc: _take(rest, problem.loc) for problem in problems}
        found = _validated(model, rest, path)
    if unknown:
        age = "newer" if is_newer else "older"
        names = ", ".join(dotted(loc) for loc in unknown)
        by = f"contract {version}, {age} than {ARTIFACT_VERSION}"
        if is_released:
            by = f"contract {version}, in the layout of floe-core"
        notices.insert(0, f"written by {by}; fields kept aside: {names}")
    return Reading(found, unknown, tuple(notices))


def _validated(model: type[_Model], data: Mapping[str, object], path: Path | None) -> _Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise _broken(tuple(model_errors(error)), path) from error


def _broken(errors: tuple[ModelError, ...], path: Path | None) -> ArtifactError:
    first, *others = errors
    more = f"; and {len(others)} more" if others else ""
    return ArtifactError(f"not a valid artifact: {_in_words(first)}{more}", path, errors)


def _in_words(error: ModelError) -> str:
    place = dotted(error.loc)
    if error.type == "missing":
        return f"{place} is missing"
    if error.type == "extra_forbidden":
        return f"{place} is not a field of contract {ARTIFACT_VERSION}"
    if "message" in error.context:
        return error.message
    return f"{place}: {error.message[:1].lower()}{error.message[1:]}"


def _add_zones(data: dict[str, Any]) -> list[str]:
    """Read timestamps without a zone, as contracts before 0.2.0 have, as UTC; return which."""
    changed: list[str] = []
    for section, name in _TIMESTAMPS:
        part = data.get(section)
        if not isinstance(part, dict):
            continue
        mapping = cast("dict[str, object]", part)
        stamp = _parsed(mapping.get(name))
        if stamp is not None and stamp.tzinfo is None:
            mapping[name] = stamp.replace(tzinfo=timezone.utc)
            changed.append(f"{section}.{name}")
    return changed


def _parsed(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None  # with a zone that this Python cannot read, or no timestamp at all


def _take(data: dict[str, Any], loc: Loc) -> object:
    """Remove the value at a path and return it."""
    container: Any = data
    for step in loc[:-1]:
        container = container[step]
    return container.pop(loc[-1])


def put_back(data: dict[str, object], unknown_fields: Mapping[Loc, object]) -> None:
    """Put fields that were kept aside to where they stood, as far as the place is still there."""
    for loc, value in unknown_fields.items():
        container: Any = data
        try:
            for step in loc[:-1]:
                container = container[step]
            container.setdefault(loc[-1], copy.deepcopy(value))
        except (KeyError, IndexError, TypeError, AttributeError):
            continue
