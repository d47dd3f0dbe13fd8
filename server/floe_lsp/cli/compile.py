"""``floe compile``: one product or many, all six stages."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from floe_lsp.compilation import Analysis, Compilation, OutputOptions, Sources
from floe_lsp.compilation.generate.output import (
    ARTIFACT_FORMATS,
    DEFAULT_OUTPUT,
    format_for,
)
from floe_lsp.compilation.generate.ownership import is_artifact_at
from floe_lsp.compilation.load.workspace import product_in
from floe_lsp.files.names import ORCHESTRATION_FILE, SPEC_NAMES
from floe_lsp.files.paths import absolute
from floe_lsp.files.status import is_folder
from floe_lsp.files.streams import STANDARD_OUTPUT, is_standard_output, is_stream
from floe_lsp.reporting import write
from floe_lsp.reporting.compiled_lines import broken_policy_lines, removed_line, variable_lines
from floe_lsp.reporting.governance import governance_lines
from floe_lsp.reporting.paths import display_path
from floe_lsp.schemas.artifact.text import DEFAULT_CONFIGMAP_NAME, configmap_text
from floe_lsp.schemas.versions import ARTIFACT_CONTRACTS, DEFAULT_CONTRACT
from floe_lsp.wording.counting import counted

from . import exit_codes
from .arguments import named_path, whole_number
from .baseline import add_baseline, wrong_baseline
from .compiling.bench import Bench
from .compiling.emit_lineage import add_emit_lineage, send_lineage, wrong_emit_lineage
from .compiling.lineage import moment, told_of
from .compiling.outputs import PRODUCT, options_of, wrong_pattern
from .compiling.selection import MOST_PROCESSES, is_of_many, wrong_selection
from .dbt_parse import add_dbt_parse, parsed_sources, wrong_dbt_parse
from .governance.report_file import write_asked_for, wrong_file
from .options import (
    add_caller,
    add_manifest,
    add_verbosity,
    copies_used,
    is_wrong_environment,
)
from .printing import complain, say
from .searching import NOT_SEARCHED
from .traced import traced


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe compile``."""
    parser.add_argument(
        "paths", nargs="*", type=named_path, metavar="PATH",
        help=(
            "products, or folders to search for them, all in one run (default: floe.yaml in this "
            f"folder); not searched are {NOT_SEARCHED}"
        ),
    )  # fmt: skip
    parser.add_argument(
        "--all", action="store_true", help="every product below this folder, as of the PATH '.'"
    )
    parser.add_argument(
        "-s", "--spec", type=named_path, metavar="FILE",
        help="one product, or the folder that it stands in",
    )  # fmt: skip
    add_manifest(parser)
    add_baseline(parser)
    add_caller(parser)
    add_dbt_parse(parser)
    parser.add_argument(
        "-o", "--output", type=_output_file, metavar="FILE",
        help=(
            "the artifact, - to print it alone; profiles.yml for dbt goes into the same folder "
            f"(default: {DEFAULT_OUTPUT.as_posix()} by the product); {PRODUCT} stands for the "
            "product's name, here and in --report-file"
        ),
    )  # fmt: skip
    parser.add_argument(
        "--format",
        choices=ARTIFACT_FORMATS,
        help="format of the artifact (default: by its suffix, json)",
    )
    parser.add_argument(
        "--report", choices=("text", "concise"), default="text",
        help="form of what is wrong: text with frames, or one line each (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--report-file", type=named_path, metavar="FILE",
        help=(
            "also write what the policies said, whatever it is: a page for people (.html), or for "
            "programs (.json, .sarif)"
        ),
    )  # fmt: skip
    parser.add_argument(
        "--summary", choices=("text", "json"), default="text",
        help="what is printed at the end: lines, or an object for programs (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "-j", "--jobs", type=whole_number("number of processes", MOST_PROCESSES), default=0,
        metavar="N", help="processes for many products (default: as many as make it faster)",
    )  # fmt: skip
    parser.add_argument(
        "--contract", choices=tuple(ARTIFACT_CONTRACTS),
        help=(
            "layout of the artifact: ours, or the one that released floe-core packages read "
            f"(default: defaults.contract of the manifest, {DEFAULT_CONTRACT})"
        ),
    )  # fmt: skip
    parser.add_argument(
        "--configmap-name", metavar="NAME",
        help=f"name in the ConfigMap (default: {DEFAULT_CONFIGMAP_NAME})",
    )  # fmt: skip
    parser.add_argument("--namespace", metavar="NAME", help="namespace in the ConfigMap")
    parser.add_argument(
        "--force", action="store_true", help="replace files that floe compile did not write"
    )
    stop = parser.add_mutually_exclusive_group()
    stop.add_argument(
        "--dry-run", action="store_true",
        help="run every stage and write nothing; policies that are broken do not fail it",
    )  # fmt: skip
    stop.add_argument(
        "--validate-only", action="store_true", help="report as a compile would, and make nothing"
    )
    add_emit_lineage(parser)
    add_verbosity(parser)


