"""The search for secrets: which files, how often, and what it says of what it cannot search."""

from __future__ import annotations

import json
from pathlib import Path
from time import thread_time

import pytest
from planted import aws, word
from repositories import git

from dbt_projects import project
from floe_lsp.compilation import Analysis, Sources, Stage, analyze, compile_pipeline
from floe_lsp.compilation.changed_files import ChangedFiles
from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.enforce.decisions import decisions
from floe_lsp.compilation.enforce.ledger import Outcome
from floe_lsp.compilation.enforce.scanning import file_search, searched_files
from floe_lsp.compilation.enforce.scanning.fingerprints import fingerprint
from floe_lsp.reporting.governance import governance_lines, model_lines
from floe_lsp.schemas.types.secrets.hard_coded import SecretKind, kind_of_entry
from floe_lsp.syntax import SourceText, Span

pytestmark = pytest.mark.requirement("secret scanning")

PRODUCT = (
    "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata: {name: orders, version: 1.0.0}\n"
    "transforms:\n  - name: stg_orders\n"
)
MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: platform, version: 1.0.0, owner: platform@example.com}
plugins: {compute: {type: duckdb}, orchestrator: {type: dagster}}
governance:
  policy_enforcement_level: strict
  secret_scanning: {enabled: true%s}
