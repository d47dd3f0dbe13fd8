"""Templates by Jinja's own lexer and parser: literals at their places, mistakes in their lines."""

from __future__ import annotations

import pytest

from floe_lsp.dbt.jinja.calls import Certainty, calls_of
from floe_lsp.dbt.jinja.expressions import described, reference_in
from floe_lsp.dbt.jinja.template import MAX_TOKENS, Template, TemplateProblem, read_template
from floe_lsp.dbt.unknown import UNKNOWN

pytestmark = pytest.mark.requirement("dbt facts")


def read(text: str) -> Template:
    template = read_template(text)
    assert isinstance(template, Template), template
    return template


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_literals_stand_where_they_were_typed(end: str) -> None:
    text = (
        f"{{# ref('no') #}}{end}{{{{ config(tags=['x']) -}}}}   {end}{end}{{%- set a = 1 %}}"
        f"é {{{{ ref(  'pkg' ,{end}\"orders\", v=2) }}}}{end}"
        "join {{ source('shop', 'lines') }} {% raw %}{{ ref('raw') }}{% endraw %}"
    )
    found = calls_of(read(text)).references
    assert [(each.kind, each.owner, each.name, each.version) for each in found] == [
        ("ref", "pkg", "orders", "2"),
        ("source", "shop", "lines", None),
    ]
    for each in found:
        assert text[slice(*each.span)] == each.name
        assert each.owner_span is not None
        assert text[slice(*each.owner_span)] == each.owner


def test_a_text_with_escapes_is_told_apart() -> None:
    (escaped, plain) = calls_of(read(r"{{ ref('a\'b') }}{{ ref('ab') }}")).references
    assert (escaped.name, escaped.is_typed, plain.is_typed) == ("a'b", False, True)


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("{{ ref('a') }}", Certainty.CERTAIN),
        ("-- {{ ref('a') }}", Certainty.CERTAIN),
        ("{% set x = ref('a') %}", Certainty.CERTAIN),
        ("{% set x %}{{ ref('a') }}{% endset %}", Certainty.CERTAIN),
        ("{{ star(ref('a'), except=['b']) }}", Certainty.CERTAIN),
        ("{% for x in ['y'] %}{{ ref('a') }}{% endfor %}", Certainty.CERTAIN),
        ("{% if not execute %}{{ ref('a') }}{% endif %}", Certainty.CERTAIN),
        ("{% if var('x') %}{{ ref('a') }}{% endif %}", Certainty.OPEN),
        ("{% for x in y %}{{ ref('a') }}{% endfor %}", Certainty.OPEN),
        ("{{ ref('a') if x }}", Certainty.OPEN),
        ("{{ x or ref('a') }}", Certainty.OPEN),
        ("{% macro m() %}{{ ref('a') }}{% endmacro %}", Certainty.OPEN),
        ("{% if execute %}{{ ref('a') }}{% endif %}", Certainty.SKIPPED),
        ("{% if is_incremental() %}{{ ref('a') }}{% endif %}", Certainty.SKIPPED),
        ("{% if execute and x %}{{ ref('a') }}{% endif %}", Certainty.SKIPPED),
        ("{% for x in [] %}{{ ref('a') }}{% endfor %}", Certainty.SKIPPED),
    ],
)
def test_how_certain_a_call_is(text: str, certainty: Certainty) -> None:
    calls = calls_of(read(text))
    (only,) = calls.references
    assert only.certainty is certainty
    assert calls.is_whole is (certainty is not Certainty.OPEN)


@pytest.mark.parametrize(
    "text",
    [
        "{{ ref(x) }}",
        "{{ ref('a' ~ 'b') }}",
        "{{ ref(*names) }}",
        "{{ ref('a', 'b', 'c') }}",
        "{{ ref('a', v=x) }}",
        "{{ source('a') }}",
        "{% set r = ref %}",
        "{{ m(ref) }}",
        "{{ context['ref']('a') }}",
        "{% import 'x' as y %}",
        "{{ adapter.dispatch(x)() }}",
    ],
)
def test_what_is_not_literal_leaves_the_answer_open(text: str) -> None:
    assert not calls_of(read(text)).is_whole


