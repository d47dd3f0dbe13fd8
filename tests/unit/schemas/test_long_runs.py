"""Long runs of the signs that patterns look for: what reads them ends, however long they are."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.requirement("robustness")

_CODE = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
except ImportError:
    pass
from floe_lsp.compilation.generate.ownership import is_artifact
from floe_lsp.compilation.secrecy import hide_shapes
from floe_lsp.compilation.secret_spans import secret_spans
from floe_lsp.plugins.literal_credentials import replace_credentials
from floe_lsp.plugins.placeholders import expand, unknown_placeholders
from floe_lsp.plugins.templates import environment_variables, is_unclosed_template
from floe_lsp.schemas.types.secrets import find_secrets
from floe_lsp.schemas.types.secrets_in_text import doubtful_secrets
from floe_lsp.syntax import SourceText
start, piece = eval(sys.argv[1])
text = start + piece * (100_000 // len(piece))
list(find_secrets(text))
doubtful_secrets(text)
hide_shapes(text)
secret_spans(SourceText(text), None, is_sound=False)
replace_credentials({"note": text}, "me")
expand(text, "orders")
unknown_placeholders(text)
is_unclosed_template(text)
environment_variables(text)
is_artifact(text.encode())
"""


@pytest.mark.parametrize(
    "run",
    [
        ("http://", ":"),
        ("a://", "a:"),
        ("x=bcdefgh ", "a='"),
        ("token='", "token='"),
        ("token={{", "token={{"),
        ("password={{", "{{"),
        ("", "{{ env_var('A', "),
        ("", "{%"),
        ("", "gl"),
        ('a: "', "\\"),
        ('{"metadata":', " "),
        ("password ", " "),
        ("", "password="),
        ("", "--password "),
        ("--", "-"),
        ("", "[password,"),
        ("", "basic "),
        ("", "Bearer "),
        ("", "://a:"),
        ("x://a:b", "/"),
        ("x://a:b", " c"),
        ("x://a:b", "@"),
        ("", "ñ"),
    ],
    ids=repr,
)
def test_what_reads_a_long_run_ends(run: tuple[str, str]) -> None:
    # Its limit is of work, not of time: 100,000 characters cost a hundredth of it, and what grows
    # with their square many times of it.
    done = subprocess.run(
        [sys.executable, "-c", _CODE, repr(run)], check=False, capture_output=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
