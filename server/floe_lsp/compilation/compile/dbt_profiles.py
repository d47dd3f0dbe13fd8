"""COMPILE: the dbt profile of a product, as data.

One output a target (``targets``), chosen when dbt runs by ``FLOE_ENV``. Credentials are
``{{ env_var('NAME') }}`` alone, so an artifact holds no secret.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from floe_lsp.compilation.codes import CODES
from floe_lsp.compilation.diagnostics import Diagnostic, about_file
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.load.loader import syntax_code
from floe_lsp.compilation.resolve.engines import Engine
from floe_lsp.compilation.resolve.resolver import ResolvedProduct
from floe_lsp.compilation.sources import Sources
from floe_lsp.dbt.files import ProjectWalk
from floe_lsp.dbt.project import DbtProject, own_project_file
from floe_lsp.files.names import PROJECT_FILE
from floe_lsp.files.opening import RefusedFile
from floe_lsp.files.status import reason_of
from floe_lsp.plugins.compute import ProfileOutput
from floe_lsp.plugins.errors import PluginCallError
from floe_lsp.plugins.placeholders import expand, product_slug
from floe_lsp.plugins.preparation import prepare
from floe_lsp.plugins.templates import environment_variables
from floe_lsp.schemas.types.secrets.doubtful import doubtful_secrets
from floe_lsp.schemas.types.secrets.written_out import find_literal_credentials
from floe_lsp.wording.dbt_templates import env_var
from floe_lsp.wording.paths import dotted

from .targets import Target, ambiguous_targets, target_named, targets_of

ENVIRONMENT_VARIABLE = "FLOE_ENV"
"""The variable that chooses the environment when dbt runs."""

_OPTION_DEPTH = len(("dbt_profiles", "profile", "outputs", "target", "option"))

Profiles = dict[str, object]
"""The content of ``profiles.yml``: profiles by name."""


@dataclass(frozen=True)
class RequiredVariable:
    """A variable of the environment that must be set before dbt runs, and what reads it."""

    name: str
    read_by: tuple[str, ...]


def profile_name(product: Document, name: str, sources: Sources) -> tuple[str, list[Diagnostic]]:
    """Return the profile that the dbt project beside floe.yaml asks for, else one of our own."""
    folder, ours = product.path.parent, product_slug(name)
    try:
        document = project_document(product, sources)
    except FileNotFoundError:
        return ours, []
    except OSError as error:
        message = f"{PROJECT_FILE} cannot be read: {reason_of(error)}"
        return ours, [about_file("E406", folder / PROJECT_FILE, message, _help(error))]
    if document.problems:
        return ours, [_unreadable(document)]
    asked = DbtProject.from_data(document.value).profile
    if asked is None:
        return ours, []
    return asked, list(_secret_name(document, asked))


def project_document(product: Document, sources: Sources) -> Document:
    """Return the file of the dbt project beside floe.yaml.

    Raises:
        OSError: There is none, or it cannot be read.
    """
    return sources.document(own_project_file(ProjectWalk(product.path.parent, sources)))


def _help(error: OSError) -> str:
    if isinstance(error, PermissionError) and not isinstance(error, RefusedFile):
        return "give your user permission to read it"
    return "put the project's own file there, or remove what is there if dbt is not used"


def _unreadable(document: Document) -> Diagnostic:
    """Say what is wrong with the YAML; of a file that is not dbt's in words that quote nothing."""
    first = document.problems[0]
    found = document.diagnostic("E406", first.span, first.message, first.suggestion)
    if document.is_quotable:
        return found
    why = CODES[syntax_code(first.kind)].title
    message = f"{PROJECT_FILE} is not a dbt project that can be read: {why}"
    return replace(found, message=message, suggestion="check that it is dbt's own file, and fix it")


def _secret_name(document: Document, name: str) -> Iterator[Diagnostic]:
    """Report a profile whose name is, or may be, a credential: it would be a key of the artifact.

    What is hidden where it is shown is not written as a name; in quotes one of letters alone, too.
    """
    if document.masked(f"'{name}'") != f"'{name}'" or doubtful_secrets(name):
        yield document.diagnostic(
            "E405",
            document.node("profile") or document.start,
            f"the name of the profile in {PROJECT_FILE} contains what may be a credential, and "
            "would be written into the artifact",
            "give the profile another name, and keep the credential in an environment variable",
        )


def build_outputs(
    product_name: str, resolved: ResolvedProduct
) -> tuple[dict[str, ProfileOutput], list[Diagnostic]]:
    """Return the outputs of the profile by target name, the default engine's first."""
    outputs: dict[str, ProfileOutput] = {}
    diagnostics = list(ambiguous_targets(resolved))
    for engine in resolved.engines.by_name.values():
        for target in targets_of(engine, resolved):
            try:
                output = _output(product_name, target)
            except PluginCallError as error:
                diagnostics.append(_failed(engine, error.message, error.suggestion))
                break
            outputs[target.name] = output
            diagnostics.extend(_literal_credentials(engine, output))
    return outputs, diagnostics


def blame(loc: tuple[int | str, ...], resolved: ResolvedProduct) -> tuple[Engine, str] | None:
    """Return the engine and the option that a place in the artifact's profiles comes from."""
    if loc[:1] != ("dbt_profiles",) or len(loc) < _OPTION_DEPTH or loc[2] != "outputs":
        return None
    target = target_named(str(loc[3]), resolved)
    return None if target is None else (target.engine, dotted(loc[4:]))


def build_profiles(
    name: str, outputs: Mapping[str, ProfileOutput], default_environment: str
) -> Profiles:
    """Return the content of ``profiles.yml``: one profile, its target chosen at run time.

    Args:
        name: The name of the profile.
        outputs: Its outputs by target.
        default_environment: The environment that dbt takes where ``FLOE_ENV`` is not set.
    """
    target = env_var(ENVIRONMENT_VARIABLE, default_environment)
    return {name: {"target": target, "outputs": dict(outputs)}}


def required_variables(profiles: Mapping[str, object]) -> tuple[RequiredVariable, ...]:
    """Return what must be set before dbt runs, sorted by name."""
    readers: dict[str, list[str]] = {}
    for profile in profiles.values():
        outputs = cast("dict[str, dict[str, ProfileOutput]]", profile)["outputs"]
        for output in outputs.values():
            for option, value in output.items():
                for variable in environment_variables(value):
                    if variable.required:
                        reader = f"{output['type']} {option}"
                        known = readers.setdefault(variable.name, [])
                        if reader not in known:
                            known.append(reader)
    return tuple(RequiredVariable(name, tuple(readers[name])) for name in sorted(readers))


def _output(product_name: str, target: Target) -> ProfileOutput:
    engine = target.engine
    expanded = expand(engine.options(), product_name, target.environment)
    options = cast("Mapping[str, object]", expanded)
    prepared = prepare(engine.plugin, options, engine.secret_ref)
    return engine.plugin.generate_dbt_profile(prepared.config)


def _failed(engine: Engine, message: str, suggestion: str | None) -> Diagnostic:
    document, node = engine.place
    return document.diagnostic("E403", node, message, suggestion)


def _literal_credentials(engine: Engine, output: ProfileOutput) -> Iterator[Diagnostic]:
    """Report a plugin that writes a credential into its output (E404)."""
    for loc, _ in find_literal_credentials(output):
        document, node = engine.place
        yield document.diagnostic(
            "E404",
            node,
            f"{engine.source.described()} writes the credential {dotted(loc)} into the profile",
            f"use a version of the plugin that writes {env_var('NAME')}",
        )
