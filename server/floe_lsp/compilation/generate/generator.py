"""GENERATE: write the artifact and the dbt profile, all or nothing each.

A failure leaves the old file whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from floe_lsp.compilation.diagnostics import Diagnostic, about_file
from floe_lsp.files.atomic import write_atomically
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.text import configmap_text, json_text
from floe_lsp.schemas.artifact.yaml_text import yaml_text
from floe_lsp.wording.paths import dotted

from .output import DEFAULT_OUTPUT, PROFILES_FILE, OutputOptions
from .released_contract import refused_options, to_released

_PROFILES_HEADER = "# Written by floe compile; change the manifest and not this file.\n"
_OPTION_DEPTH = 3
"""A profile is ``{name: {outputs: {target: {option: ...}}}}``."""


def artifact_text(artifacts: CompiledArtifacts, options: OutputOptions) -> str:
    """Return the text of the artifact in the format and contract of ``options``.

    Raises:
        ValueError: Kubernetes would refuse the name or namespace of the ConfigMap.
    """
    data = artifacts.to_dict() if options.contract == "floe-lsp" else to_released(artifacts)
    if options.format == "json":
        return json_text(data)
    if options.format == "yaml":
        return yaml_text(data)
    return configmap_text(data, options.configmap_name, options.namespace)


def generate(
    artifacts: CompiledArtifacts,
    options: OutputOptions,
    inputs: Iterable[Path] = (),
    *,
    dry_run: bool = False,
) -> tuple[tuple[Path, ...], list[Diagnostic]]:
    """Write ``profiles.yml`` and the artifact; return what was written, in this order.

    The profile goes first: an artifact is never newer than the profile that it belongs to. An
    artifact that goes into a device or a pipe has no folder, and no profile is written beside it.

    Args:
        artifacts: What to write.
        options: Where and how.
        inputs: The files that it was compiled from, which are never written over.
        dry_run: Find what stands in the way, and write nothing.
    """
    problems = [*_taken_names(options, inputs), *_refused(artifacts, options)]
    texts = {options.path: artifact_text(artifacts, options)}
    if _has_folder(options.path):
        profiles = _PROFILES_HEADER + yaml_text(artifacts.dbt_profiles or {})
        texts = {options.profiles_path: profiles, **texts}
        problems += _foreign_profiles(options.profiles_path)
    if problems or dry_run:
        return (), problems
    written: list[Path] = []
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return tuple(written), [_no_folder(path, error)]
        try:
            write_atomically(path, text.encode())
        except OSError as error:
            return tuple(written), [_not_written(path, error)]
        written.append(path)
    return tuple(written), []


def _has_folder(path: Path) -> bool:
    """Whether a profile can stand beside the artifact; ``/dev/stdout`` may be a file today."""
    return path.parent != Path("/dev") and (path.is_file() or not path.exists())


def _taken_names(options: OutputOptions, inputs: Iterable[Path]) -> Iterator[Diagnostic]:
    """Report an artifact that would take the place of what it is made of, or of its profile."""
    path = options.path
    if path.name == PROFILES_FILE:
        message = (
            f"'{PROFILES_FILE}' is the name of the dbt profile, which goes beside the artifact"
        )
        yield _problem(path, message, f"give the artifact another name, as {DEFAULT_OUTPUT.name}")
    for read in inputs:
        if read == path or (path.exists() and read.exists() and path.samefile(read)):
            message = f"the artifact would take the place of '{path.name}', which it is made from"
            yield _problem(path, message, "choose another file with --output")


def _foreign_profiles(path: Path) -> Iterator[Diagnostic]:
    """Report a ``profiles.yml`` of the user's own; it may hold what exists nowhere else."""
    try:
        with path.open("rb") as file:
            ours = file.read(len(_PROFILES_HEADER)) == _PROFILES_HEADER.encode()
    except OSError:
        return  # there is none, or the attempt to write says what is wrong
    if not ours:
        message = f"there is a '{path.name}' that floe compile did not write, and it is left alone"
        yield _problem(path, message, "choose a file in another folder with --output")


def _refused(artifacts: CompiledArtifacts, options: OutputOptions) -> Iterator[Diagnostic]:
    """Report options that the released packages would take for secrets (``released_guard``)."""
    if options.contract != "floe-core":
        return
    for place in refused_options(artifacts):
        what = f"the name {dotted(place)}"
        if len(place) > _OPTION_DEPTH:
            what = f"the option {dotted(place[_OPTION_DEPTH:])} of the target '{place[2]}'"
        yield about_file(
            "E405",
            options.path,
            f"released floe-core packages take {what} for a secret, and refuse the artifact",
            "sign in another way, or compile without --contract floe-core",
        )


def _no_folder(path: Path, error: OSError) -> Diagnostic:
    folder = path.parent
    if isinstance(error, FileExistsError | NotADirectoryError):
        message = f"'{folder.name}' is not a folder, so '{path.name}' cannot be written into it"
        return _problem(path, message, "choose another folder with --output")
    message = f"the folder '{folder.name}' cannot be made: {_reason(error)}"
    return _problem(path, message, "make it yourself, or choose another folder with --output")


def _not_written(path: Path, error: OSError) -> Diagnostic:
    return _problem(
        path,
        f"'{path.name}' cannot be written: {_reason(error)}",
        "check the folder's rights and the space on its disk; what was there before is unchanged",
    )


def _reason(error: OSError) -> str:
    words = error.strerror or str(error)
    return words[:1].lower() + words[1:]


def _problem(path: Path, message: str, suggestion: str) -> Diagnostic:
    return about_file("E501", path, message, suggestion)
