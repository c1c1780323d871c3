"""A question from its words to a checked answer, with and without a model."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.asking.answering import answer
from assistant.asking.evidence.tongues import HINT
from assistant.asking.kit import Answered, Kit
from assistant.asking.replying import NOT_PREPARED
from assistant.asking.values import Turn
from bot.errors import Failure, Permanent, Temporary
from storage.db import Database
from storage.documents import NewDocument, Service
from storage.index.entry import Filters
from tests.assistant.asking.rig import (
    BOB,
    NOW,
    SARAH,
    Rig,
    event,
    open_rig,
    planned,
    said,
    step,
)

NO_MODEL = Permanent("none", Failure.MODEL_DOWN)
EVERYWHERE = planned(step("s1", "gmail.search"), step("s2", "calendar.search"), step("s3", "drive.search"))
DEPOSIT = "The deposit is 23,000 EUR, due on 4 December 2026."


async def asked(rig: Rig, text: str = "How much is the deposit?", kit: Kit | None = None, *turns: Turn) -> Answered:
    return await answer(kit or rig.kit, rig.asker, text, turns, rig.tell)


async def test_an_answer_cites_what_was_found_and_keeps_the_rest_apart(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search")), said("It is 23,000 EUR [1]."))
    await rig.mail_of("Deposit", DEPOSIT)
    await rig.mail_of("Another deposit", "Never mind the deposit.", BOB, days_ago=5)
    found = await asked(rig)
    reply = found.reply
    assert reply.text == "It is 23,000 EUR [1]." and reply.known and reply.by_model
    assert [(one.title, one.number) for one in reply.sources] == [("Deposit", 1)]
    assert [(one.title, one.number) for one in reply.more] == [("Another deposit", 2)]
    assert reply.searched == ("Gmail",) and not reply.missing
    assert reply.sources[0].link.startswith("https://mail.google.com/")


async def test_two_calls_are_made_and_what_they_took_is_summed(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search")), said("It is 23,000 EUR [1]."))
    await rig.mail_of("Deposit", DEPOSIT)
    found = await asked(rig)
    assert [(one.name, one.tier) for one in rig.model.prompts] == [("ask_plan", "fast"), ("ask_answer", "strong")]
    assert found.usage is not None and found.usage.input_tokens == 1800
    assert found.usage.prompt.split()[0].startswith("ask_plan@")


async def test_what_is_found_never_reaches_the_planning_call(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search")), said("It is 23,000 EUR [1]."))
    await rig.mail_of("Deposit", f"{DEPOSIT} SECRET-7QX")
    turn = Turn("What is due?", Filters(), "due", ())
    await asked(rig, "How much is the deposit?", None, turn)
    assert "SECRET-7QX" not in rig.model.prompts[0].user
    assert "SECRET-7QX" in rig.model.prompts[1].user


async def test_progress_is_told_step_by_step(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, EVERYWHERE, said("It is 23,000 EUR [1]."))
    await rig.mail_of("Deposit", DEPOSIT)
    await asked(rig)
    ended = [(one.id, one.status) for one in rig.told if one.status != "in_progress"]
    assert ended[0] == ("plan", "complete") and ended[-1] == ("answer", "complete")
    assert {("s1", "complete"), ("s2", "complete"), ("s3", "complete")} <= set(ended)


async def test_without_a_model_the_best_results_are_listed(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, NO_MODEL, NO_MODEL)
    await rig.mail_of("Deposit", DEPOSIT)
    reply = (await asked(rig)).reply
    assert DEPOSIT in reply.text and "[1]" in reply.text and not reply.by_model
    assert [one.title for one in reply.sources] == ["Deposit"]


@pytest.mark.parametrize(
    "question", ["Who is coming to my next meeting?", "次の会議はいつですか?", "Wann ist der nächste Termin?"]
)
async def test_who_asks_for_the_next_meeting_is_told_of_the_soonest_first(sqlite_db: Database, question: str) -> None:
    rig = await open_rig(sqlite_db, NO_MODEL, NO_MODEL)
    later = event("e12", "Monday meeting", NOW + timedelta(days=12))
    rig.calendar.events = [
        replace(later, description="Bob is coming as well. 次 は"),
        event("e5", "Monday meeting", NOW + timedelta(days=5)),
    ]
    reply = (await asked(rig, question)).reply
    assert [one.remote_id for one in reply.sources] == ["e5", "e12"]


@pytest.mark.parametrize("question", ["What does Helen say of the rent?", "ヘレンは何と言いましたか?"])
async def test_without_a_model_finds_with_none_of_the_words_are_only_what_comes_nearest(
    sqlite_db: Database, question: str
) -> None:
    rig = await open_rig(sqlite_db, NO_MODEL, NO_MODEL)
    mail = await rig.mail_of("Deposit", DEPOSIT)
    rig.library.meant = [mail]
    reply = (await asked(rig, question)).reply
    assert not reply.known and [one.title for one in reply.sources] == ["Deposit"]
    told = reply.text.splitlines()
    assert told[0] == "I searched Gmail, Calendar and Drive and found none of your words."
    assert (HINT in reply.text) is (not question.isascii())
    assert told[-2].startswith("What comes nearest, though") and told[-1].startswith(f"- {DEPOSIT[:20]}")


@pytest.mark.parametrize(
    ("text", "said"),
    [("write to Sarah that the deposit is paid", True), ("Teile die Kaution mit Sarah", True),
     ("give me the amount of the deposit", False), ("How much is the deposit?", False)],
)  # fmt: skip
async def test_an_order_that_no_model_could_prepare_is_said_to_be_left(
    sqlite_db: Database, text: str, said: bool
) -> None:
    rig = await open_rig(sqlite_db, NO_MODEL, NO_MODEL)
    await rig.mail_of("Deposit", DEPOSIT)
    reply = (await asked(rig, text)).reply
    assert reply.text.startswith(NOT_PREPARED) is said and not reply.draughts


@pytest.mark.parametrize(
    ("question", "name"),
    [("契約はいつですか?", "契約書"), ("What are the deposits?", "deposit"), ("Où est l'Été?", "ete")],
)
async def test_finds_with_a_word_in_another_form_are_results(sqlite_db: Database, question: str, name: str) -> None:
    rig = await open_rig(sqlite_db, NO_MODEL, NO_MODEL)
    rig.library.meant = [await rig.mail_of("Hello", f"About the {name}.")]
    reply = (await asked(rig, question)).reply
    assert reply.known and "The best results:" in reply.text


@pytest.mark.parametrize("question", ["the second one", "What about the second mail?", "二番目は?"])
async def test_one_of_a_list_that_was_not_shown_is_asked_back_about(sqlite_db: Database, question: str) -> None:
    rig = await open_rig(sqlite_db)
    await rig.mail_of("Zebras", "A zebra came by.")
    for listed, had in ((0, "no results"), (1, "only one result")):
        turn = Turn("Anything about zebras?", Filters(), "zebras", ("d1",)[:listed])
        reply = (await asked(rig, question, None, turn)).reply
        assert reply.text.startswith(f"My last answer gave {had}, so I do not know which one you mean.")
        assert not reply.known and not reply.sources
    assert rig.library.searches == 0


@pytest.mark.parametrize("answer_of_model", [NO_MODEL, said("", known=False)])
async def test_who_points_at_one_of_a_list_is_shown_that_one(sqlite_db: Database, answer_of_model: object) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search")), answer_of_model)
    mail = await rig.mail_of("Deposit", DEPOSIT)
    turn = Turn("Anything about zebras?", Filters(), "zebras", ("gone", mail.id))
    reply = (await asked(rig, "the second one", None, turn)).reply
    assert f"This is the one you mean:\n- {DEPOSIT[:20]}" in reply.text
    assert reply.known and [one.title for one in reply.sources] == ["Deposit"]


async def test_one_of_a_list_that_is_gone_meanwhile_is_not_taken_for_another(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, NO_MODEL, NO_MODEL)
    await rig.mail_of("Zebras", "A zebra came by.")
    turn = Turn("Anything about zebras?", Filters(), "zebras", ("one", "gone"))
    reply = (await asked(rig, "the second one", None, turn)).reply
    assert "The best results:\n- A zebra" in reply.text


@pytest.mark.parametrize("question", ["the second one from Bob?", "And the last mail?", "the second zebra"])
async def test_what_says_itself_what_is_meant_is_searched_for_after_an_empty_answer(
    sqlite_db: Database, question: str
) -> None:
    rig = await open_rig(sqlite_db, NO_MODEL, NO_MODEL)
    turn = Turn("Anything about giraffes?", Filters(), "giraffes", ())
    assert (await asked(rig, question, None, turn)).reply.searched


async def test_one_of_a_list_of_what_the_index_has_not_is_looked_for(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, NO_MODEL, NO_MODEL)
    turn = Turn("What is on?", Filters(services=frozenset({"calendar"})), "", ("calendar/a/e1", "calendar/a/e2"))
    assert (await asked(rig, "the second one", None, turn)).reply.searched[0] == "Calendar"


async def test_a_model_that_fails_only_at_the_answer_leaves_a_list(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search")), Temporary("down", Failure.MODEL_DOWN))
    await rig.mail_of("Deposit", DEPOSIT)
    found = await asked(rig)
    assert found.plan.source == "model" and not found.reply.by_model and found.reply.sources


async def test_an_unfounded_answer_becomes_a_list(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search")), said("It is 99,000 EUR [1]."))
    await rig.mail_of("Deposit", DEPOSIT)
    reply = (await asked(rig)).reply
    assert "99,000" not in reply.text and DEPOSIT in reply.text


async def test_what_is_not_known_is_said_and_the_nearest_finds_are_offered(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search")), said("", known=False))
    await rig.mail_of("Deposit", DEPOSIT)
    reply = (await asked(rig, "Who pays the deposit?")).reply
    assert not reply.known and [one.title for one in reply.sources] == ["Deposit"] and not reply.more
    assert reply.text.startswith("I searched Gmail and found nothing that answers this.\nWhat comes nearest")
    assert f"- {DEPOSIT[:20]}" in reply.text


async def test_a_day_alone_is_answered_by_what_there_is_of_it(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search")), said("", known=False))
    await rig.mail_of("Deposit", DEPOSIT)
    reply = (await asked(rig, "yesterday?")).reply
    assert reply.text.startswith("What there is in Gmail (24 November 2026):\n- ") and reply.known and reply.sources


async def test_nothing_found_asks_no_model_for_an_answer(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, EVERYWHERE)
    reply = (await asked(rig, "How was the toolmaker?")).reply
    assert reply.text == "I searched Gmail, Calendar and Drive and found nothing." and not reply.known


@pytest.mark.parametrize(("text", "known"), [("Here is the quotation.", True), ("See you at noon.", False)])
async def test_where_no_mail_of_somebody_has_the_words_theirs_are_shown_as_what_comes_nearest(
    sqlite_db: Database, text: str, known: bool
) -> None:
    rig = await open_rig(sqlite_db, NO_MODEL, NO_MODEL)
    await rig.mail_of("Hello", text)
    reply = (await asked(rig, "What did Sarah say about the quote?")).reply
    assert [one.title for one in reply.sources] == ["Hello"] and reply.known is known
    assert ("found none of your words" in reply.text) is not known


async def test_what_is_not_where_it_was_looked_for_is_looked_for_elsewhere(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "drive.search")), said("It is 23,000 EUR [1]."))
    await rig.mail_of("Deposit", DEPOSIT)
    found = await asked(rig, "How much is the deposit in the sheet?")
    assert found.reply.sources[0].title == "Deposit" and found.reply.searched == ("Drive", "Gmail", "Calendar")
    assert rig.library.searches == 2


async def test_an_unsure_plan_asks_back(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, planned(confidence=0.2, ask_back="Which deposit do you mean?"))
    found = await asked(rig)
    assert found.reply.text == "Which deposit do you mean?" and not found.outcomes


async def test_a_write_becomes_a_draught_and_nothing_is_done(sqlite_db: Database) -> None:
    made = step("s1", "event.create", title="Meeting with Bob", people=["Bob"], begins="2026-11-26T10:00")
    rig = await open_rig(sqlite_db, planned(made))
    reply = (await asked(rig, "put a meeting with Bob on Thursday at 10")).reply
    assert [one.kind for one in reply.draughts] == ["event.create"]
    assert "Nothing happens before you approve it" in reply.text and not rig.calendar.events


async def test_a_write_rests_on_what_a_read_has_found(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "calendar.search"), step("s2", "event.delete", needs=["s1"])))
    rig.calendar.events = [event("e1", "Design review", NOW + timedelta(days=1), guests=[BOB])]
    found = await asked(rig, "cancel the design review")
    [draught] = found.reply.draughts
    assert draught.content["event_id"] == "e1" and draught.basis == {"etag": '"e1-1"'}
    assert [one.step.id for one in found.outcomes] == ["s1", "s2"]


async def test_a_question_beside_a_write_is_answered_too(sqlite_db: Database) -> None:
    made = step("s2", "event.create", title="Lunch", people=["Sarah"], begins="2026-11-26T12:00")
    rig = await open_rig(
        sqlite_db, planned(step("s1", "calendar.search"), made), said("Only the review [1]."), written_to=True
    )
    rig.calendar.events = [event("e1", "Design review", NOW + timedelta(days=1))]
    reply = (await asked(rig, "What is on Thursday? Put lunch with Sarah at 12 there")).reply
    assert reply.text.startswith("Only the review [1].") and reply.draughts[0].content["guests"] == [SARAH]


async def test_searches_of_several_services_are_one_search_of_the_index(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, EVERYWHERE, said("It is 23,000 EUR [1]."))
    await rig.mail_of("Deposit", DEPOSIT)
    await rig.put(NewDocument(Service.DRIVE, "f1", "Deposits.xlsx", "deposit 23,000", NOW))
    found = await asked(rig)
    assert rig.library.searches == 1
    assert {one.service for one in (*found.reply.sources, *found.reply.more)} == {"gmail", "drive"}


async def test_the_drive_itself_is_asked_where_the_index_has_nothing(sqlite_db: Database) -> None:
    rig = await open_rig(
        sqlite_db, planned(step("s1", "drive.search"), step("s2", "drive.read", ["s1"])), said("Yes [1].")
    )
    rig.drive.put("f9", "Packing list", "Swimwear and a packing list for Hawaii")
    reply = (await asked(rig, "packing list")).reply
    assert reply.sources[0].title == "Packing list" and "Swimwear" in reply.sources[0].text


async def test_a_conversation_is_read_in_full(sqlite_db: Database) -> None:
    rig = await open_rig(
        sqlite_db, planned(step("s1", "gmail.search"), step("s2", "gmail.thread", ["s1"])), said("No [1].")
    )
    await rig.mail_of("Deposit", DEPOSIT, thread="t1")
    await rig.mail_of("Re: Deposit", "We do not pay it.", BOB, thread="t1")
    reply = (await asked(rig)).reply
    assert {one.title for one in (*reply.sources, *reply.more)} == {"Deposit", "Re: Deposit"}
