"""E139: models of the dbt project that no transform declares (floe.yaml, ``transforms``).

One finding for all: a product may be meant to hold a part of them, and then one comment says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.wording.counting import counted
from floe_lsp.wording.quoting import listed, quote_name

from .paired import PairedProduct
from .taking_over import declaring

_MOST_DECLARED = 100
"""Models that a fix of the finding declares. It is made at each keystroke, and the action for the
whole file alone when somebody asks for it."""


def check(paired: PairedProduct) -> Iterator[Diagnostic]:
    """Report them at the key of the list, with the fix that adds them all."""
    names, key = paired.undeclared, paired.document.key("transforms")
    if not names or key is None:
        return
    if len(names) == 1:
        message = f"the model {quote_name(names[0])} of the dbt project is no transform here"
        title = f"Declare {quote_name(names[0])} with what dbt says of it"
    else:
        several = counted(len(names), "model")
        message = f"{several} of the dbt project are no transforms here: {listed(names)}"
        title = f"Declare the {several} with what dbt says of them"
    it = "it" if len(names) == 1 else "them"
    suggestion = f"declare {it}: no check and no policy of the platform knows of {it} until then"
    if len(names) > _MOST_DECLARED:
        suggestion += "; the source action 'Take over what dbt has' declares them all"
    edits = declaring(paired) if len(names) <= _MOST_DECLARED else ()
    fixes = (paired.document.fix(title, *edits),) if edits else ()
    yield paired.document.diagnostic("E139", key, message, suggestion, fixes=fixes)
