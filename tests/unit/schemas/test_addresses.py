"""Endpoints that mean the same everywhere, and paths of ingestion sources."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.schemas.types.addresses import (
    HttpAddress,
    SharedEndpoint,
    SourcePath,
    refused_network,
)

pytestmark = pytest.mark.requirement("E128")

ENDPOINT, PATH, URL = SharedEndpoint(), SourcePath(), HttpAddress()


@pytest.mark.parametrize(
    "text",
    [
        "http://otel-collector:4317",
        "https://otel.example.com/v1/traces?x=1",
        "HTTP://marquez:5000",
        "http://10.example.com",
        "http://10-node.internal:4317",
        "http://localhost-proxy.example.com",
        "http://127.example.com",
        "http://192.168.example.org",
        "http://11.0.0.1:4317",
        "http://172.32.0.1",
        "http://203.0.113.7",
        "http://[2001:db8::1]:4317",
        "http://user@collector:4317",
    ],
)
def test_shared_endpoints(text: str) -> None:
    assert ENDPOINT.complaint(text) is None


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("http://localhost:4317", "this machine"),
        ("http://LOCALHOST", "this machine"),
        ("http://localhost.:4317", "this machine"),
        ("http://api.localhost", "this machine"),
        ("http://127.0.0.1:4317", "this machine"),
        ("http://127.8.9.10", "this machine"),
        ("http://x@127.0.0.1", "this machine"),
        ("http://user:word@127.0.0.1:4317/", "this machine"),
        ("http://[::1]:4317", "this machine"),
        ("http://[::ffff:127.0.0.1]", "this machine"),
        ("http://0.0.0.0:4317", "this machine"),
        ("http://[::]", "this machine"),
        ("http://127.1", "this machine"),
        ("http://2130706433", "this machine"),
        ("http://0x7f.0.0.1", "this machine"),
        ("http://0177.0.0.1", "this machine"),
        ("HTTP://127.0.0.1", "this machine"),
        ("http://10.0.0.5", "a private network"),
        ("http://172.16.0.1", "a private network"),
        ("http://172.31.255.255", "a private network"),
        ("https://192.168.1.10:5000/api", "a private network"),
        ("http://[fd00::1]", "a private network"),
        ("http://169.254.169.254/latest", "the local link"),
        ("http://[fe80::1%25eth0]", "the local link"),
    ],
)
def test_endpoints_of_one_machine_or_network(text: str, where: str) -> None:
    complaint = ENDPOINT.complaint(text)
    assert complaint is not None
    assert complaint.message.endswith(f"points to {where}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("otel-collector:4317", "has no scheme"),
        ("collector", "has no scheme"),
        ("", "is empty"),
        ("grpc://collector:4317", "neither an http nor an https"),
        ("http://", "has no host"),
        ("http:///path", "has no host"),
        ("http://host:99999", "not a valid address"),
        ("http://host:port", "not a valid address"),
        ("http://[::1", "not a valid address"),
        ("http://my host", "not a valid address"),
    ],
)
def test_no_address_at_all(text: str, words: str) -> None:
    for rule in (ENDPOINT, URL):
        complaint = rule.complaint(text)
        assert complaint is not None
        assert words in complaint.message


def test_other_addresses_may_be_local() -> None:
    assert URL.complaint("http://localhost:8080/hook") is None


@pytest.mark.requirement("E129")
@pytest.mark.parametrize(
    "text",
    [
        "data/orders.csv",
        "../shared/*.parquet",
        "./a:b",
        "orders 2026.csv",
        "s3://landing/orders/",
        "gs://bucket/x?versionId=3",
        "az://container/x#part",
        "token/data.csv",
        "data/secret-santa.csv",
    ],
)
def test_source_paths(text: str) -> None:
    assert PATH.complaint(text) is None


@pytest.mark.requirement("E129")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        (" data.csv", "starts or ends with a space"),
        ("/data/orders.csv", "is absolute"),
        ("C:\\data\\orders.csv", "is absolute"),
        ("\\\\server\\share", "is absolute"),
        ("https://example.com/x.csv", "has the scheme 'https'"),
        ("file:///x.csv", "has the scheme 'file'"),
        ("a:b", "has the scheme 'a'"),
        ("1a://x", "scheme"),
        ("s3://", "names no bucket"),
        ("s3:///orders", "names no bucket"),
        ("s3:orders", "names no bucket"),
        ("s3://key:word@bucket/x", "carries a user name or password"),
        ("s3://bucket/x?X-Amz-Signature=abc", "carries a credential"),
        ("az://c/x?sv=1&sig=abc", "carries a credential"),
        ("s3://bucket/x?token=abc", "carries a credential"),
        ("s3://bucket/x#api_key=abc", "carries a credential"),
        ("s3://[bucket/x", "is not a valid path"),
    ],
)
def test_refused_source_paths(text: str, words: str) -> None:
    complaint = PATH.complaint(text)
    assert complaint is not None
    assert words in complaint.message
    assert "word" not in complaint.message.replace("password", "")


def test_a_path_with_blanks_is_mended() -> None:
    complaint = PATH.complaint(" data.csv ")
    assert complaint is not None
    assert complaint.replacement == "data.csv"


@given(text=st.text(st.characters(exclude_categories=()), max_size=40))
def test_no_text_raises(text: str) -> None:
    for rule in (ENDPOINT, PATH, URL):
        for candidate in (text, f"http://{text}", f"s3://{text}"):
            _ = rule.complaint(candidate)
    _ = refused_network(text)


@pytest.mark.parametrize(
    "host", ["127.0.0.256", "127.256.1", "4294967296", "127.0.0.0.1", "1.2.3.08"]
)
def test_numbers_that_are_no_address(host: str) -> None:
    assert refused_network(host) is None


@given(number=st.integers(0, 2**32 - 1))
def test_every_way_to_write_an_address_is_the_same_address(number: int) -> None:
    parts = [number >> shift & 255 for shift in (24, 16, 8, 0)]
    dotted = ".".join(map(str, parts))
    short = f"{parts[0]}.{parts[1]}.{parts[2] << 8 | parts[3]}"
    octal = ".".join(f"0{part:o}" for part in parts)
    answers = {refused_network(host) for host in (dotted, str(number), hex(number), short, octal)}
    assert len(answers) == 1
