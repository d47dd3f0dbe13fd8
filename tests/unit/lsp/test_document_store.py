"""The store's texts are the editor's, edit by edit, in every encoding."""

from __future__ import annotations

from itertools import count
from pathlib import Path, PosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from floe_lsp.lsp.state.documents import DocumentStore, OutOfStepError
from floe_lsp.syntax import PositionEncoding

URI = "file:///product/floe.yaml"
PATH = Path("/product/floe.yaml")
_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}

pieces = st.lists(
    st.sampled_from(["a", "\n", "\r\n", "\r", "\ufeff", "🦆", "é", "\x85", "\u2028", "\f", " - "])
).map("".join)


def whole(text: str) -> types.TextDocumentContentChangeWholeDocument:
    return types.TextDocumentContentChangeWholeDocument(text)


def change(
    first: types.Position, last: types.Position, text: str
) -> types.TextDocumentContentChangePartial:
    return types.TextDocumentContentChangePartial(types.Range(first, last), text)


def position(text: str, offset: int, encoding: str) -> types.Position:
    """Count by hand: lines end at CR LF, LF and CR alone, characters are units of the encoding."""
    before = text[:offset].replace("\r\n", "\n\n").replace("\r", "\n")
    paired = text[:offset].count("\r\n")
    line = before.count("\n") - paired
    start = before.rfind("\n") + 1
    codec, width = _CODECS[encoding]
    return types.Position(line, len(text[start:offset].encode(codec)) // width)


@given(pieces, st.data(), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_edits_follow_a_reference(
    text: str, data: st.DataObject, encoding: PositionEncoding
) -> None:
    store = DocumentStore(encoding)
    store.open(URI, PATH, 1, text, on_disk=True)
    for version in range(2, 7):
        inside = [
            n
            for n in range(len(text) + 1)
            if not (text[n - 1 : n] == "\r" and text[n : n + 1] == "\n")
        ]
        start, end = sorted(data.draw(st.tuples(st.sampled_from(inside), st.sampled_from(inside))))
        new = data.draw(pieces)
        edit = change(position(text, start, encoding), position(text, end, encoding), new)
        text = text[:start] + new + text[end:]
        assert store.change(URI, version, [edit]).text.text == text


def test_positions_outside_the_text_are_moved_inside() -> None:
    store = DocumentStore()
    store.open(URI, PATH, 1, "ab\ncd", on_disk=True)
    far = types.Position(9, 9)
    assert store.change(URI, 2, [change(far, far, "!")]).text.text == "ab\ncd!"
    end = types.Position(0, 99)
    assert store.change(URI, 3, [change(end, end, "?")]).text.text == "ab?\ncd!"


@pytest.mark.parametrize("version", [1, 0, -5])
def test_a_stale_version_forgets_the_document(version: int) -> None:
    store = DocumentStore()
    store.open(URI, PATH, 1, "a", on_disk=True)
    with pytest.raises(OutOfStepError, match="came after 1"):
        store.change(URI, version, [whole("b")])
    assert store.get(URI) is None
    here = types.Position(0, 0)
    with pytest.raises(OutOfStepError, match="not open"):
        store.change(URI, 7, [change(here, here, "c")])
    assert store.change(URI, 8, [whole("d")]).text.text == "d"


def test_a_reversed_range_is_refused() -> None:
    store = DocumentStore()
    store.open(URI, PATH, 1, "abc", on_disk=True)
    with pytest.raises(OutOfStepError, match="ends before it begins"):
        store.change(URI, 2, [change(types.Position(0, 2), types.Position(0, 1), "")])


def test_one_document_under_every_spelling() -> None:
    store = DocumentStore()
    store.open("file:///c%3A/a%20b/floe.yaml", Path("/c:/a b/floe.yaml"), 1, "a", on_disk=True)
    assert store.get("file:///C:/a b/floe.yaml") is not None
    assert store.get("FILE:///c:/a%20b/floe.yaml") is not None
    assert store.get("file:///d:/a b/floe.yaml") is None


def test_a_buffer_that_will_be_saved_stands_in_the_first_folder_under_a_name_that_no_file_has(
    tmp_path: Path,
) -> None:
    store, roots = DocumentStore(), [tmp_path, tmp_path / "other"]
    first = store.path_of_buffer("untitled:Untitled-1", roots)
    assert first == tmp_path / "floe-unsaved-buffers-1-Untitled-1"
    store.open("untitled:Untitled-1", first, 1, "", on_disk=False)
    assert store.path_of_buffer("untitled:Untitled-1", roots) == first
    (tmp_path / "floe-unsaved-buffers-1-floe.yaml").touch()
    second = store.path_of_buffer("untitled:folder/floe.yaml", roots)
    assert second == tmp_path / "floe-unsaved-buffers-2-floe.yaml"
    # One without a name is a product, which is what people begin with.
    assert store.path_of_buffer("untitled:", roots) == second


@pytest.mark.parametrize(
    ("uri", "in_a_workspace"),
    [
        ("git:/a/floe.yaml?HEAD", True),
        ("untitled:floe.yaml", False),
        ("vscode-vfs://x/floe.yaml", True),
    ],
)
def test_a_buffer_that_will_not_be_saved_stands_where_nothing_is(
    uri: str, in_a_workspace: bool, tmp_path: Path
) -> None:
    path = DocumentStore().path_of_buffer(uri, [tmp_path] if in_a_workspace else [])
    assert path.name == "floe.yaml"
    assert path.parents[2] == Path("/")
    assert path.parents[1] == Path("/floe-unsaved-buffers")


def test_buffers_of_one_name_and_other_addresses_stand_apart() -> None:
    store = DocumentStore()
    paths = {store.path_of_buffer(f"git:/{each}/floe.yaml", []) for each in "abc"}
    assert len(paths) == 3


def test_it_is_asked_on_other_threads_while_documents_come_and_go() -> None:
    store = DocumentStore()

    class Opening(PosixPath):
        """A path that is compared just when the editor opens another document."""

        def __eq__(self, other: object) -> bool:
            _ = store.open(f"file:///{next(numbers)}", PATH, 1, "", on_disk=True)
            return super().__eq__(other)

        __hash__ = PosixPath.__hash__

    numbers = count()
    for uri in ("file:///a", "file:///b", "file:///c"):
        _ = store.open(uri, Opening(uri), 1, "", on_disk=True)
    assert store.at(Path("/nowhere")) is None


units = st.lists(st.sampled_from("a\n\ud83e\udd86\u00e9")).map("".join)
"""Texts as an editor holds that counts in UTF-16: each half of a pair is a character of its own."""


def in_units(text: str) -> str:
    data = text.encode("utf-16-be", "surrogatepass")
    return "".join(
        chr(first << 8 | second) for first, second in zip(data[::2], data[1::2], strict=True)
    )


def out_of_units(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def unit_position(text: str, offset: int) -> types.Position:
    line = text.count("\n", 0, offset)
    return types.Position(line, offset - (text.rfind("\n", 0, offset) + 1))


@pytest.mark.requirement("robustness")
@given(units, st.data())
def test_halves_of_pairs_come_and_go_apart(text: str, data: st.DataObject) -> None:
    store = DocumentStore("utf-16")
    store.open(URI, PATH, 1, out_of_units(text), on_disk=True)
    for version in range(2, 7):
        places = st.integers(0, len(text))
        start, end = sorted(data.draw(st.tuples(places, places)))
        new = data.draw(units)
        edit = change(unit_position(text, start), unit_position(text, end), out_of_units(new))
        text = text[:start] + new + text[end:]
        changed = store.change(URI, version, [edit])
        assert changed.text.text == out_of_units(text)
        assert in_units(changed.text.text) == text


@pytest.mark.requirement("robustness")
def test_a_pair_typed_in_two_steps_is_one_character() -> None:
    store = DocumentStore("utf-16")
    store.open(URI, PATH, 1, "ab", on_disk=True)
    one, two = types.Position(0, 1), types.Position(0, 2)
    store.change(URI, 2, [change(one, one, "\ud83e")])
    assert store.change(URI, 3, [change(two, two, "\udd86")]).text.text == "a🦆b"


@pytest.mark.requirement("robustness")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-32"])
def test_no_pair_is_taken_apart_where_none_is_counted(encoding: PositionEncoding) -> None:
    store = DocumentStore(encoding)
    store.open(URI, PATH, 1, "🦆b", on_disk=True)
    first, last = types.Position(0, 0), types.Position(0, 4 if encoding == "utf-8" else 1)
    assert store.change(URI, 2, [change(first, last, "a")]).text.text == "ab"


def test_a_new_file_stands_in_the_first_folder_once_there_is_one(tmp_path: Path) -> None:
    store = DocumentStore()
    uri, first, second = "untitled:Untitled-1", tmp_path / "a", tmp_path / "b"
    nowhere = store.path_of_buffer(uri, ())
    store.open(uri, nowhere, 3, "kind: FloeSpec\n", on_disk=False)
    assert store.move_buffers(()) == []
    ((before, inside),) = store.move_buffers((first, second))
    assert (before, inside.parent) == (nowhere, first)
    assert store.at(nowhere) is None
    moved = store.at(inside)
    assert moved is not None
    assert (moved.version, moved.text.text) == (3, "kind: FloeSpec\n")
    assert store.move_buffers((first,)) == []
    # One that is out of step is opened again where it would stand.
    with pytest.raises(OutOfStepError):
        store.change(uri, 3, [])
    store.move_buffers((second, first))
    whole = types.TextDocumentContentChangeWholeDocument("kind: Manifest\n")
    assert store.change(uri, 9, [whole]).path.parent == second
    store.open(uri, inside, 10, "", on_disk=False)
    ((_, beside),) = store.move_buffers((second, first))
    assert beside.parent == second
