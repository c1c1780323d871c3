"""Tests of reading numbers in words."""

import pytest

from assistant.numerals import find_numerals

WORDS = {
    "twelve": 12, "twenty-three": 23, "ninety nine": 99, "one hundred and five": 105, "two dozen": 24,
    "two thousand three hundred": 2300, "nineteen ninety-nine": 1999, "three million": 3_000_000,
    "dreiundzwanzig": 23, "zweihundertfünfzig": 250, "hunderteins": 101, "zwölftausend": 12_000,
    "zwei Millionen": 2_000_000,
    "dix-sept": 17, "vingt et un": 21, "soixante et onze": 71, "quatre-vingts": 80, "quatre-vingt-dix-sept": 97,
    "deux cent cinquante": 250, "mille deux cents": 1200,
    "treinta y cinco": 35, "veintidós": 22, "doscientos cincuenta": 250, "tres mil quinientos": 3500,
    "ventuno": 21, "ventitré": 23, "trentotto": 38, "duecentocinquanta": 250, "duemila": 2000,
    "quattromila cinquecento": 4500,
    "vinte e cinco": 25, "cento e vinte": 120, "três mil": 3000, "catorze": 14,
    "tweeëntwintig": 22, "vijfentwintig": 25, "honderdvijf": 105, "drieduizend": 3000,
    "十二名": 12, "二十三人": 23, "二〇二六年": 2026, "三千円": 3000, "30万円": 300_000,
    "1億2000万円": 120_000_000, "1.5万人": 15_000,
}  # fmt: skip


@pytest.mark.parametrize(("words", "value"), WORDS.items())
def test_a_number_in_words_is_read(words: str, value: int) -> None:
    (found,) = find_numerals(f"x {words}, y")
    assert found.value == value and found.sure


@pytest.mark.parametrize(
    "text", ["the twenty-first time", "Er ist un ami, um amigo", "十分です", "千葉と一番", "5 pour cent"]
)
def test_what_is_no_number_is_left_alone(text: str) -> None:
    assert list(find_numerals(text)) == []


@pytest.mark.parametrize(
    "text",
    ["a hundred thanks", "thousand things", "we saw Ocean's Eleven", "come at ten", "quarter to eleven",
     "the elf came once", "my two cents",
     "een van onze klanten", "they seize it", "um zehn Uhr", "à quinze heures"],
)  # fmt: skip
def test_what_may_be_no_number_or_no_exact_one_is_not_sure(text: str) -> None:
    assert not any(found.sure and found.value >= 10 for found in find_numerals(text))


def test_a_number_that_is_a_common_word_elsewhere_counts_in_its_language() -> None:
    assert [one.sure for one in find_numerals("Es kamen elf Gäste und wir haben Platz.")] == [True]
    assert [one.sure for one in find_numerals("En la sala y en el bar había once personas.")] == [True]


def test_numbers_of_a_list_are_each_by_themselves() -> None:
    assert [one.value for one in find_numerals("one two three, ten, twenty and five")] == [1, 2, 3, 10, 20, 5]
