"""``floe artifact diff`` with what a git revision has: ``git:REV`` and ``git:REV:PATH``."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from cosign import new_key, payload_of, public_pem, signed
from pulled_files import made
from repositories import git

from floe_lsp.cli.main import main
from floe_lsp.compilation import compile_pipeline, default_output
from floe_lsp.registries.cache import Cache
from floe_lsp.registries.reference import parse_reference
from floe_lsp.registries.signatures import Signature
from floe_lsp.schemas.versions import ArtifactContract

pytestmark = pytest.mark.requirement("FR-004")

MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: shop-platform, version: 1.0.0, owner: platform@example.com}
plugins:
  compute: {type: duckdb, config: {path: "data/shop.duckdb", threads: 4}}
  orchestrator: {type: dagster, version: 0.1.0}
governance: {data_retention_days: 30, policy_enforcement_level: warn}
"""
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: shop, version: 1.0.0}
transforms:
  - name: orders
schedule: {cron: "0 6 * * *"}
"""
ADDRESS = "oci://registry.example.com/acme/platform:1.0.0"
SEVEN = '  ~ schedule.cron: "0 6 * * *" -> "0 7 * * *"'


def diff(*words: str | Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["artifact", "diff", *map(str, words)])
    return code, out.getvalue(), err.getvalue()


def compiled(spec: Path, contract: ArtifactContract = "floe-lsp") -> Path:
    made = compile_pipeline(spec, output=default_output(spec, contract=contract))
    assert made.artifacts is not None, made.diagnostics
    return made.output.path


@pytest.fixture
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The floe.yaml of a product in the folder ``products/shop`` of a repository."""
    top = tmp_path / "repository"
    folder = top / "products" / "shop"
    folder.mkdir(parents=True)
    (top / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "floe.yaml").write_text(PRODUCT, encoding="utf-8")
    (top / ".gitignore").write_text("target/\n", encoding="utf-8")
    git(top, "init", "--quiet", "--initial-branch=main")
    commit(top)
    monkeypatch.chdir(folder)
    return folder / "floe.yaml"


def commit(top: Path) -> None:
    git(top, "add", ".")
    git(top, "commit", "--quiet", "-m", "next")


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("contract", ["floe-lsp", "floe-core"])
def test_a_product_is_compiled_as_it_was(product: Path, contract: ArtifactContract) -> None:
    path = compiled(product, contract)
    code, out, err = diff("git:HEAD", path)
    assert (code, out) == (0, "")
    assert err.startswith("note: git:HEAD: floe.yaml was compiled as it was at ")
    assert err.count("\n") == 1
    changed(product, "0 6", "0 7")
    changed(product.parents[2] / "manifest.yaml", "threads: 4", "threads: 8")
    path = compiled(product, contract)
    code, out, _ = diff("git:HEAD", path)
    assert code == 1
    assert SEVEN in out.splitlines()
    assert "  ~ dbt_profiles.shop.outputs.prod.threads: 4 -> 8" in out.splitlines()
    # The other way round, and of nothing but the past.
    code, out, _ = diff(path, "git:HEAD")
    assert '  ~ schedule.cron: "0 7 * * *" -> "0 6 * * *"' in out.splitlines()
    commit(product.parents[2])
    assert diff("git:HEAD", path)[:2] == (0, "")
    assert SEVEN in diff("git:HEAD~1", "git:main")[1].splitlines()


def test_files_that_are_new_do_not_count(product: Path) -> None:
    path = compiled(product)
    folder = product.parent
    (folder / "manifest.yaml").write_text(MANIFEST.replace("threads: 4", "threads: 2"))
    (folder / "dbt_project.yml").write_text("name: other\nversion: 1.0.0\n")
    assert diff("git:HEAD", path)[:2] == (0, "")


def test_the_artifact_of_a_revision_counts_where_it_is_committed(product: Path) -> None:
    top = product.parents[2]
    path = compiled(product, "floe-core")
    changed(path.parent / "orchestration.json", "0 6 * * *", "0 5 * * *")
    git(top, "add", "--force", str(path), str(path.parent / "orchestration.json"))
    git(top, "commit", "--quiet", "-m", "with artifact")
    now = compiled(product, "floe-core")
    expected = '  ~ schedule.cron: "0 5 * * *" -> "0 6 * * *"'
    for named in ("git:HEAD", "git:HEAD:products/shop/target/compiled_artifacts.json"):
        code, out, err = diff(named, now)
        assert (code, err) == (1, "")
        assert expected in out.splitlines()