"""
KEY = aws(1)
FILES = {
    "floe.yaml": PRODUCT,
    "manifest.yaml": MANIFEST % "",
    "dbt_project.yml": "name: orders\nprofile: orders\n",
    "models/stg_orders.sql": "select 1 as id\n",
}


def checked(folder: Path, files: dict[str, str], sources: Sources | None = None) -> Analysis:
    _ = project(folder, {**FILES, **files})
    return again(folder, sources or Sources())


def again(folder: Path, sources: Sources) -> Analysis:
    return analyze(folder / "floe.yaml", sources=sources, through=Stage.ENFORCE)


def secrets(found: Analysis) -> list[tuple[str, str]]:
    return [
        (each.code, each.location.path.name)
        for each in found.diagnostics
        if each.code.startswith("FLOE-E6")
    ]


def unchecked(found: Analysis) -> list[Diagnostic]:
    told = (each for each in found.diagnostics if each.code == "E308")
    return [each for each in told if "secret_scanning" in each.message]


def test_a_link_out_of_the_product_is_not_followed_and_said(tmp_path: Path) -> None:
    elsewhere = project(tmp_path / "elsewhere", {"a.sql": f"-- {KEY}\n", "deep/b.sql": KEY})
    folder = tmp_path / "product"
    _ = project(folder, FILES)
    (folder / "models" / "linked.sql").symlink_to(elsewhere / "a.sql")
    found = checked(folder, {})
    assert secrets(found) == []
    (told,) = unchecked(found)
    assert "outside of the product is not searched (1 link: models/linked.sql)" in told.message
    assert told.is_error


def test_a_link_within_the_repository_is_followed(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    _ = project(tmp_path / "shared", {"a.sql": f"-- {KEY}\n"})
    folder = tmp_path / "product"
    _ = project(folder, FILES)
    (folder / "models" / "linked.sql").symlink_to(tmp_path / "shared" / "a.sql")
    assert secrets(checked(folder, {})) == [("FLOE-E601", "linked.sql")]


def test_a_link_to_what_is_not_searched_says_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "product"
    _ = project(folder, FILES)
    (folder / "models" / "picture.png").symlink_to("/etc/hostname")
    (folder / "notes.md").symlink_to("/etc/hostname")
    assert unchecked(checked(folder, {})) == []


@pytest.mark.parametrize(
    "begun", [b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"a\0b\0", b"\xff\1\2\3\4\5\6"]
)
def test_a_mark_at_the_beginning_hides_nothing(tmp_path: Path, begun: bytes) -> None:
    _ = project(tmp_path, FILES)
    (tmp_path / "models/a.sql").write_bytes(begun + f"\n-- {KEY}\nselect 1\n".encode())
    found = again(tmp_path, Sources())
    assert secrets(found) == [("FLOE-E601", "a.sql")]
    (place,) = (each.location for each in found.diagnostics if each.is_error)
    assert place.text.position(place.span.start).line == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_wide_characters_are_searched(tmp_path: Path, encoding: str) -> None:
    _ = project(tmp_path, FILES)
    text = f"-- {KEY} für\nselect 1\n"
    (tmp_path / "models/a.sql").write_bytes(text.encode(encoding))
    assert secrets(again(tmp_path, Sources())) == [("FLOE-E601", "a.sql")]


def test_a_folder_of_doc_blocks_alone_holds_tools_of_which_dbt_reads_those_alone(
    tmp_path: Path,
) -> None:
    files = {
        "dbt_project.yml": 'name: orders\nprofile: orders\ndocs-paths: ["."]\n',
        "env/pyvenv.cfg": "",
        "env/tool.py": f"# {KEY}\n",
        "env/blocks.md": KEY,
        "target/run/a.sql": f"-- {KEY}\n",
        "dbt_packages/x/README.md": KEY,
    }
    found = checked(tmp_path, files)
    assert secrets(found) == [("FLOE-E601", "README.md"), ("FLOE-E601", "blocks.md")]
    assert unchecked(found) == []


def test_a_file_that_is_ignored_and_committed_is_searched(tmp_path: Path) -> None:
    _ = project(tmp_path, {**FILES, "profiles.yml": f"a: {{password: {word(1)}}}\n"})
    git(tmp_path, "init", "--quiet")
    ignored = {".gitignore": "profiles.yml\n"}
    assert secrets(checked(tmp_path, ignored)) == []
    git(tmp_path, "add", "--force", ".")
    assert secrets(checked(tmp_path, ignored)) == [("FLOE-E602", "profiles.yml")], "only added"
    git(tmp_path, "commit", "--quiet", "-m", "first")
    assert secrets(checked(tmp_path, ignored)) == [("FLOE-E602", "profiles.yml")]


def test_a_file_that_is_too_large_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_search, "_MOST_CHARACTERS", 100)
    found = checked(tmp_path, {"models/large.sql": "-- " + "a" * 200 + KEY})
    assert secrets(found) == []
    (told,) = unchecked(found)
    assert "models/large.sql has more than the 100 characters that are searched" in told.message


@pytest.mark.parametrize(
    ("named", "files"),
    [
        ("models/a.yml", {"models/a.yml": f"a: {{password: {word(1)}}}\n"}),
        ("floe.yaml", {"manifest.yaml": MANIFEST % ", custom_patterns: [{name: a, pattern: stg}]"}),
    ],
)
@pytest.mark.requirement("robustness")
def test_the_clock_is_looked_at_inside_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, files: dict[str, str]
) -> None:
    monkeypatch.setattr(file_search, "_SECONDS_OF_FILE", 0)
    found = checked(tmp_path, files)
    assert secrets(found) == []
    (told,) = unchecked(found)
    assert f"{named} takes more than 0 s to search" in told.message


def test_a_value_behind_many_names_is_told_once_by_the_name_that_tells_most(tmp_path: Path) -> None:
    value = "winter"
    entries = {"models/a.yml": f"a_token: &x {value}\npassword: *x\ndb_password: *x\n"}
    assert secrets(checked(tmp_path, entries)) == [("FLOE-E602", "a.yml")]


def test_a_value_of_many_aliases_is_judged_once_for_each_kind_of_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def asking(name: str, value: object) -> SecretKind | None:
        asked.append(name)
        return kind_of_entry(name, value)

    monkeypatch.setattr(file_search, "kind_of_entry", asking)
    names = "".join(f"password{n}: *x\ntoken{n}: *x\n" for n in range(20))
    found = checked(tmp_path, {"models/a.yml": f"x: &x winter\n{names}"})
    assert secrets(found) == [("FLOE-E602", "a.yml")]
    assert sorted(asked) == ["password0", "token0"]


def test_what_is_beyond_the_whole_is_said_and_searched_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_search, "_MOST_OF_ALL", 20)
    sources = Sources()
    files = {"models/a.sql": "-- some words that fill it\n", "models/z.sql": f"-- {KEY}\n"}
    found = checked(tmp_path, files, sources)
    assert "is not searched yet" in unchecked(found)[0].message
    for _ in range(5):
        found = again(tmp_path, sources)
    assert secrets(found) == [("FLOE-E601", "z.sql")]
    assert unchecked(found) == []


def test_too_many_files_are_said_of_those_that_are_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searched_files, "_MOST_FILES", 3)
    git(tmp_path, "init", "--quiet")
    files = {f"seeds/made/{number}.csv": "a\n" for number in range(5)}
    (told,) = unchecked(checked(tmp_path, files))
    assert "of the files of the project 3 are searched" in told.message
    excluding = MANIFEST % ", exclude_patterns: [seeds/made/**]"
    assert unchecked(checked(tmp_path, {"manifest.yaml": excluding})) == []
    ignoring = {"manifest.yaml": MANIFEST % "", ".gitignore": "seeds/made/\n"}
    assert unchecked(checked(tmp_path, ignoring)) == []


def test_only_a_file_that_has_changed_is_searched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []
    search = file_search.FileSearch._search

    def noted(self: file_search.FileSearch, path: Path, *rest: object) -> object:
        searched.append(path.name)
        return search(self, path, *rest)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(file_search.FileSearch, "_search", noted)
    sources = Sources()
    files = {"models/fct_orders.sql": "select 2 as id\n"}
    _ = checked(tmp_path, files, sources)
    assert sorted(searched) == ["dbt_project.yml", "fct_orders.sql", "stg_orders.sql"]
    searched.clear()
    _ = project(tmp_path, {"floe.yaml": PRODUCT + "  - name: fct_orders\n"})
    model = tmp_path / "models" / "fct_orders.sql"
    _ = model.write_text(f"-- {KEY} longer than before\n", encoding="utf-8")
    found = again(tmp_path, sources)
    assert searched == ["fct_orders.sql"]
    assert secrets(found) == [("FLOE-E601", "fct_orders.sql")]


def test_a_fix_on_trial_searches_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = Sources()
    _ = checked(tmp_path, {}, sources)
    model, product = tmp_path / "models" / "stg_orders.sql", tmp_path / "floe.yaml"
    _ = sources.open(model, SourceText(f"-- {KEY}\n"))
    assert secrets(again(tmp_path, sources)) == [("FLOE-E601", "stg_orders.sql")]
    monkeypatch.delattr(file_search.FileSearch, "_search")
    trial = ChangedFiles(sources, {product: SourceText(PRODUCT + "    tier: bronze\n")})
    assert secrets(again(tmp_path, trial)) == [("FLOE-E601", "stg_orders.sql")]


def test_an_editors_text_counts_before_the_file(tmp_path: Path) -> None:
    sources = Sources()
    assert secrets(checked(tmp_path, {}, sources)) == []
    model = tmp_path / "models" / "stg_orders.sql"
    _ = sources.open(model, SourceText(f"-- {KEY}\n"))
    assert secrets(checked(tmp_path, {}, sources)) == [("FLOE-E601", "stg_orders.sql")]


def test_nothing_is_read_where_nobody_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(file_search.FileSearch, "__init__")
    found = checked(tmp_path, {"manifest.yaml": MANIFEST.replace("true", "false") % ""})
    assert found.enforcement is not None


def test_the_artifact_says_how_many_files_were_searched(tmp_path: Path) -> None:
    _ = project(tmp_path, FILES)
    result = compile_pipeline(tmp_path / "floe.yaml")
    assert result.artifacts is not None
    enforcement = json.loads(result.artifacts.model_dump_json())["enforcement_result"]
    assert enforcement["passed"] is True
    # floe.yaml, the manifest, dbt_project.yml and the model.
    assert enforcement["secrets_scanned"] == 4
    (field,) = [each for each in enforcement["fields"] if each["field"].startswith("secret_")]
    assert field["reason"] == "4 files searched"
    assert field["outcome"] == "checked"


def test_the_ledger_records_what_is_allowed(tmp_path: Path) -> None:
    files = {"models/stg_orders.sql": f"-- {KEY}\n"}
    found = checked(tmp_path, files)
    (told,) = (each for each in found.diagnostics if each.code == "FLOE-E601")
    called = (told.suggestion or "").rpartition(" ")[2]
    allowing = f"allowed_secrets:\n  - {{fingerprint: {called}, reason: of the docs}}\n"
    unused = "  - {fingerprint: fp-0123456789ab, reason: long gone}\n"
    found = checked(tmp_path, {**files, "manifest.yaml": MANIFEST % "" + allowing + unused})
    assert secrets(found) == []
    assert found.enforcement is not None
    verdicts = {each.title: each for each in found.enforcement.verdicts}
    assert verdicts["secret scanning"].note == "4 files searched, 1 finding allowed"
    assert verdicts[f"allowed secret {called}"].note == "allows 1 finding: of the docs"
    assert verdicts["allowed secret fp-0123456789ab"].note == "allows 0 findings: long gone"
    lines = [line.split("  ") for line in governance_lines([found.enforcement, found.enforcement])]
    told = [[word.strip() for word in line if word.strip()] for line in lines]
    assert ["secret scanning", "PASS", "8 files searched"] in told
    assert [f"allowed secret {called}", "USED", "2 findings"] in told
    assert ["allowed secret fp-0123456789ab", "UNUSED", "0 findings"] in told
    broken = checked(tmp_path, files).enforcement
    assert broken is not None
    assert any("FAIL  1 error; 4 files searched" in line for line in governance_lines([broken]))


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_entries_the_one_counts_that_has_not_expired(tmp_path: Path, order: int) -> None:
    files = {"models/stg_orders.sql": f"-- {KEY}\n"}
    (told,) = (e for e in checked(tmp_path, files).diagnostics if e.code == "FLOE-E601")
    called = (told.suggestion or "").rpartition(" ")[2]
    entries = [
        f"  - {{fingerprint: {called}, reason: once, expires: 2020-01-31}}\n",
        f"  - {{fingerprint: {called}, reason: for good}}\n",
    ]
    allowing = "allowed_secrets:\n" + "".join(entries[::order])
    found = checked(tmp_path, {**files, "manifest.yaml": MANIFEST % "" + allowing})
    assert secrets(found) == []
    assert found.enforcement is not None
    notes = {each.title: each.note for each in found.enforcement.verdicts}
    assert notes[f"allowed secret {called}"] == "allows 1 finding: for good"


def test_one_entry_allows_equal_lines_of_a_file_wherever_they_stand(tmp_path: Path) -> None:
    once = {"models/stg_orders.sql": f"-- {KEY}\n"}
    (told,) = (e for e in checked(tmp_path, once).diagnostics if e.code == "FLOE-E601")
    called = (told.suggestion or "").rpartition(" ")[2]
    allowing = f"allowed_secrets: [{{fingerprint: {called}, reason: of the docs}}]\n"
    manifest = {"manifest.yaml": MANIFEST % "" + allowing}
    more = f"select 1\n-- {KEY}\n\n  -- {KEY}\n"
    assert secrets(checked(tmp_path, {"models/stg_orders.sql": more, **manifest})) == []
    other = f"select 1 -- {KEY}\n"
    found = checked(tmp_path, {"models/stg_orders.sql": other, **manifest})
    assert secrets(found) == [("FLOE-E601", "stg_orders.sql")]


def test_a_secret_of_no_model_is_the_products_fault(tmp_path: Path) -> None:
    found = checked(tmp_path, {"seeds/keys.csv": f"{KEY}\n"}).enforcement
    assert found is not None
    (verdict,) = (each for each in found.verdicts if each.policy == "secret_scanning")
    assert verdict.is_broken_by_product
    assert verdict.broken_by == frozenset()
    assert [
        (each.model, each.result) for each in decisions(found) if each.policy == "secret_scanning"
    ] == [(None, "fail")]
    assert [line.split() for line in model_lines([found])[1:]] == [
        ["product", "orders", "secret", "scanning"],
        ["1", "model", "without", "a", "violation"],
    ]


def test_a_secret_of_a_model_is_its_own_fault(tmp_path: Path) -> None:
    found = checked(tmp_path, {"models/stg_orders.sql": f"-- {KEY}\n"}).enforcement
    assert found is not None
    assert [line.split() for line in model_lines([found])[1:]] == [
        ["stg_orders", "secret", "scanning"],
        ["0", "models", "without", "a", "violation"],
    ]


def test_where_every_file_is_excluded_nothing_passes(tmp_path: Path) -> None:
    found = checked(tmp_path, {"manifest.yaml": MANIFEST % ", exclude_patterns: ['*']"}).enforcement
    assert found is not None
    (verdict,) = (each for each in found.verdicts if each.policy == "secret_scanning")
    assert verdict.outcome is Outcome.OFF
    assert verdict.note == "exclude_patterns leave out every file"


@pytest.mark.parametrize(
    "many",
    [
        "a: &x usage\n" + "".join(f"token{n}: *x\n" for n in range(2_100)),
        "".join(f"token{n}: usage\n" for n in range(2_100)),
    ],
    ids=["aliases", "words"],
)
def test_no_number_of_entries_hides_the_one_behind_them(tmp_path: Path, many: str) -> None:
    found = checked(tmp_path, {"models/a.yml": f"{many}password: hunter2real\n"})
    assert secrets(found) == [("FLOE-E602", "a.yml")]


@pytest.mark.parametrize("name", ["pw", "pwd", "_password"])
def test_an_entry_is_told_by_a_short_name_alone(tmp_path: Path, name: str) -> None:
    found = checked(tmp_path, {"models/a.yml": f"{name}: hunter2real\n"})
    assert secrets(found) == [("FLOE-E602", "a.yml")]


def test_a_pattern_finds_all_of_a_line(tmp_path: Path) -> None:
    manifest = MANIFEST % ", custom_patterns: [{name: acme, pattern: 'acme_[a-z]{4}|z*'}]"
    model = "select 'acme_abcd', 'acme_wxyz', 'zz'\n"
    found = checked(tmp_path, {"manifest.yaml": manifest, "models/stg_orders.sql": model})
    told = [each for each in found.diagnostics if each.code == "FLOE-E699"]
    starts = [
        each.location.span.start for each in told if each.location.path.name == "stg_orders.sql"
    ]
    assert starts == [model.index(each) for each in ("acme_a", "acme_w", "zz")]


def of(line: str, secret: str, *, where: tuple[str, ...] = ("orders", "a.sql")) -> str:
    text = SourceText(line)
    start = line.index(secret)
    span = Span(start, start + len(secret))
    return fingerprint("FLOE-E602", where, text, span, [span])


def test_a_fingerprint_tells_the_place_and_hardly_anything_of_the_secret() -> None:
    passwords = [word(number) for number in range(600)]
    called = {of(f"password = '{each}'", each) for each in passwords}
    # All of one place; of the secret itself there are 256 at most.
    assert len({each[:-2] for each in called}) == 1
    assert 128 < len(called) <= 256
    one = of("password = 'hunter'", "hunter")
    assert one == of("  password = 'hunter'  ", "hunter")
    others = {
        of("pwd = 'hunter'", "hunter"),
        of("password = 'hunter'", "hunter", where=("sales", "a.sql")),
        of("password = 'hunter'", "hunter", where=("orders", "b.sql")),
    }
    assert len(others) == 3
    assert one not in others


def test_of_a_long_line_what_is_near_tells_the_place() -> None:
    def called(before: int, after: int) -> str:
        line = ["."] * 4_000
        line[2_000 - before] = line[2_000 + len("hunter") - 1 + after] = "x"
        line[2_000 : 2_000 + len("hunter")] = "hunter"
        return of("".join(line), "hunter")

    plain = called(1_000, 1_000)
    assert called(501, 501) == plain
    assert len({plain, called(500, 1_000), called(1_000, 500)}) == 3


def test_a_fingerprint_holds_nothing_of_another_secret_of_its_line() -> None:
    def first(second: str) -> str:
        line = f"a('hunter', '{second}')"
        at = line.index(second)
        spans = [Span(3, 9), Span(at, at + len(second))]
        return fingerprint("FLOE-E602", ("orders",), SourceText(line), spans[0], spans)

    assert first("autumn") == first("winter2")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("seeds/a.csv", " ".join(map(aws, range(90))) * 400),
        ("models/a.py", "".join(f"password{n} = '{word(n)}'\n" for n in range(9_000))),
        ("models/a.yml", "".join(f"password{n}: {word(n)}\n" for n in range(9_000))),
        (
            "models/e.yml",
            f"anchor: &x {'letters' * 57_000}\n"
            + "".join(f"password{n}: *x\n" for n in range(1_900)),
        ),
        ("models/b.sql", "password='" * 40_000),
        ("models/c.sql", "\n" * 900_000),
    ],
    ids=["one line", "assignments", "entries", "aliases", "open quotes", "empty lines"],
)
@pytest.mark.requirement("robustness")
def test_a_file_full_of_secrets_takes_no_long_time(tmp_path: Path, name: str, text: str) -> None:
    begun = thread_time()
    found = checked(tmp_path, {name: text, "manifest.yaml": MANIFEST % PATTERNS})
    assert thread_time() - begun < 5
    assert len(found.diagnostics) <= 1_500


PATTERNS = ", custom_patterns: [{name: own, pattern: 'itk_[0-9]{8}'}]"


CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: orders
version: 1.0.0
status: active
customProperties:
  - {property: db_password, value: hunter}
description: {usage: KEY}
"""


