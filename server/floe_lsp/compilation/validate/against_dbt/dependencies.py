"""E140, E141: ``dependsOn`` against what the models read (floe.yaml, ``transforms[].dependsOn``).

What is no transform of the product is no dependency of one: a seed, a source, a model that is not
declared. dbt builds in the order of its ``ref()`` and asks nobody; the orchestrator and everybody
who reads floe.yaml go by what is written there.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice

from floe_lsp.compilation.diagnostics import Diagnostic, Fix, Related
from floe_lsp.compilation.many_findings import ManyFindings
from floe_lsp.compilation.outline import Reference, TransformOutline
from floe_lsp.compilation.validate.rules.dependencies import removal
from floe_lsp.syntax import AliasNode, Node
from floe_lsp.wording.counting import sentence
from floe_lsp.wording.quoting import listed, quote_name

from .dependency_edits import FileForm, dependencies_edits, is_own
from .paired import PairedProduct
from .taking_over import dependencies_of, missing, superfluous

_MOST_PLACES = 10
"""Places in models that one finding shows."""
_MOST_NAMED = 5


def check(paired: PairedProduct) -> Iterator[Diagnostic]:
    """Report each transform that lacks dependencies once, and each dependency on what is not read.

    Nothing is said of what a transform may read, nor of one that names what is no transform.
    """
    many = ManyFindings(paired.document)
    for name, transform in paired.product.by_name.items():
        if not paired.models(name):
            continue
        lacking = missing(paired, transform)
        if lacking:
            entry = transform.depends_on
            place = transform.name_node if entry is None else entry.key
            described = partial(_missing, paired, transform, lacking)
            yield from many.finding("E140", place, described)
        wrong = frozenset(superfluous(paired, transform))
        for reference in transform.dependencies if wrong else ():
            if reference.name in wrong:
                described = partial(_superfluous, paired, transform, reference)
                place = _place(transform, reference)
                yield from many.finding("E141", place, described)


def _missing(
    paired: PairedProduct, transform: TransformOutline, lacking: tuple[str, ...]
) -> Diagnostic:
    name, entry = transform.name or "", transform.depends_on
    node = paired.model(name)
    file = "its model" if node is None else paired.file_of(node)
    names = sentence(map(quote_name, lacking)) if len(lacking) <= _MOST_NAMED else listed(lacking)
    where = "the transform depends on nothing" if entry is None else "dependsOn does not name "
    if entry is not None:
        where += "it" if len(lacking) == 1 else "them"
    return paired.document.diagnostic(
        "E140",
        transform.name_node if entry is None else entry.key,
        f"{file} reads {names}, and {where}",
        f"add {names} to dependsOn, so that {quote_name(name)} waits for "
        f"{'it' if len(lacking) == 1 else 'them'} as dbt does",
        related=tuple(islice(_places(paired, name, lacking), _MOST_PLACES)),
        fixes=_writing(paired, transform),
    )


def _places(paired: PairedProduct, name: str, lacking: tuple[str, ...]) -> Iterator[Related]:
    reads = paired.reads(name).names
    for each in lacking:
        through = reads[each]
        node = paired.facts.nodes.get(through)
        is_direct = node is None or node in paired.models(each)
        way = "here" if node is None or is_direct else f"through {quote_name(node.name)} here"
        for place in paired.places_of(name, through):
            yield paired.related(place, f"{quote_name(each)} is read {way}")


def _writing(paired: PairedProduct, transform: TransformOutline) -> tuple[Fix, ...]:
    """Return the fix after which ``dependsOn`` says what the model reads."""
    names = dependencies_of(paired, transform)
    if names is None:
        return ()
    form = FileForm(paired.product)
    edits = dependencies_edits(paired.document, transform, names, form)
    title = "Write into dependsOn what the model reads"
    return (paired.document.fix(title, *edits),) if edits else ()


def _superfluous(
    paired: PairedProduct, transform: TransformOutline, reference: Reference
) -> Diagnostic:
    node = paired.model(transform.name or "")
    file = "its model" if node is None else paired.file_of(node)
    name, entry, place = (
        quote_name(reference.name),
        transform.depends_on,
        _place(transform, reference),
    )
    is_shared = entry is None or entry.value.anchor or not is_own(transform.node, entry)
    return paired.document.diagnostic(
        "E141",
        place,
        f"{file} does not read {name}",
        f"remove {name} from dependsOn, or read it in the model with ref()",
        fixes=()
        if is_shared or place is not reference.node
        else removal(paired.product, transform, reference),
    )


def _place(transform: TransformOutline, reference: Reference) -> Node:
    """Return where a transform itself names another: where an alias stands for the list, there."""
    entry = transform.depends_on
    is_alias = entry is not None and isinstance(entry.value, AliasNode)
    return entry.value if entry is not None and is_alias else reference.node