@pytest.mark.parametrize(
    "named",
    [
        "git:HEAD:products/shop/floe.yaml",
        "git:HEAD:products/shop",
        "git:HEAD:./floe.yaml",
        "git:HEAD:../shop",
        "git:HEAD:.",
        "git:HEAD:products/shop/target/compiled_artifacts.json",
    ],
)
def test_a_product_is_named_as_git_names_files(product: Path, named: str) -> None:
    path = compiled(product)
    changed(product, "0 6", "0 7")
    assert diff(named, path)[:2] == (0, "")


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("git:mian", "git:mian: 'mian' is not a commit, a branch or a tag of this repository; did"),
        ("git:HEAD~1", "git:HEAD~1: there is no commit before it: "),
        ("git:HEAD:floe.yaml", "no floe.yaml at the root; did you mean git:HEAD:./floe.yaml?"),
        ("git:HEAD:products/shop/flow.yaml", "has no 'products/shop/flow.yaml'; did you mean floe"),
        ("git:HEAD:manifest.yaml", "git:HEAD:manifest.yaml: "),
        ("git:HEAD:../../../x", "lies outside of the repository"),
    ],
)
def test_what_cannot_be_had_is_said(product: Path, named: str, words: str) -> None:
    path = compiled(product)
    code, out, err = diff(named, path)
    assert (code, out) == (2, "")
    assert words in err
    assert err.startswith("floe artifact diff: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("git:", "'git:' names no revision; write git:HEAD~1, or git:main:PATH"),
        ("git::floe.yaml", "names no revision"),
        ("git:HEAD:", "the name is empty"),
    ],
)
def test_what_is_not_understood_is_said(
    named: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match=r"\A2\Z"):
        main(["artifact", "diff", named, "b.json"])
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err


def test_a_product_that_did_not_compile_is_said_with_the_reason(product: Path) -> None:
    path = compiled(product)
    changed(product, "name: orders", "name: orders\n    dependsOn: [order]")
    commit(product.parents[2])
    code, out, err = diff("git:HEAD", path)
    assert (code, out) == (2, "")
    assert "does not compile as it was: floe.yaml: E110: 'order' is not a transform" in err


def test_a_pointer_of_git_lfs_is_said_to_be_one(product: Path) -> None:
    path = compiled(product)
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
    written = path.read_bytes()
    path.write_text(pointer, encoding="utf-8")
    git(product.parents[2], "add", "--force", str(path))
    git(product.parents[2], "commit", "--quiet", "-m", "lfs")
    path.write_bytes(written)
    code, _, err = diff("git:HEAD", path)
    assert code == 2
    assert "cannot be read: it is kept by Git LFS, and the commit has a pointer to it alone" in err


def test_a_folder_without_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "floe.yaml").write_text(PRODUCT, encoding="utf-8")
    code, _, err = diff("git:HEAD", compiled(tmp_path / "floe.yaml"))
    assert code == 2
    assert "lies in no git repository that can be read" in err


def test_what_is_not_of_the_commit_is_said(product: Path, tmp_path: Path) -> None:
    outside = tmp_path / "platform.yaml"
    outside.write_text(MANIFEST, encoding="utf-8")
    changed(product, "transforms:", "platform: {manifest: ../../../platform.yaml}\ntransforms:")
    commit(product.parents[2])
    code, out, err = diff("git:HEAD", compiled(product))
    assert (code, out) == (0, "")
    assert f"note: {outside} is not of that commit, and was read as it is now" in err


def test_a_manifest_is_named_as_for_a_compile(product: Path) -> None:
    path = compiled(product)
    other = product.parent / "other.yaml"
    other.write_text(MANIFEST.replace("threads: 4", "threads: 2"), encoding="utf-8")
    commit(product.parents[2])
    other.write_text(MANIFEST, encoding="utf-8")
    code, out, _ = diff("git:HEAD", path, "-m", "other.yaml")
    assert code == 1
    assert "  ~ dbt_profiles.shop.outputs.prod.threads: 2 -> 4" in out.splitlines()
    code, _, err = diff(path, path, "-m", "other.yaml")
    assert code == 2
    assert "--manifest is for git:REV" in err


def pushed(manifest: str) -> str:
    """Let the tag stand for a manifest from now on; return its digest."""
    return Cache().keep(parse_reference(ADDRESS), made(manifest.encode())).digest


def of_registry(product: Path, address: str = ADDRESS) -> None:
    """Let a product that is committed name the manifest of a registry."""
    changed(product, "transforms:", f"platform: {{manifest: '{address}'}}\ntransforms:")


def locked(product: Path, digest: str) -> Path:
    """Lock the manifest of a registry; return the lock file."""
    lock = product.with_name("floe-lock.yaml")
    lock.write_text(
        f"version: 1\nmanifests:\n  - {{address: '{ADDRESS}', digest: {digest}}}\n",
        encoding="utf-8",
    )
    return lock


def test_a_locked_manifest_is_the_one_that_was_locked(product: Path) -> None:
    digest = pushed(MANIFEST)
    of_registry(product)
    lock = locked(product, digest)
    commit(product.parents[2])
    path = compiled(product)
    moved = pushed(MANIFEST.replace("threads: 4", "threads: 8"))
    code, out, err = diff("--offline", "git:HEAD", path)
    assert (code, out) == (0, "")
    assert err.count("\n") == 1
    changed(lock, digest, moved)
    code, out, _ = diff("--offline", "git:HEAD", compiled(product))
    assert code == 1
    assert "  ~ dbt_profiles.shop.outputs.prod.threads: 4 -> 8" in out.splitlines()


