"""Finds without a model: which are told as results, and which only as what comes nearest."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.asking.answering import answer
from assistant.asking.fitting import misfit
from assistant.asking.passages import Aim
from assistant.asking.sources import of_document, told
from assistant.asking.values import Source
from bot.errors import Failure, Permanent
from storage.db import Database
from storage.index.entry import Filters
from tests.assistant.asking.rig import open_rig, reading

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
