"""Documents in pieces: all of the text, in order, cut where it has seams."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.chunking import CHUNK_AT_MOST, CHUNKS_AT_MOST, entry_of, pieces, texts_of
from storage.documents import TEXT_AT_MOST, NewDocument, Service


def mail(text: str, title: str = "Budget", **values: Any) -> NewDocument:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    return NewDocument(Service.GMAIL, "m1", title, text, at, **values)


def test_a_short_text_is_one_piece() -> None:
    assert pieces("Hello,\n\nall fine.", 100) == ["Hello,\n\nall fine."]


def test_paragraphs_stay_whole_where_they_fit() -> None:
    assert pieces("aaaa aaaa\n\nbbbb bbbb\n\ncccc cccc", 21) == ["aaaa aaaa\n\nbbbb bbbb", "cccc cccc"]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    assert pieces("One is here. Two is here. Three is here.", 26) == ["One is here. Two is here.", "Three is here."]


def test_a_long_sentence_is_cut_between_words() -> None:
    assert pieces("abcdef ghijkl mnopqr", 14) == ["abcdef ghijkl", "mnopqr"]


def test_a_text_without_any_seam_is_cut_all_the_same() -> None:
    assert pieces("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_sentences_of_other_scripts_are_seams_too() -> None:
    assert pieces("これは一。 これは二。", 6) == ["これは一。", "これは二。"]


@settings(max_examples=150)
@given(st.text(alphabet="ab .\n!。é", max_size=300), st.integers(1, 40))
def test_nothing_but_space_is_lost_and_no_piece_is_too_long(text: str, at_most: int) -> None:
    found = pieces(text, at_most)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(0 < len(piece) <= at_most for piece in found)


def test_a_document_without_text_has_one_empty_chunk() -> None:
    entry = entry_of("d1", mail(""))
    assert [chunk.text for chunk in entry.chunks] == [""]
    assert texts_of(entry) == ["Budget"]


def test_chunks_are_numbered_from_nought() -> None:
    entry = entry_of("d1", mail("\n\n".join(["word " * 1_000] * 4)))
    assert [chunk.number for chunk in entry.chunks] == list(range(len(entry.chunks)))
    assert len(entry.chunks) > 1


def test_the_longest_document_has_a_bounded_number_of_chunks() -> None:
    entry = entry_of("d1", mail("word " * (TEXT_AT_MOST // 5)))
    assert len(entry.chunks) <= CHUNKS_AT_MOST
    assert all(len(chunk.text) <= CHUNK_AT_MOST for chunk in entry.chunks)
    assert sum(len(chunk.text) for chunk in entry.chunks) > TEXT_AT_MOST * 0.95


def test_each_chunk_is_embedded_with_its_title() -> None:
    entry = entry_of("d1", mail("\n\n".join(["word " * 1_000] * 3), title="Kern River"))
    assert all(text.startswith("Kern River\nword") for text in texts_of(entry))


def test_people_are_found_by_name_and_address_each_once() -> None:
    people: dict[str, Any] = {
        "sender": "bob@b.example",
        "sender_name": "Bob",
        "people": ("alice@a.example", "bob@b.example"),
    }
    assert entry_of("d1", mail("Hi", **people)).people == "Bob bob@b.example alice@a.example"


def test_quoted_history_is_in_no_chunk() -> None:
    entry = entry_of("d1", mail("Agreed.", quoted="Shall we move to the harbour?"))
    assert entry.quoted == "Shall we move to the harbour?"
    assert [chunk.text for chunk in entry.chunks] == ["Agreed."]
