"""Many products in one run: found, compiled in one process or several, and told of together."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from floe_lsp.cli import exit_codes
from floe_lsp.cli.baseline import wrong_baseline
from floe_lsp.cli.dbt_parse import DbtParse, dbt_parse_of, wrong_dbt_parse
from floe_lsp.cli.options import sources_of
from floe_lsp.cli.printing import complain, say
from floe_lsp.cli.progress import progress
from floe_lsp.cli.searching import Search
from floe_lsp.compilation import Diagnostic, OutputOptions, Sources
from floe_lsp.compilation.diagnostics import in_order
from floe_lsp.compilation.load.workspace import product_in
from floe_lsp.files.names import SPEC_NAMES
from floe_lsp.files.paths import absolute
from floe_lsp.files.status import is_folder
from floe_lsp.reporting import Summary, write
from floe_lsp.reporting.compilations import ProductResult, compilations_json
from floe_lsp.reporting.compiled_lines import broken_policy_lines, removed_line, variable_lines
from floe_lsp.reporting.governance import governance_lines
from floe_lsp.reporting.paths import display_path
from floe_lsp.wording.counting import counted

from .bench import Bench, Compiled, Order
from .crew import compile_all
from .emit_lineage import send_lineage
from .outputs import options_of, product_name, wrong_outputs
from .parsing import parse_all, runs_of

OutputOf = Callable[[argparse.Namespace], OutputOptions | str]
"""Returns where a product is written, from the options that are its own, or what is wrong."""


def run(options: argparse.Namespace, output_of: OutputOf) -> int:
    """Compile all products that are named or found, and print one report."""
    search = Search()
    orders = _orders(options, _specs(options, search), output_of)
    wrong = orders if isinstance(orders, str) else wrong_outputs(orders)
    if not isinstance(orders, str) and wrong is None and options.baseline is not None:
        names = (product_name(order.spec) for order in orders)
        wrong = wrong_baseline(options, [name for name in names if name is not None])
    wrong = wrong or wrong_dbt_parse(options)
    if isinstance(orders, str) or wrong is not None:
        complain(f"floe compile: {wrong}")
        return exit_codes.USAGE
    sources = sources_of(options)
    with dbt_parse_of(options, sources) as dbt:
        if dbt is not None:
            orders = _parsed(orders, options, dbt, sources)
        code = _compile(orders, options, search, Bench(options, sources))
        if dbt is not None:
            _ = dbt.tell("compile", quiet=options.quiet)
    return code


def _parsed(
    orders: Sequence[Order], options: argparse.Namespace, dbt: DbtParse, sources: Sources
) -> list[Order]:
    """Let dbt parse the projects, and tell each order what came of it."""
    runs = runs_of(dbt, (order.spec for order in orders), options.manifest)
    with progress("Parsing", len(runs), quiet=options.quiet) as advance:
        parse_all(dbt, runs, options.jobs, advance)
    return [
        replace(
            order,
            dbt_failed=dbt.has_failed(order.spec),
            parsed=sources.parsed_folder(order.spec.parent),
        )
        for order in orders
    ]


def _compile(
    orders: Sequence[Order], options: argparse.Namespace, search: Search, bench: Bench
) -> int:
    """Compile the products and tell of it; return the worst of their exit codes."""
    with progress("Compiling", len(orders), quiet=options.quiet) as advance:
        results = compile_all(orders, options, bench, advance)
    found = _findings(search, results, options, bench)
    # Not that of the first stage of all: what one product fails at says nothing of another.
    code = max([exit_codes.of(search.diagnostics), *(each.code for each in results)])
    _print(options, search, results, found, code)
    if options.emit_lineage:
        compiled = [each for each in results if not each.order.dbt_failed]
        send_lineage([each.lineage for each in compiled], options)
    return code


def _specs(options: argparse.Namespace, search: Search) -> list[Path]:
    """Return the products, each once, in the order in which they are named and found."""
    if options.paths or options.all:
        return search.files(options.paths or [Path()])
    spec = absolute(options.spec or Path())
    return [product_in(spec) if is_folder(spec) and spec.name not in SPEC_NAMES else spec]


def _orders(
    options: argparse.Namespace, specs: Sequence[Path], output_of: OutputOf
) -> list[Order] | str:
    """Return what is to be compiled, or what is wrong with the options."""
    orders: list[Order] = []
    for spec in specs:
        own = options_of(options, spec)
        output = output_of(own)
        if isinstance(output, str):
            return output
        orders.append(Order(spec, output, own.report_file))
    return orders


def _findings(
    search: Search, results: Sequence[Compiled], options: argparse.Namespace, bench: Bench
) -> tuple[Diagnostic, ...]:
    """Return all findings that are shown, each once, with the fixes that help.

    What several products find in the manifest that they share is tried with the first of them.
    """
    first: dict[tuple[str, int, int, str, str], Compiled] = {}
    for result in results:
        for each in result.found:
            _ = first.setdefault(each.sort_key(), result)
    every = in_order([*search.diagnostics, *(each for result in results for each in result.found)])
    shown: list[Diagnostic] = []
    for each in every:
        if options.quiet and not each.is_error:
            continue
        finder = first.get(each.sort_key())
        if finder is None or each.location.path == finder.order.spec:
            shown.append(each)
        else:
            spec = finder.order.spec
            shown.extend(bench.with_fixes_that_help(spec, finder.found, [each]))
    return tuple(shown)


def _print(
    options: argparse.Namespace,
    search: Search,
    results: Sequence[Compiled],
    found: Sequence[Diagnostic],
    code: int,
) -> None:
    """Print what was found, what failed and what was made; the last is the result."""
    if found:
        write(found, options.report, sys.stderr, base=Path.cwd())
    for result in results:
        complain(*result.said)
    if not options.quiet:
        search.name_links("compile")
        complain(*dict.fromkeys(line for each in results for line in each.copies))
    failed = [each for each in results if each.code]
    if failed:
        complain(f"{counted(len(failed), 'product')} failed:", *map(_failure, failed))
    if options.summary == "json":
        products = [_result(each) for each in results]
        _ = sys.stdout.write(compilations_json(products, found, code, Path.cwd()))
        return
    if options.quiet:
        return
    if options.dry_run and code == 0:
        complain(*broken_policy_lines(found))
    outcomes = [each.enforcement for each in results if each.enforcement is not None]
    made = [each for each in results if not each.code]
    if made:
        say(*_made(made, len(results), options), *governance_lines(outcomes))
        say(*variable_lines(variable for each in made for variable in each.variables))
    elif results:
        complain(*governance_lines(outcomes))


def _made(made: Sequence[Compiled], of: int, options: argparse.Namespace) -> list[str]:
    """Return the lines of the products that are compiled."""
    note = "; dry run, nothing was written" if options.dry_run else ""
    verb = "Validated" if options.validate_only or options.dry_run else "Compiled"
    names = [f"{each.product} {each.version}" for each in made]
    width = max(map(len, names))
    lines = [f"{verb} {len(made):,} of {counted(of, 'product')}{note}"]
    for name, each in zip(names, made, strict=True):
        where = each.order.output.path if each.written else each.order.spec
        count = counted(each.transforms, "transform")
        lines.append(f"  {name:{width}}  {count:>14}  {_shown(where)}")
        lines.extend(f"    removed {removed_line(path, Path.cwd())}" for path in each.removed)
        lines.extend(f"    note: {notice}" for notice in each.notices)
    return lines


def _failure(result: Compiled) -> str:
    """Return the line of a product that failed."""
    stale = ""
    if result.is_stale:
        stale = f"; {_shown(result.order.output.path)} is from an earlier compile and is now stale"
    found = "dbt parse failed" if result.order.dbt_failed else Summary.of(result.found)
    return f"  {_shown(result.order.spec)}: {found} ({result.code}){stale}"


def _result(compiled: Compiled) -> ProductResult:
    return ProductResult(
        compiled.order.spec,
        compiled.code,
        compiled.product,
        compiled.version,
        compiled.transforms,
        compiled.order.output.path,
        compiled.written,
        compiled.removed,
        compiled.notices,
        compiled.is_stale,
        compiled.variables,
        Summary.of(compiled.found),
    )


def _shown(path: Path) -> str:
    return display_path(path, Path.cwd())