def run(options: argparse.Namespace) -> int:
    """Compile and print what was done; problems go to standard error."""
    if is_wrong_environment("compile"):
        return exit_codes.USAGE
    wrong = wrong_selection(options) or wrong_pattern(options) or wrong_emit_lineage(options)
    if wrong is not None:
        complain(f"floe compile: {wrong}")
        return exit_codes.USAGE
    with traced("compile", options) as ended:
        if is_of_many(options):
            from .compiling import many  # noqa: PLC0415 - one needs neither search nor summary

            return ended(many.run(options, _output))
        return ended(_compile_one(options))


def _compile_one(options: argparse.Namespace) -> int:
    """Compile the product that is named, or the one in this folder."""
    options.spec = absolute(options.spec or next(iter(options.paths), Path()))
    if is_folder(options.spec) and options.spec.name not in SPEC_NAMES:
        options.spec = product_in(options.spec)
    options = options_of(options, options.spec)
    output = _output(options)
    if isinstance(output, str):
        wrong = output
    else:
        wrong = wrong_baseline(options, _names(options.spec)) or wrong_dbt_parse(options)
    if isinstance(output, str) or wrong is not None:
        complain(f"floe compile: {wrong}")
        return exit_codes.USAGE
    with parsed_sources(options, "compile", options.spec) as (sources, dbt_failed):
        bench = Bench(options, sources)
        if not dbt_failed and not options.validate_only:
            return _compile(options, output, bench)
        code = _validate(options, bench, is_whole=not dbt_failed)
        return code or (exit_codes.USAGE if dbt_failed else 0)


def _validate(options: argparse.Namespace, bench: Bench, *, is_whole: bool) -> int:
    """Report as a compile would and make nothing; without dbt's facts it says no success."""
    analysis = bench.analyse(options.spec)
    is_reported = _report(analysis, options, bench)
    if analysis.exit_code == 0 and is_whole and not options.quiet:
        say(f"Validation successful: {_product(analysis)}", *_governance(analysis))
    return exit_codes.of(analysis.diagnostics) if is_reported else exit_codes.USAGE


def _compile(options: argparse.Namespace, output: OutputOptions, bench: Bench) -> int:
    """Run all stages and tell what was done."""
    started = moment()
    result = bench.compile(options.spec, output)
    is_reported = _report(result.analysis, options, bench)
    if result.exit_code == 0 and not options.quiet:
        _print_success(result, dry_run=options.dry_run)
    elif result.exit_code and is_artifact_at(output.path):
        shown = display_path(output.path, Path.cwd())
        complain(f"{shown} is from an earlier compile and is now stale")
    if options.emit_lineage:
        send_lineage([told_of(result, bench.sources, started)], options)
    if not is_reported:
        return exit_codes.USAGE
    if options.dry_run:
        return _of_a_preview(result)
    return exit_codes.of(result.diagnostics)


def _names(spec: Path) -> list[str]:
    """Return the name of a product, as far as it can be read."""
    try:
        node = Sources().document(spec).name_node
    except OSError:
        return []
    return [] if node is None else [str(node.value)]


