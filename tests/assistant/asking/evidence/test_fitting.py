"""Finds without a model: which are told as results, and which only as what comes nearest."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.asking.answering import answer
from assistant.asking.evidence.fitting import misfit, valueless
from assistant.asking.evidence.passages import Aim
from assistant.asking.evidence.sources import of_document, told
from assistant.asking.values import Source
from bot.errors import Failure, Permanent
from storage.db import Database
from storage.index.entry import Filters
from tests.assistant.asking.rig import BOB, NOW, event, open_rig, planned, reading, said, step

NO_MODEL = Permanent("none", Failure.MODEL_DOWN)


def found(*texts: str) -> list[Source]:
    """Mails of May 2026 with these texts."""
    at = datetime(2026, 5, 4, 9, tzinfo=UTC)
    return [Source(n, "gmail", "Bakery", "Ann", at, "", text, text) for n, text in enumerate(texts, 1)]


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("What did the oven of the bakery cost in 2024?", "oven bakery cost 2024", "found nothing that mentions 2024"),
        ("Does the bakery sell ovens to Zermatt?", "bakery sell ovens Zermatt", "found nothing that mentions Zermatt"),
        ("Is contract 77120 of the bakery paid?", "contract 77120 bakery paid", "found nothing that mentions 77120"),
        ("Which ovens burn pellets or sawdust?", "ovens burn pellets sawdust", "found nothing that has more than"),
        ("Which lathes?", "lathes", "found none of your words"),
    ],
)
def test_finds_without_the_name_the_figure_or_most_of_the_words_are_no_results(
    text: str, words: str, said: str
) -> None:
    sources = found("The oven of the bakery costs 900 EUR, to be paid by contract 77121.", "They sell bread.")
    assert misfit(reading(text, words), sources).startswith(said)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What did the bakery pay in 2026?", "bakery pay 2026"),  # the mail is of that year
        ("What was paid in 2024?", "paid 2024"),
        ("Who wants 12500 from us?", "wants 12500"),
        ("Stoves or ovens of whom?", "Stoves ovens"),  # the question begins with it
        ("Which bakery do they mean?", "bakery mean"),  # another word for it is as good
        ("What Did The Bakery Invoice", "Bakery Invoice"),  # a title has capitals throughout
    ],
)
def test_finds_that_say_it_in_another_way_are_results(text: str, words: str) -> None:
    assert not misfit(reading(text, words), found("The bakery wants 12,500 EUR for ovens, paid on 3/5/24."))


def test_a_noun_in_german_is_no_name() -> None:
    asked = reading("Was kostet der Ofen der Bäckerei, netto, laut Angebot?", "kostet Ofen Bäckerei Angebot")
    sources = found("Der Ofen der Bäckerei kostet 900 EUR.")
    assert misfit(asked, sources) and not misfit(reading(asked.text, asked.words, language="de"), sources)


def test_where_people_say_which_mails_are_meant_few_of_the_words_are_enough() -> None:
    words, sources = "ovens burn pellets sawdust", found("About the ovens.")
    assert misfit(reading(words), sources)
    assert not misfit(reading(words, filters=Filters(senders=frozenset({"ann@bakery.example"}))), sources)


def test_three_words_are_enough_of_a_long_question() -> None:
    words = "ovens doughs bread rye spelt yeast trays racks"
    assert not misfit(reading(words), found("They ask for bread of rye and spelt."))
    assert misfit(reading(words), found("They ask for bread of rye."))


def test_a_name_that_stands_only_in_what_a_mail_quotes_is_mentioned() -> None:
    [mail] = found("The bakery agrees to the oven.")
    asked = reading("Did the bakery agree to the oven for Zermatt?", "bakery agree oven Zermatt")
    assert misfit(asked, [mail])
    assert not misfit(asked, [replace(mail, whole=f"{mail.text}\nShall the oven go to Zermatt?")])


async def test_a_source_keeps_what_its_mail_quotes_to_look_for_words_in(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    mail = await rig.mail_of("Oven", "We agree. " * 80)
    mail.quoted = "Shall it go to Zermatt?"
    source = of_document(mail, Aim({}))
    assert "Zermatt" in source.whole and "Zermatt" not in told(source, "UTC")


async def test_without_a_model_a_find_about_another_place_is_told_as_what_comes_nearest(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, NO_MODEL, NO_MODEL)
    await rig.mail_of("Lease", "The lease of the office in Bern ends in May.")
    reply = (await answer(rig.kit, rig.asker, "When does the lease in Zermatt end?", (), rig.tell)).reply
    assert not reply.known and "found nothing that mentions Zermatt.\n" in reply.text
    assert "What comes nearest, though it may be about something else:\n- The lease" in reply.text
    assert [one.title for one in reply.sources] == ["Lease"]


RARITY = {"people": 2.0, "baking": 1.5, "guild": 7.0}


def test_without_the_rarest_word_of_a_question_its_common_ones_are_no_result() -> None:
    asked = reading("Did people come to the baking of the guild?", "people baking guild")
    assert misfit(asked, found("Many people like baking.")) == ""  # how rare they are is not known
    assert misfit(asked, found("Many people like baking."), RARITY) == "found nothing that mentions guild"
    assert not misfit(asked, found("The guild meets on Friday."), RARITY)


def test_enough_of_the_words_are_a_result_without_the_rarest() -> None:
    asked = reading("Do people of the guild like baking with spelt?", "people guild like baking spelt")
    words = RARITY | {"like": 0.5, "spelt": 9.0}
    assert not misfit(asked, found("People like baking."), words)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("How many ovens did the guild buy?", "found nothing that says how many"),
        ("Wie viele Öfen kaufte die Gilde?", "found nothing that says how many"),
        ("What does an oven cost?", "found nothing that says how much"),
        ("At what time does the guild meet?", "found nothing that says at what time"),
        ("Where does the guild meet?", ""),
    ],
)
def test_extracts_without_the_kind_of_value_that_is_asked_for_do_not_answer(text: str, said: str) -> None:
    assert valueless(reading(text), found("The guild bought ovens on 3 May.")) == said
    assert not valueless(reading(text), found("The guild bought eleven ovens for 900 EUR at 9:30."))


def test_events_tell_when_they_are() -> None:
    [event] = found("The guild meets.")
    assert not valueless(reading("At what time does the guild meet?"), [replace(event, service="calendar")])


async def test_a_models_answer_without_the_value_that_is_asked_for_is_none(sqlite_db: Database) -> None:
    plan = planned(step("s1", "gmail.search", words="guild ovens"))
    rig = await open_rig(sqlite_db, plan, said("The guild bought ovens [1]."))
    await rig.mail_of("Ovens", "The guild bought ovens.")
    reply = (await answer(rig.kit, rig.asker, "How many ovens did the guild buy?", (), rig.tell)).reply
    assert not reply.known and reply.text.startswith("I searched Gmail and found nothing that says how many.\n")
    assert [one.title for one in reply.sources] == ["Ovens"]


@pytest.mark.parametrize("words", ["The guild bought eleven ovens [1].", "None [1].", "The mail does not say [1]."])
async def test_a_models_answer_with_one_stands_and_so_does_an_honest_one(sqlite_db: Database, words: str) -> None:
    plan = planned(step("s1", "gmail.search", words="guild ovens"))
    rig = await open_rig(sqlite_db, plan, said(words, known="not" not in words))
    await rig.mail_of("Ovens", "The guild bought eleven ovens.")
    reply = (await answer(rig.kit, rig.asker, "How many ovens did the guild buy?", (), rig.tell)).reply
    assert reply.text == words


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Where is the lunch on Friday and who is coming?", "The best results:"),
        ("Who is coming to the lunch on Friday?", "The best results:"),
        ("Who is coming to the dinner on Friday?", "I searched Calendar (27 November 2026) and found nothing that"),
    ],
)
async def test_an_event_that_a_question_names_answers_it_though_a_model_does_not_know(
    sqlite_db: Database, question: str, first: str
) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "calendar.search")), said("Nothing says so.", known=False))
    rig.calendar.events = [event("e1", "Lunch of the guild", datetime(2026, 11, 27, 12, tzinfo=UTC), guests=[BOB])]
    reply = (await answer(rig.kit, rig.asker, question, (), rig.tell)).reply
    assert reply.text.startswith(first) and reply.known is first.startswith("The best")
    assert [one.title for one in reply.sources] == ["Lunch of the guild"]


async def test_the_mail_that_says_by_when_comes_first_where_all_are_by_whoever_is_asked_about(db: Database) -> None:
    rig = await open_rig(db, NO_MODEL, NO_MODEL)
    await rig.mail_of("Choir", "I need your voice. Could you tell me by Friday noon?", BOB, days_ago=9)
    await rig.mail_of("Oars", "They came on Monday.", BOB, days_ago=2)
    await rig.mail_of("Thanks", "Lovely evening!", BOB)
    reply = (await answer(rig.kit, rig.asker, "By when must I answer Bob?", (), rig.tell)).reply
    assert [one.title for one in reply.sources] == ["Choir", "Thanks", "Oars"] and reply.known


@pytest.mark.parametrize("question", ["When am I free on Thursday?", "Wann bin ich am Donnerstag frei?"])
async def test_what_was_worked_out_comes_before_the_events_that_it_was_worked_out_from(
    db: Database, question: str
) -> None:
    rig = await open_rig(db, NO_MODEL, NO_MODEL)
    rig.calendar.events = [event("e1", "Am frei: free Thursday am Donnerstag", NOW + timedelta(days=1))]
    reply = (await answer(rig.kit, rig.asker, question, (), rig.tell)).reply
    assert "you are free" in reply.sources[0].text and reply.sources[1].remote_id == "e1"
