"""Planted secrets in files that are otherwise right: none reaches the artifact or the profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation import compile_pipeline
from floe_lsp.schemas.artifact.secret_guard import guard_problems
from floe_lsp.schemas.types.errors import LITERAL_CREDENTIAL

pytestmark = pytest.mark.requirement("security")

PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: orders
  version: 1.0.0
  description: <description>
  labels: {note: <label>, token: <token>}
transforms:
  - name: stg_orders
    tags: [<tag>]
    qualityChecks:
      - {name: a, type: b, dimension: validity, parameters: {values: [<check>], <option>: <named>}}
ingestion:
  sources:
    - {name: shop, sourceType: filesystem, format: csv, destinationTable: raw.orders, path: <path>}
destinations:
  - {name: crm, sink_type: rest_api, connection_secret_ref: crm, config: {note: <config>}}
outputPorts:
  - name: stg_orders
    description: <port>
    schema: [{name: id, type: string, description: <column>}]
"""
MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: platform, version: 1.0.0, owner: platform@example.com}
plugins:
  orchestrator:
    type: dagster
    config: {<option>: <other>, env: [{name: API_TOKEN, value: <pair>}]}
  catalog: {type: polaris}
  storage: {type: s3}
  ingestion: {type: dlt}
  compute:
    type: postgres
    config: {host: h, database: d, schema: s, user: u, password: <password>, <option>: <compute>}
