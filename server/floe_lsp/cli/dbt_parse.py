"""``--dbt-parse``: real dbt tells of the projects beside products what files alone do not."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import NamedTuple

from floe_lsp.compilation import Sources, Stage
from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.compile.dbt_profiles import Profiles, required_variables
from floe_lsp.compilation.load.manifests import ManifestOption
from floe_lsp.compilation.pipeline import profiles_alone
from floe_lsp.compilation.secrecy import hide_shapes
from floe_lsp.files.atomic import write_atomically
from floe_lsp.files.names import PROJECT_FILE
from floe_lsp.files.paths import absolute
from floe_lsp.files.status import is_file, reason_of
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.reporting.paths import display_path
from floe_lsp.schemas.artifact.yaml_text import yaml_text
from floe_lsp.schemas.types.secrets.names import is_sensitive_name
from floe_lsp.schemas.types.secrets.stars import STARS
from floe_lsp.wording.quoting import shortened

from . import dbt_process
from .options import sources_of
from .printing import complain

_MOST_LINES = 8
_LONGEST_LINE = 300
"""Of what dbt says of its failure that is shown."""

_SHORTEST_SECRET = 4
"""Characters of a variable that are hidden; a shorter one would be found everywhere."""

_BEFORE_A_LINE = re.compile(r"^\d\d:\d\d:\d\d\s+")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_ERROR = "Encountered an error"


def add_dbt_parse(parser: argparse.ArgumentParser) -> None:
    """Add ``--dbt-parse``."""
    parser.add_argument(
        "--dbt-parse",
        action="store_true",
        help=(
            "run the dbt of the PATH first (dbt parse), for what only dbt can tell of the models: "
            "THIS RUNS CODE OF THE REPOSITORY, so use it where you would run dbt itself"
        ),
    )


class ProjectRun(NamedTuple):
    """One run of dbt: it parses a project, and writes what it makes of it elsewhere."""

    project: Path
    folder: Path
    """Where its profile, its target and its log stand."""
    profiles: Profiles


class DbtParse:
    """Runs ``dbt parse`` beside products, each project once, and keeps what went wrong."""

    def __init__(self, dbt: Path, folder: Path, sources: Sources) -> None:
        """Begin with nothing parsed.

        Args:
            dbt: The program.
            folder: An empty folder, which must stay for as long as the sources are read.
            sources: What reads the projects from then on.
        """
        self._dbt = dbt
        self._folder = folder
        self._sources = sources
        self._registry, self._cache = PluginRegistry(), AnalysisCache()
        self._seen: dict[Path, None] = {}
        self._problems: dict[Path, str] = {}

    def parse(self, spec: Path, manifest: ManifestOption | None) -> bool:
        """Let dbt parse the project beside a product, if there is one; return whether it failed.

        Args:
            spec: The path of floe.yaml, absolute.
            manifest: The manifest that an option names.
        """
        run = self.run_of(spec, manifest)
        if run is not None:
            self.keep(run, self.problem_of(run))
        return self.has_failed(spec)

    def has_failed(self, spec: Path) -> bool:
        """Whether dbt could not parse the project beside a product, or was not run there."""
        return spec.parent in self._problems

    def run_of(self, spec: Path, manifest: ManifestOption | None) -> ProjectRun | None:
        """Return what is to be run beside a product; ``None`` where nothing is, or was already.

        Args:
            spec: The path of floe.yaml, absolute.
            manifest: The manifest that an option names.
        """
        project = spec.parent
        if project in self._seen or not is_file(project / PROJECT_FILE):
            return None
        self._seen[project] = None
        profiles = profiles_alone(spec, manifest, self._sources, self._registry, self._cache)
        if profiles is None:
            shown = display_path(project, Path.cwd())
            why = "no profile can be made for it, and what is found in its files says why"
            self._problems[project] = f"dbt was not run in {shown}: {why}"
            return None
        return ProjectRun(project, self._folder / str(len(self._seen)), profiles)

    def keep(self, run: ProjectRun, problem: str | None) -> None:
        """Let what dbt has written of a project count from now on, or what went wrong."""
        target = run.folder / "target"
        if problem is None and self._sources.json(target / "manifest.json") is None:
            shown = display_path(run.project, Path.cwd())
            problem = f"what dbt parse has written of {shown} is too large to be read"
        if problem is None:
            self._sources.take_parsed(run.project, target)
        else:
            self._problems[run.project] = problem

    def tell(self, command: str, *, quiet: bool) -> bool:
        """Say what went wrong, and return whether anything did.

        Args:
            command: The name of the command.
            quiet: Whether nothing else is said.
        """
        # In the order of the products, whichever ended first.
        for problem in (self._problems[each] for each in self._seen if each in self._problems):
            complain(*f"floe {command}: {problem}".splitlines())
        if not self._seen and not quiet:
            complain(f"floe {command}: there is no {PROJECT_FILE} here that dbt could parse")
        return bool(self._problems)

    def problem_of(self, run: ProjectRun, stop: Event | None = None) -> str | None:
        """Run dbt, and return what to say of a failure. Several threads may do so at once.

        Args:
            run: What is run.
            stop: Ends dbt when it is set.
        """
        project, folder = run.project, run.folder
        shown = display_path(project, Path.cwd())
        try:
            write_atomically(folder / "profiles.yml", yaml_text(run.profiles).encode())
            ended = dbt_process.run_dbt(self._arguments(run), project, stop)
        except OSError as error:
            return f"dbt cannot be run in {shown}: {reason_of(error)}"
        if ended.code is None:
            limit = f"{dbt_process.DEADLINE / 60:g} minutes"
            return (
                f"dbt parse in {shown} took longer than {limit} and was stopped; run it there by "
                "hand to see what it waits for, or leave out --dbt-parse"
            )
        if ended.code == 0 and is_file(folder / "target/manifest.json"):
            return None
        reason = "\n".join(f"  {each}" for each in _reasons(ended.output, _hidden(run.profiles)))
        said = f":\n{reason}" if reason else " and said nothing"
        return f"dbt parse in {shown} failed ({ended.code}){said}\n{_advice(run.profiles)}"

    def _arguments(self, run: ProjectRun) -> Sequence[str]:
        project, folder = run.project, run.folder
        (profile,) = run.profiles
        return (
            *(str(self._dbt), "--no-use-colors", "--no-send-anonymous-usage-stats"),
            *("--log-format", "text", "--log-path", str(folder / "logs"), "--write-json"),
            *("parse", "--no-partial-parse", "--project-dir", str(project)),
            *("--profiles-dir", str(folder), f"--profile={profile}"),
            *("--target-path", str(folder / "target")),
        )


@contextlib.contextmanager
def parsed_sources(
    options: argparse.Namespace, command: str, spec: Path
) -> Generator[tuple[Sources, bool]]:
    """Yield what reads the files of one product, its dbt project parsed where that is asked for.

    Args:
        options: Those of the command.
        command: Its name.
        spec: The path of floe.yaml, absolute.

    Yields:
        The sources, and whether dbt failed, which is said.
    """
    sources = sources_of(options)
    with dbt_parse_of(options, sources) as dbt:
        if dbt is None:
            yield sources, False
            return
        _ = dbt.parse(spec, options.manifest)
        yield sources, dbt.tell(command, quiet=options.quiet)


@contextlib.contextmanager
def dbt_parse_of(options: argparse.Namespace, sources: Sources) -> Generator[DbtParse | None]:
    """Yield what parses projects where ``--dbt-parse`` is given; what it reads lives as long.

    Args:
        options: Those of the command.
        sources: What the command reads files by.
    """
    dbt = dbt_process.find_dbt() if options.dbt_parse else None
    if dbt is None:
        yield None
        return
    with dbt_process.temporary_folder() as folder:
        yield DbtParse(dbt, absolute(folder), sources)


def wrong_dbt_parse(options: argparse.Namespace) -> str | None:
    """Return why ``--dbt-parse`` cannot be done, ``None`` for nothing."""
    if not options.dbt_parse:
        return None
    stage = getattr(options, "stage", None)
    if stage is not None and not Stage(stage).reaches(Stage.VALIDATE):
        return f"--dbt-parse is for what VALIDATE looks at, and --stage {stage} ends before it"
    if dbt_process.find_dbt() is None:
        return (
            "--dbt-parse needs dbt, which is not on the PATH; activate the environment that has "
            "it, or install dbt-core and the adapter of the engine, such as dbt-duckdb"
        )
    return None


def _advice(profiles: Profiles) -> str:
    unset = [each.name for each in required_variables(profiles) if each.name not in os.environ]
    if unset:
        return f"Set {', '.join(unset)} first, as before any run of dbt"
    return "Mend that first, or leave out --dbt-parse; packages are installed by dbt deps"


def _hidden(profiles: Profiles, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the values of variables that nobody may see, and the lines of each; longest first."""
    read = {each.name for each in required_variables(profiles)}
    values = (
        text
        for name, value in environment.items()
        if name in read or is_sensitive_name(name)
        for text in (value, *value.splitlines())
    )
    return sorted({each for each in values if len(each) >= _SHORTEST_SECRET}, key=len, reverse=True)


def _reasons(output: str, hidden: Sequence[str]) -> Iterator[str]:
    """Yield the first lines in which dbt says why it failed, without secrets."""
    for each in hidden:
        output = output.replace(each, STARS)
    lines = [_BEFORE_A_LINE.sub("", each) for each in _COLOURS.sub("", output).splitlines()]
    said = [each.rstrip() for each in lines if each.strip()]
    at = next((number for number, each in enumerate(said) if _ERROR in each), None)
    first = (said if at is None else said[at + 1 :])[:_MOST_LINES]
    # A secret may go over several lines, and must not be cut before it is hidden.
    for line in hide_shapes("\n".join(first)).splitlines():
        yield shortened(line, _LONGEST_LINE)