def _of_a_preview(result: Compilation) -> int:
    """Return the exit code of a dry run, which platform teams look at new policies with."""
    code = exit_codes.of_a_preview(result.diagnostics)
    if code == 0:
        complain(*broken_policy_lines(result.diagnostics))
    return code


def _output_file(text: str) -> Path:
    return STANDARD_OUTPUT if text == "-" else named_path(text)


def _output(options: argparse.Namespace) -> OutputOptions | str:
    """Return where to write, or what is wrong with the options."""
    file: Path = options.output or options.spec.parent / DEFAULT_OUTPUT
    if is_folder(file):
        shown, such = (
            display_path(each, Path.cwd()) for each in (file, file / DEFAULT_OUTPUT.name)
        )
        return f"--output {shown} is a folder; name a file, such as {such}"
    name = options.configmap_name or DEFAULT_CONFIGMAP_NAME
    try:
        configmap_text({}, name, options.namespace)
    except ValueError as error:
        return str(error)
    form = options.format or format_for(file)
    if form != "configmap" and (unused := _of_a_configmap(options)):
        return f"{unused} is for --format configmap, and the artifact is {form}"
    output = OutputOptions(
        file if is_stream(file) else absolute(file),
        form,
        options.contract,
        name,
        options.namespace,
        options.spec.parent,
        options.force,
    )
    report: Path | None = options.report_file
    if report is None:
        return output
    beside = output.path.parent / ORCHESTRATION_FILE
    if absolute(report) in (output.path, output.profiles_path, beside):
        return f"{report} cannot be the report and what is compiled; name another file"
    return wrong_file(report) or output


def _of_a_configmap(options: argparse.Namespace) -> str:
    """Return the options that were given and say something of a ConfigMap alone."""
    given = {"--configmap-name": options.configmap_name, "--namespace": options.namespace}
    return ", ".join(name for name, value in given.items() if value is not None)


def _report(analysis: Analysis, options: argparse.Namespace, bench: Bench) -> bool:
    """Tell what was found, and return whether the file that was asked for is written."""
    shown = analysis.diagnostics
    if options.quiet:
        shown = tuple(found for found in shown if found.is_error)
    shown = bench.with_fixes_that_help(options.spec, analysis.diagnostics, shown)
    if shown:
        write(shown, options.report, sys.stderr, base=Path.cwd())
    if any(found.is_error for found in shown) and not options.quiet:
        complain(*_governance(analysis))
    if not options.quiet:
        complain(*copies_used(options, bench.sources))
    is_written, said = write_asked_for(analysis, options.report_file, force=options.force)
    complain(*said)
    return is_written


def _governance(analysis: Analysis) -> list[str]:
    """Say how each policy ended, where they were looked at."""
    return governance_lines([analysis.enforcement] if analysis.enforcement else [])


def _product(analysis: Analysis) -> str:
    spec = analysis.spec
    if spec is None:
        return ""
    count = counted(len(spec.transforms), "transform")
    return f"{spec.metadata.name} {spec.metadata.version} ({count})"


def _kind_of_output(path: Path, output: OutputOptions) -> str:
    if path == output.path:
        return "artifact"
    if path == output.orchestration_path:
        return "beside"
    return "profiles" if path == output.profiles_path else "contract"


def _print_success(result: Compilation, *, dry_run: bool) -> None:
    product = _product(result.analysis)
    if dry_run:
        lines = [f"Validation successful: {product}; dry run, nothing was written"]
    else:
        lines = [f"Compiled {product}"]
        for path in result.written:
            what = _kind_of_output(path, result.output)
            lines.append(f"  {what:9} {display_path(path, Path.cwd())}")
        for path in result.removed:
            lines.append(f"  removed   {removed_line(path, Path.cwd())}")
    lines.extend(f"note: {notice}" for notice in result.notices)
    lines.extend(_governance(result.analysis))
    lines.extend(variable_lines(result.required_variables))
    # Nothing else may be printed into the artifact.
    (complain if is_standard_output(result.output.path) else say)(*lines)