@pytest.mark.requirement("data contracts")
@pytest.mark.parametrize("place", ["product", "platform"])
def test_the_data_contracts_of_a_product_are_searched(tmp_path: Path, place: str) -> None:
    folder = tmp_path / "product"
    more = {"datacontract.yaml": CONTRACT.replace("KEY", KEY)}
    _ = project(tmp_path / "platform", {"manifest.yaml": MANIFEST % ""})
    _ = project(tmp_path / place, more)
    product = FILES["floe.yaml"] + "platform: {manifest: ../platform/manifest.yaml}\n"
    _ = project(folder, {**FILES, "floe.yaml": product})
    (folder / "manifest.yaml").unlink()
    found = again(folder, Sources())
    assert sorted(secrets(found)) == [
        ("FLOE-E601", "datacontract.yaml"),
        ("FLOE-E602", "datacontract.yaml"),
    ]
    assert KEY not in str(found.diagnostics)
    prints = {
        word.strip(".,")
        for each in found.diagnostics
        for word in str(each.suggestion).split()
        if word.startswith("fp-")
    }
    assert len(prints) == 2
    allowed = "".join(f"      - {{fingerprint: {each}, reason: no secret}}\n" for each in prints)
    text = MANIFEST % "" + "  allowed_secrets:\n" + allowed.replace("      -", "    -")
    (tmp_path / "platform" / "manifest.yaml").write_text(text)
    assert secrets(again(folder, Sources())) == []


@pytest.mark.requirement("data contracts")
def test_a_contract_that_is_not_read_is_not_searched_and_said(tmp_path: Path) -> None:
    folder = tmp_path / "product"
    _ = project(folder, FILES)
    (tmp_path / "elsewhere.yaml").write_text(CONTRACT.replace("KEY", KEY))
    (folder / "datacontract.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    found = again(folder, Sources())
    assert secrets(found) == []
    (told,) = unchecked(found)
    assert "'datacontract.yaml' is a link that leads elsewhere" in told.message