def test_config_has_what_is_literal_and_certain() -> None:
    calls = calls_of(
        read(
            "{{ config(tags='a', meta={'x': -1, 'y': var('z')}, enabled=var('on')) }}"
            "{{ config({'tags': ['b'], 'meta': {'z': none}}) }}"
            "{% if x %}{{ config(schema='s') }}{% endif %}{% if execute %}{{ config(alias='a') }}"
            "{% endif %}{{ config.get('x') }}"
        )
    )
    assert calls.config == {
        "tags": ["a", "b"],
        "meta": {"x": -1, "y": UNKNOWN, "z": None},
        "enabled": UNKNOWN,
        "schema": UNKNOWN,
    }
    assert calls.is_config_whole
    assert not calls_of(read("{{ config(**x) }}")).is_config_whole


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a\r\n  {{ ref('a' }}  \r\nb", "{{ ref('a' }}", "unexpected '}', expected ')'"),
        ("{% if x %}\n1", "{% if x %}", "Unexpected end of template."),
        ("a\n{# b", "{# b", "Missing end of comment tag"),
        ("a\n\n{{ 'b }}", "{{ 'b }}", "unexpected char"),
        ("{{ a hunter2 }}", "{{ a hunter2 }}", "got another word"),
        ("{% hunter2 %}", "{% hunter2 %}", "Encountered unknown tag another word"),
    ],
)
def test_a_mistake_is_the_line_in_which_it_stands(text: str, line: str, message: str) -> None:
    problem = read_template(text)
    assert isinstance(problem, TemplateProblem)
    assert text[slice(*problem.span)] == line
    assert message in problem.message
    assert "hunter2" not in problem.message
    assert problem.is_mistake


@pytest.mark.requirement("robustness")
@pytest.mark.parametrize(
    "piece", ["{{ a }}", "{{(", "{{ not ", "{% if a %}", "{{ a.", "{{a,", "{#"]
)
def test_what_is_larger_than_any_model_is_no_mistake(piece: str) -> None:
    found = read_template(piece * MAX_TOKENS)
    assert isinstance(found, TemplateProblem)
    assert found.is_mistake is (piece == "{#")


@pytest.mark.requirement("robustness")
def test_a_number_of_more_digits_than_python_reads_is_no_mistake() -> None:
    found = read_template("{{ " + "1" * 5_000 + " }}")
    assert isinstance(found, TemplateProblem)
    assert not found.is_mistake


@pytest.mark.requirement("robustness")
@pytest.mark.parametrize("number", ["0x" + "f" * 5_000, "-0b" + "1" * 50_000])
def test_a_number_that_cannot_be_written_out_leaves_the_answer_open(number: str) -> None:
    calls = calls_of(read("{{ ref('a', v=" + number + ") }}{{ config(meta={" + number + ": 1}) }}"))
    assert not calls.is_whole
    assert not calls.is_config_whole or UNKNOWN in calls.config.values()


@pytest.mark.parametrize(
    ("text", "name", "span"),
    [
        ("ref('orders')", "orders", (5, 11)),
        ("{{ ref('p', 'orders') }}", "orders", (13, 19)),
        ("source('shop', 'orders')", "orders", (16, 22)),
    ],
)
def test_an_expression_names_what_it_means(text: str, name: str, span: tuple[int, int]) -> None:
    found = reference_in(text)
    assert found is not None
    assert (found.name, found.span) == (name, span)
    assert text[slice(*found.span)] == name


@pytest.mark.parametrize("text", ["ref(x)", "ref('a') or ref('b')", "orders", "ref('a'", "{{"])
def test_any_other_expression_names_nothing(text: str) -> None:
    assert reference_in(text) is None


def test_doc_blocks_stand_in_descriptions() -> None:
    blocks: dict[tuple[str | None, str], str] = {(None, "a"): "one", ("p", "b"): "two"}

    def find(package: str | None, name: str) -> str | None:
        return blocks.get((package, name))

    assert described("x {{ doc('a') }} {# no #}{{ doc('p', 'b') }}", find) == "x one two"
    for open_text in ("{{ doc('c') }}", "{{ var('x') }}", "{% if x %}a{% endif %}", "{{ doc(x) }}"):
        assert described(open_text, find) is None


def test_a_part_of_what_dbt_gives_is_the_same_by_its_key() -> None:
    (found,) = calls_of(read("{{ builtins['ref']('a') }}")).references
    assert (found.kind, found.name) == ("ref", "a")
