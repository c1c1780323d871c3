"""Tests of finding phrases."""

import pytest

from assistant.words import Kind, Lexicon, kinds_in, lexicon, words_of


def test_a_choice_in_a_phrase_stands_for_each_word() -> None:
    small = Lexicon({"request": "can/could you; please"})
    assert [hit.kind for hit in small.hits(words_of("Could you? Can you? Please!"))] == [Kind.REQUEST] * 3
    assert small.hits(words_of("You could")) == []


def test_hyphens_and_curly_apostrophes_do_not_hide_a_phrase() -> None:
    assert Kind.FYI in kinds_in("Ci-joint le contrat", "fr")
    assert Kind.REQUEST in kinds_in("I’d appreciate your comments", "en")


def test_a_word_inside_another_is_no_hit() -> None:
    assert Kind.SCAM not in kinds_in("The specialist socialists met", "en")


def test_every_language_is_read_with_english_beside_it() -> None:
    assert Kind.FYI in kinds_in("FYI: der Bericht", "de")


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt", "nl"])
def test_no_phrase_is_a_lone_function_word(language: str) -> None:
    for word in ("is", "the", "a", "and", "der", "le", "el", "il"):
        assert not {hit.kind for hit in lexicon(language).hits([word])} & {Kind.REQUEST, Kind.SCAM, Kind.OFFER}


def test_japanese_is_searched_without_word_breaks() -> None:
    assert Kind.REQUEST in kinds_in("ご確認ください", "ja")