observability: {tracing: {endpoint: <endpoint>}}
"""
PRODUCT_PLACES = ("description", "label", "tag", "path", "config", "check", "port", "column")
MANIFEST_PLACES = ("other", "compute", "endpoint")

USUAL = {
    "path": "data/x.csv",
    "endpoint": "http://otel-collector:4317",
    "password": "{{ env_var('PW') }}",
}
TEXTS = {
    "token: xq7w9zk2": "xq7w9zk2",
    "the password is xq7w9zk2": "xq7w9zk2",
    "pasword=xq7w9zk2": "xq7w9zk2",
    "host=h user=u password=xq7w9zk2": "xq7w9zk2",
    "postgresql://name:xq7w9zk2@h/d": "xq7w9zk2",
    "https://xq7w9zk2@h.example/x": "xq7w9zk2",
    "see https://xq7w9zk2@h.example/x": "xq7w9zk2",
    "https://h.example/x?token=xq7w9zk2": "xq7w9zk2",
    "grpc://xq7w9zk2@h.example:4317": "xq7w9zk2",
    "dbt:Xq7!w9zk2@db.internal:5432/shop": "Xq7!w9zk2",
    "machine h login dbt password Xq7!w9zk2": "Xq7!w9zk2",
    "curl -u dbt:Xq7!w9zk2 https://h.example": "Xq7!w9zk2",
    "password\uff1aXq7!w9zk2": "Xq7!w9zk2",
    "password=Xq7,w9zk2!!": "w9zk2!!",
    "password: Xq7;w9zk2!": "w9zk2!",
    "Server=h;PWD={Xq7!w9zk2};UID=x": "Xq7!w9zk2",
    "password=$Xq7w9zk2!": "Xq7w9zk2",
    "with password Xq7w9zk2!": "Xq7w9zk2",
    "AKIAIOSFODNN7EXAMPLE": "IOSFODNN7",
    "Authorization: Bearer xoxb-123456789012-abcDEF123456": "abcDEF123456",
}


def compiled(folder: Path, planted: dict[str, str], option: str = "note") -> str:
    """Compile with texts in places; return all that was written and all that was said."""
    product, manifest = (text.replace("<option>", option) for text in (PRODUCT, MANIFEST))
    for place in (*PRODUCT_PLACES, *MANIFEST_PLACES, "named", "token", "pair", "password"):
        text = planted.get(place, USUAL.get(place, "usage"))
        written = text if text[0] in "[{" and "{{" not in text else f'"{text}"'
        product = product.replace(f"<{place}>", written)
        manifest = manifest.replace(f"<{place}>", written)
    (folder / "floe.yaml").write_text(product, encoding="utf-8")
    (folder / "manifest.yaml").write_text(manifest, encoding="utf-8")
    found = compile_pipeline(folder / "floe.yaml")
    written = "".join(each.read_text(encoding="utf-8") for each in found.written)
    said = "".join(f"{each.message} {each.suggestion}\n" for each in found.diagnostics)
    assert (found.artifacts is None) == (not written)
    return written + said


def test_the_usual_texts_are_written_as_they_are(tmp_path: Path) -> None:
    text = compiled(tmp_path, {"description": "token usage per day"})
    assert '"token usage per day"' in text
    assert "E122" not in text
    assert "***" not in text


@pytest.mark.parametrize("places", [PRODUCT_PLACES, MANIFEST_PLACES], ids=["product", "manifest"])
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_with_a_secret(places: tuple[str, ...], text: str, tmp_path: Path) -> None:
    assert TEXTS[text] not in compiled(tmp_path, dict.fromkeys(places, text))


@pytest.mark.parametrize("place", [*PRODUCT_PLACES, *MANIFEST_PLACES])
@pytest.mark.parametrize("text", ["token: xq7w9zk2", "https://xq7w9zk2@h.example/x"])
def test_a_single_text_with_a_secret(place: str, text: str, tmp_path: Path) -> None:
    assert TEXTS[text] not in compiled(tmp_path, {place: text})


@pytest.mark.parametrize("option", ["dsn", "api_tokn", "authorization"])
@pytest.mark.parametrize("text", ["oracle/xq7w9zk2@h", "https://xq7w9zk2@h.example/x"])
def test_an_option_with_a_secret(option: str, text: str, tmp_path: Path) -> None:
    planted = {"other": text, "compute": text}
    assert "xq7w9zk2" not in compiled(tmp_path, planted, option)
    assert "xq7w9zk2" not in compiled(tmp_path, {"named": text}, option)


@pytest.mark.parametrize("option", ["password", "sslpassword", "token_prod", "contraseña"])
@pytest.mark.parametrize("form", ["xq7w9zk2", "{a: xq7w9zk2}", "[{b: [xq7w9zk2]}]"])
@pytest.mark.parametrize("place", ["named", "other", "compute"])
def test_what_stands_below_a_credentials_name(
    option: str, form: str, place: str, tmp_path: Path
) -> None:
    assert "xq7w9zk2" not in compiled(tmp_path, {place: form}, option)


@pytest.mark.parametrize("place", ["token", "pair", "password"])
def test_a_value_whose_name_tells(place: str, tmp_path: Path) -> None:
    assert "xq7w9zk2" not in compiled(tmp_path, {place: "xq7w9zk2"})


@pytest.mark.parametrize(
    ("option", "form"),
    [
        ("secrets", "{a: 'Xq7!w9zk2'}"),
        ("credentials", "{a: [{b: 'Xq7!w9zk2'}]}"),
        ("headers", "{Authorization: 'Bearer Xq7!w9zk2'}"),
        ("headers", "{Cookie: 'sid=Xq7!w9zk2'}"),
        ("headers", "[{name: Authorization, value: 'Bearer Xq7!w9zk2'}]"),
        ("fs.azure.account.key.shop.dfs.core.windows.net", "Xq7!w9zk2"),
    ],
)
@pytest.mark.parametrize("place", ["named", "other", "compute"])
def test_what_stands_in_a_group(option: str, form: str, place: str, tmp_path: Path) -> None:
    assert "Xq7!w9zk2" not in compiled(tmp_path, {place: form}, option)


@pytest.mark.parametrize("label", ["summer", "{{ env_var('X') }}"])
def test_a_label_called_like_a_credential_keeps_it_out(label: str) -> None:
    """The guard of the artifact refuses it as the rule does."""
    problems = list(guard_problems({"product": {"labels": {"client_secret": label, "token": "x"}}}))
    told = [each.loc for each in problems if each.type == LITERAL_CREDENTIAL]
    assert told == ([] if "{{" in label else [("product", "labels", "client_secret")])


def test_what_the_guard_says_of_a_label() -> None:
    (problem,) = guard_problems({"product": {"labels": {"client_secret": "summer"}}})
    assert problem.suggestion == "remove it here; if it is not one, give the label another name"


@pytest.mark.parametrize("name", ["token: Hunter2Zebra99", "shop"])
def test_a_profile_called_like_a_credential_keeps_it_out(name: str) -> None:
    told = [
        (each.message, each.suggestion) for each in guard_problems({"dbt_profiles": {name: {}}})
    ]
    if name == "shop":
        assert told == []
    else:
        assert told == [
            (
                "the name of a dbt profile contains what may be a credential",
                "give the profile another name",
            )
        ]


@pytest.mark.parametrize("option", ["secrets", "credentials"])
def test_what_says_no_more_of_a_group_is_written_as_it_is(option: str, tmp_path: Path) -> None:
    values = ["shop-2024", "etl@shop-2024.example.com", "https://h.example/x?y=2", "plain words"]
    names = ["project_id", "client_email", "token_uri", "note"]
    form = (
        "{"
        + ", ".join(f"{name}: '{value}'" for name, value in zip(names, values, strict=True))
        + "}"
    )
    text = compiled(tmp_path, dict.fromkeys(["other", "named", "compute"], form), option)
    assert all(each in text for each in values)
