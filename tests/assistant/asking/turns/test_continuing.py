"""The answer to what Mailroom asked back goes on with it, and thanks need no search."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.asking.answering import answer
from assistant.asking.turns.continuing import SINCE, continued, courtesy, without_courtesies
from assistant.asking.turns.record import turn_of
from assistant.asking.values import Reply, Turn
from storage.contacts import Contacts, Known
from storage.db import Database
from storage.documents import NewDocument, Service
from storage.index.entry import Filters
from storage.questions import Question
from tests.assistant.asking.rig import NOW, SARAH, Rig, event, open_rig, planned, said, step

ORDER = "cancel the review"
CANCEL = planned(step("s1", "calendar.search", words="review"), step("s2", "event.delete", needs=["s1"]))


def turn(question: str, *, asked_back: bool = False, sources: tuple[str, ...] = ()) -> Turn:
    return Turn(question, Filters(), "", sources, asked_back)


@pytest.mark.parametrize(
    "text",
    ["thanks!", "Thank you very much", "ok", "Great, thanks.", "danke", "Vielen Dank!", "merci beaucoup", "gracias",
     "ありがとうございます", "never mind", "grazie mille"],
)  # fmt: skip
def test_thanks_are_no_question(text: str) -> None:
    assert courtesy(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [("thanks", "You are welcome"), ("danke dir", "Gern geschehen"), ("merci", "Avec plaisir"), ("gracias", "De nada"),
     ("va bene, grazie", "Prego"), ("muito obrigada", "De nada. Pergunte"), ("dank je wel", "Graag gedaan"),
     ("了解です", "どういたしまして"), ("nein danke", "Gut, ich lasse"), ("no, grazie", "Va bene")],
)  # fmt: skip
def test_thanks_are_answered_in_their_language(text: str, said: str) -> None:
    assert courtesy(text).startswith(said)


@pytest.mark.parametrize(
    "text",
    ["", "thanks to whom do we owe the sample?", "ok and from Bob?", "Thanks, what did Helen say", "no mail from Bob",
     "what is a good time", "that one", "it"],
)  # fmt: skip
def test_what_asks_is_no_thanks(text: str) -> None:
    assert not courtesy(text)


async def test_thanks_are_answered_kindly_without_a_search_or_a_model(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)  # a model that is asked fails the test
    found = await answer(rig.kit, rig.asker, "danke!", (), rig.tell)
    assert found.reply.text.startswith("Gern geschehen") and not found.reply.searched and rig.library.searches == 0


@pytest.mark.parametrize("text", ["the first one", "Monday 30 November", "Bob Okafor", "at 3 pm", "the one with Sarah"])
def test_a_few_words_go_on_with_what_was_asked_back(text: str) -> None:
    before = (turn("What is new?"), turn(ORDER, asked_back=True))
    assert continued(text, before) == (f"{ORDER}{SINCE}{text}", before[:1])
    again = (*before, turn(text, asked_back=True))
    assert continued("at 9", again) == (f"{ORDER}{SINCE}{text}{SINCE}at 9", before[:1])


@pytest.mark.parametrize(
    "text", ["what did Helen say about the quote", "cancel the dinner instead", "and from Bob?", "wann ist das Treffen"]
)
def test_a_new_question_or_order_stands_for_itself(text: str) -> None:
    before = (turn(ORDER, asked_back=True),)
    assert continued(text, before) == (text, before)


def test_thanks_and_what_was_called_off_are_no_turns_to_lean_on() -> None:
    first, order = turn("What did Bob say?"), turn(ORDER, asked_back=True)
    assert without_courtesies((first, turn("thanks"))) == (first,)
    assert without_courtesies((first, order, turn("never mind"))) == (first,)


def test_a_stored_turn_says_whether_it_was_asked_back() -> None:
    stored = Question(text=ORDER, reading={}, sources=[], answer={"asked_back": True})
    assert turn_of(stored).asked_back
    assert not turn_of(Question(text=ORDER, reading={}, sources=[], answer={})).asked_back


async def reviews(db: Database) -> Rig:
    """Three reviews, of which an order does not say which it means."""
    rig = await open_rig(db, CANCEL, CANCEL)
    rig.calendar.events = [event(f"e{n}", "Review", NOW + timedelta(days=n)) for n in (1, 2, 5)]
    return rig


async def goes_on(rig: Rig, text: str) -> Reply:
    """The reply to what somebody says after being asked which review is meant."""
    first = (await answer(rig.kit, rig.asker, ORDER, (), rig.tell)).reply
    assert first.asked_back and first.text.startswith("Which event do you mean") and not first.draughts
    return (await answer(rig.kit, rig.asker, text, (turn(ORDER, asked_back=True),), rig.tell)).reply


@pytest.mark.parametrize(
    ("text", "meant"),
    [("the first one", "e1"), ("the second", "e2"), ("the last one", "e5"), ("Monday 30 November", "e5"),
     ("tomorrow", "e1"), ("die zweite", "e2")],
)  # fmt: skip
async def test_the_event_that_was_asked_about_is_chosen_in_a_few_words(
    sqlite_db: Database, text: str, meant: str
) -> None:
    rig = await reviews(sqlite_db)
    [draught] = (await goes_on(rig, text)).draughts
    assert draught.content["event_id"] == meant


@pytest.mark.parametrize("text", ["the fourth one", "the blue one"])
async def test_what_is_not_in_the_list_is_asked_again(sqlite_db: Database, text: str) -> None:
    rig = await reviews(sqlite_db)
    reply = await goes_on(rig, text)
    assert not reply.draughts and reply.asked_back


async def test_who_was_meant_is_said_in_the_thread(sqlite_db: Database) -> None:
    made = step("s1", "event.create", title="Lunch", people=["Sarah"], begins="2026-11-26T12:00")
    rig = await open_rig(sqlite_db, planned(made))
    found = next(iter((await answer_contacts(rig)).values()))
    assert {SARAH, "sarah.hall@far.example"} <= {one.email for one in found}
    before = turn("put lunch with Sarah on Thursday at 12", asked_back=True)
    reply = (await answer(rig.kit, rig.asker, "Sarah Hall", (before,), rig.tell)).reply
    assert reply.draughts[0].content["guests"] == ["sarah.hall@far.example"]


async def answer_contacts(rig: Rig) -> dict[str, list[Known]]:
    """Another Sarah among the contacts; all of them, by account."""
    async with rig.db.transaction() as session:
        await Contacts(session).met(rig.account.id, [("sarah.hall@far.example", "Sarah Hall")], NOW)
        return {rig.account.id: list(await Contacts(session).known(rig.account.id))}


async def test_the_second_one_is_read_by_itself(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search")), said("It rains [1]."))
    await rig.mail_of("Sun", "It shines.")
    rain = await rig.mail_of("Rain", "It rains.", days_ago=2)
    before = replace(turn("weather?"), sources=("gone", rain.id))
    found = await answer(rig.kit, rig.asker, "what does the second one say?", (before,), rig.tell)
    assert [one.title for one in found.reply.sources] == ["Rain"] and not found.reply.more
    assert rig.library.searches == 0


@pytest.mark.parametrize(
    ("place", "titles"), [("first", ["Harbour tour"]), ("second", ["Rain"]), ("third", []), ("last", ["Sun"])]
)
async def test_each_thing_keeps_the_place_at_which_it_was_shown(
    sqlite_db: Database, place: str, titles: list[str]
) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search", words="zebra")), said("It is this [1]."))
    rig.calendar.events = [event("e1", "Harbour tour", NOW + timedelta(days=1))]
    sun, rain = await rig.mail_of("Sun", "It shines."), await rig.mail_of("Rain", "It rains.", days_ago=2)
    of_event = {"service": "calendar", "account_id": rig.account.id, "remote_id": "e1"}
    worked_out = {"service": "calendar", "account_id": rig.account.id, "remote_id": ""}
    shown = [of_event, {"document_id": rain.id}, worked_out, {"document_id": sun.id}]
    stored = Question(text="what is new?", reading={}, sources=shown, answer={})
    found = await answer(rig.kit, rig.asker, f"what does the {place} one say?", (turn_of(stored),), rig.tell)
    assert [one.title for one in found.reply.sources] == titles


@pytest.mark.parametrize(
    ("place", "titles"), [("first", ["Sun"]), ("second", ["Rain"]), ("third", []), ("last", ["Rain"])]
)
async def test_how_many_there_are_is_not_the_first_of_a_list(
    sqlite_db: Database, place: str, titles: list[str]
) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search", words="zebra")), said("It is this [1]."))
    sun, rain = await rig.mail_of("Sun", "It shines."), await rig.mail_of("Rain", "It rains.", days_ago=2)
    counted = {"service": "gmail", "account_id": rig.account.id, "remote_id": ""}
    shown = [counted, {"document_id": sun.id}, {"document_id": rain.id}]
    stored = Question(text="which mails?", reading={}, sources=shown, answer={})
    found = await answer(rig.kit, rig.asker, f"what does the {place} one say?", (turn_of(stored),), rig.tell)
    assert [one.title for one in found.reply.sources] == titles


@pytest.mark.parametrize(("text", "meant"), [("the minutes", "f1"), ("the agenda, please", "f2"), ("the review", "")])
async def test_a_word_of_exactly_one_choice_decides(sqlite_db: Database, text: str, meant: str) -> None:
    share = planned(step("s1", "drive.search", words="review"), step("s2", "file.share", needs=["s1"], people=["Bob"]))
    rig = await open_rig(sqlite_db, share, share)
    for file_id, name in (("f1", "Review minutes"), ("f2", "Review agenda")):
        rig.drive.put(file_id, name, "review")
        await rig.put(NewDocument(Service.DRIVE, file_id, name, "review", NOW))
    order = "share the review file with Bob"
    first = (await answer(rig.kit, rig.asker, order, (), rig.tell)).reply
    assert first.text.startswith("Which file do you mean")
    reply = (await answer(rig.kit, rig.asker, text, (turn(order, asked_back=True),), rig.tell)).reply
    assert [draught.content["file_id"] for draught in reply.draughts] == ([meant] if meant else [])
