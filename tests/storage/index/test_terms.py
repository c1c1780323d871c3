"""Terms are the same for a text and for a question about it, in every script."""

import sqlite3

import pytest

from storage.index.stemming import stem
from storage.index.terms import asked_terms, terms_of

WORDS = """
    invoices invoiced invoicing meetings meeting agreed agreement running runs ran relational conditional rationally
    digitizer conformably radically differently vileness analogously vietnamization predication operator feudalism
    decisiveness hopefulness callousness formality sensitivity sensibility triplicate formative formalize electrical
    hopeful goodness revival allowance inference airliner gyroscopic adjustable defensible irritant replacement
    adjustment dependent adoption communism activate angularity homologous effective bowdlerize probate rate cease
    controlled rolled caresses ponies ties caress cats feed plastered bled motoring sing conflated troubled sized
    hopping tanned falling hissing fizzed failing filing happy sky by say yes was his this toy enjoy yearly apology
    quotes spectrometers reschedule rescheduled Friday's budgets budgeting flights travelling travelled receipts
"""


def fts5_stems(words: list[str]) -> list[str]:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE f USING fts5(a, tokenize = 'porter ascii')")
    db.execute("CREATE VIRTUAL TABLE v USING fts5vocab(f, 'instance')")
    db.executemany("INSERT INTO f VALUES (?)", [(word,) for word in words])
    return [term for (term,) in db.execute("SELECT term FROM v ORDER BY doc")]


def test_stems_are_those_of_sqlites_own_full_text_search() -> None:
    words = [word.lower() for word in WORDS.replace("'", " ").split() if len(word) > 1]
    assert [stem(word) for word in words] == fts5_stems(words)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("invoice", "The INVOICES are here"),
        ("Zoë", "zoe wrote"),
        ("zoe", "Zoë wrote"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("Strasse", "in der Straße 5"),
        ("brightwater", "sarah@brightwater.example"),
        ("Ｆｕｌｌ", "full width"),
        ("東京", "来週、東京タワーに行く"),
        ("猫", "白い猫がいる"),
        ("会議", "明日の会議について"),
        ("会议", "关于明天的会议"),
        ("서울", "내일 서울에서 만나요"),
        ("ประชุม", "พรุ่งนี้มีประชุมที่สำนักงาน"),
        ("बैठक", "कल की बैठक रद्द है"),
        ("совещание", "Завтра СОВЕЩАНИЕ"),
        ("اجتماع", "غدا اِجْتِماع"),
        ("42", "order 42-b"),
    ],
)
def test_what_is_asked_for_is_among_the_terms_of_the_text(asked: str, text: str) -> None:
    assert asked_terms(asked)
    assert set(asked_terms(asked)) <= set(terms_of(text))


def test_terms_hold_nothing_that_a_query_language_knows() -> None:
    hostile = "a\" OR b' NEAR(c d)* ^e {f g}: -h (i) \\ j;-- k%_ l\x00m\u2028n && | ! <-> :*"
    assert all(term.isalnum() for term in terms_of(hostile))


def test_a_key_is_no_word() -> None:
    assert terms_of("a " + "x" * 41 + " b") == ["a", "b"]


def test_a_question_asks_for_each_term_once() -> None:
    assert asked_terms("tea and teas, Tea") == ["tea", "and"]