@pytest.mark.requirement("security")
@pytest.mark.parametrize("is_signed", [True, False])
def test_the_signature_of_a_locked_manifest_is_its_own(
    product: Path, monkeypatch: pytest.MonkeyPatch, is_signed: bool
) -> None:
    key, digest = new_key(), pushed(MANIFEST)
    of_registry(product)
    locked(product, digest)
    commit(product.parents[2])
    path = compiled(product)
    moved = pushed(MANIFEST.replace("threads: 4", "threads: 8"))
    payload = payload_of(ADDRESS.rpartition(":")[0].removeprefix("oci://"), digest)
    signature = Signature(payload, signed(key, payload))
    Cache().keep_signatures(digest, [signature] if is_signed else [])
    payload = payload.replace(digest.encode(), moved.encode())
    other = Signature(payload, signed(key, payload))
    Cache().keep_signatures(moved, [] if is_signed else [other])
    monkeypatch.setenv("FLOE_COSIGN_PUBLIC_KEY", public_pem(key).decode())
    code, _, err = diff("--offline", "git:HEAD", path)
    assert code == (0 if is_signed else 2)
    assert ("is not signed" in err) != is_signed


def test_a_manifest_that_was_not_locked_is_said_to_be_of_today(product: Path) -> None:
    pushed(MANIFEST)
    of_registry(product)
    commit(product.parents[2])
    _, _, err = diff("--offline", "git:HEAD", compiled(product))
    assert f"note: {ADDRESS} is read as it is now, and may have been another then" in err


def test_a_manifest_that_is_named_by_digest_needs_no_lock(product: Path) -> None:
    of_registry(product, f"{ADDRESS}@{pushed(MANIFEST)}")
    commit(product.parents[2])
    code, out, err = diff("--offline", "git:HEAD", compiled(product))
    assert (code, out) == (0, "")
    assert err.count("\n") == 1


@pytest.mark.requirement("security")
def test_a_lock_leads_to_no_other_file(product: Path) -> None:
    pushed(MANIFEST)
    of_registry(product)
    locked(product, "../../manifest")
    commit(product.parents[2])
    code, _, err = diff("--offline", "git:HEAD:products/shop", "git:HEAD:products/shop")
    assert code == 2
    assert "E227: floe-lock.yaml is not what 'floe manifest lock' writes" in err


@pytest.mark.parametrize("place", ["dbt_packages", "installed"])
def test_the_packages_that_are_installed_count(product: Path, place: str) -> None:
    top, folder = product.parents[2], product.parent
    files = {
        top / ".gitignore": f"target/\n{place}/\n",
        folder / "dbt_project.yml": f"name: shop\nprofile: shop\npackages-install-path: {place}\n",
        folder / "packages.yml": "packages: [{package: acme/dates, version: 1.0.0}]\n",
        folder / "models" / "orders.sql": "select * from {{ ref('calendar') }}\n",
        folder / place / "dates" / "dbt_project.yml": "name: dates\n",
        folder / place / "dates" / "models" / "calendar.sql": "select 1 as day\n",
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    changed(
        product, "- name: orders", "- name: calendar\n  - {name: orders, dependsOn: [calendar]}"
    )
    (folder / place / "dates" / "models" / "all.yml").write_text(
        "models: [{name: calendar, config: {tags: [of_the_package]}}]\n", encoding="utf-8"
    )
    commit(top)
    code, out, err = diff("git:HEAD", compiled(product))
    assert (code, out) == (0, "")
    note = "is not of that commit, and its packages were read as they are installed now"
    assert err.count("\n") == 2
    assert f"note: {folder / place} {note}\n" in err


def test_a_manifest_behind_a_link_out_of_the_repository(product: Path, tmp_path: Path) -> None:
    top = product.parents[2]
    (tmp_path / "platform.yaml").write_text(MANIFEST, encoding="utf-8")
    (top / "manifest.yaml").unlink()
    (top / "manifest.yaml").symlink_to("../platform.yaml")
    changed(product, "transforms:", "platform: {manifest: ../../manifest.yaml}\ntransforms:")
    path = compiled(product)
    commit(top)
    code, out, err = diff("git:HEAD", path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "E205: there is no file '../../manifest.yaml'" in err
    link = (
        f"{top / 'manifest.yaml'} was not looked at as it was: a link leads out of the repository"
    )
    assert link in err


def test_a_partial_clone_is_told_what_brings_the_rest(
    product: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = product.parents[2]
    changed(top / "manifest.yaml", "threads: 4", "threads: 8")
    commit(top)
    git(top, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{top}", str(clone))
    monkeypatch.chdir(clone / "products" / "shop")
    path = compiled(Path.cwd() / "floe.yaml")
    code, _, err = diff("git:HEAD~1", path)
    assert code == 2
    advice = "git fetch --refetch --no-filter"
    assert f"an object is not here; '{advice}' brings what a partial clone lacks" in err
    git(clone, *advice.split()[1:], "--quiet")
    assert diff("git:HEAD~1", path)[0] == 1
