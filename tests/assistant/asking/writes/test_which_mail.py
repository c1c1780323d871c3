"""Which mail is answered: what the asker says of it has to hold of it, whatever a plan has searched for."""

from typing import Any

import pytest

from assistant.asking.answering import answer
from assistant.asking.turns.continuing import SINCE
from assistant.asking.values import Reply
from assistant.asking.writes.answered import NO_MAIL, WHICH
from storage.db import Database, add_new, new_id
from storage.documents import Document
from storage.messages import Message, Messages
from storage.verdicts import Verdicts
from tests.assistant.asking.rig import BOB, NOW, SARAH, Rig, open_rig, planned, step
from tests.cast import verdict_row

NEWS = "hello@lampweekly.example"


async def office(db: Database) -> Rig:
    """Alice with three mails from people and a newsletter."""
    rig = await open_rig(db, written_to=True)
    await rig.mail_of("Zorblax delivery", "When does the pump arrive?")
    await rig.mail_of("Lunch", "Do we agree on lunch in Galway?", BOB)
    await rig.mail_of("Budget", "The budget for the fair is due.", BOB, days_ago=3)
    await _newsletter(rig)
    return rig


async def _newsletter(rig: Rig) -> Document:
    """One whose header says what it is, as only the message keeps it."""
    sent = await rig.mail_of("Lamps get smaller", "All labs agree to reply at once.", NEWS, days_ago=0)
    row = {
        "id": new_id(), "account_id": rig.account.id, "remote_id": sent.remote_id, "thread_id": sent.thread_id,
        "labels": [], "state": "settled", "correlation": new_id(), "sender": NEWS, "email": {"list_unsubscribe": True},
        "received_at": NOW, "found_at": NOW, "changed_at": NOW,
    }  # fmt: skip
    async with rig.db.transaction() as session:
        await add_new(session, Message, [row])
    return sent


async def ordered(rig: Rig, text: str, words: str = "reply agree", *, said: str = "We agree.", **more: Any) -> Reply:
    """What becomes of an order by a plan that has searched for words of the answer."""
    write = step("s2", "mail.draft", ["s1"], text=said, **more)
    rig.model.answers.append(planned(step("s1", "gmail.search", words=words), write))
    return (await answer(rig.kit, rig.asker, text, (), rig.tell)).reply


@pytest.mark.parametrize(
    "text",
    ["reply to the Vortex mail that we agree", "Answer the mail about Vortex: we agree",
     "Antworte auf die Vortex-Mail, dass wir einverstanden sind", "Réponds au mail sur Vortex que nous sommes d'accord",
     "Responde al correo sobre Vortex que estamos de acuerdo", "Rispondi alla mail su Vortex che siamo d'accordo",
     "Responda ao e-mail sobre Vortex que concordamos", "Beantwoord de mail over Vortex dat we akkoord gaan",
     "Vortexのメールに同意すると返信して"],
)  # fmt: skip
async def test_no_mail_is_answered_of_which_it_does_not_hold(sqlite_db: Database, text: str) -> None:
    reply = await ordered(await office(sqlite_db), text)
    assert not reply.draughts and reply.asked_back
    assert reply.text == WHICH.format(words="Vortex")


@pytest.mark.parametrize(
    "text",
    ["reply to the Zorblax mail that we agree", "Antworte auf die Zorblax-Mail, dass wir einverstanden sind",
     "Réponds au mail sur Zorblax que nous sommes d'accord", "Responde al correo sobre Zorblax que estamos de acuerdo",
     "Rispondi alla mail su Zorblax che siamo d'accordo", "Responda ao e-mail sobre Zorblax que concordamos",
     "Beantwoord de mail over Zorblax dat we akkoord gaan", "Zorblaxのメールに同意すると返信して",
     "reply to the mail about 'Zorblax delivery' that we agree"],
)  # fmt: skip
async def test_the_mail_is_found_though_the_plan_has_searched_for_another(sqlite_db: Database, text: str) -> None:
    [draught] = (await ordered(await office(sqlite_db), text)).draughts
    assert (draught.content["to"], draught.content["subject"]) == ([SARAH], "Re: Zorblax delivery")


async def test_one_that_is_called_so_goes_before_one_that_only_speaks_of_it(sqlite_db: Database) -> None:
    rig = await office(sqlite_db)
    await rig.mail_of("Minutes", "Zorblax comes in March.", BOB)
    order = "reply to the Zorblax mail that we agree"
    [draught] = (await ordered(rig, order, "zorblax minutes")).draughts
    assert draught.content["to"] == [SARAH]
    await rig.mail_of("Zorblax", "Zorblax, Zorblax.", "stranger@evil.example")
    [draught] = (await ordered(rig, order, "zorblax minutes")).draughts
    assert draught.content["to"] == [SARAH]  # whom the asker has never written to takes nobody's place


async def test_a_stranger_who_has_called_a_mail_so_does_not_become_its_only_writer(sqlite_db: Database) -> None:
    rig = await office(sqlite_db)
    await rig.mail_of("Vortex", "Vortex, Vortex.", "stranger@evil.example")
    await rig.mail_of("Minutes", "Vortex comes in March.", BOB)
    reply = await ordered(rig, "reply to the Vortex mail that we agree", "vortex")
    assert not reply.draughts and BOB in reply.text and "stranger@evil.example" in reply.text


async def test_somebody_who_is_named_as_its_writer_has_to_have_written_so(sqlite_db: Database) -> None:
    rig = await office(sqlite_db)
    assert (await ordered(rig, "reply to Bob's Zorblax mail that we agree")).text == WHICH.format(words="Zorblax")
    for text in ("reply to Bob's budget mail that we agree", "Antworte auf Bobs Budget-Mail, dass es passt"):
        [draught] = (await ordered(rig, text)).draughts
        assert draught.content["subject"] == "Re: Budget"


async def test_of_a_mail_about_somebody_another_may_be_the_writer(sqlite_db: Database) -> None:
    rig = await office(sqlite_db)
    await rig.mail_of("About Bob", "Bob is ill.")
    [draught] = (await ordered(rig, "reply to the mail about Bob that we agree", "ill")).draughts
    assert draught.content["to"] == [SARAH]


async def test_a_newsletter_is_answered_only_where_the_asker_names_it(sqlite_db: Database) -> None:
    rig = await office(sqlite_db)
    for text in ("reply to the last mail that we agree", "reply to the mail about labs that we agree"):
        assert NEWS not in str((await ordered(rig, text, "labs agree")).draughts)
    [draught] = (await ordered(rig, "reply to the lamps mail that we agree")).draughts
    assert draught.content["to"] == [NEWS]


async def test_where_nothing_is_said_of_the_mail_the_plan_does_not_choose_it(sqlite_db: Database) -> None:
    reply = await ordered(await office(sqlite_db), "reply that we agree", "budget")
    assert (reply.draughts, reply.text) == ((), NO_MAIL)


@pytest.mark.parametrize(("said", "to"), [("the Zorblax one", [SARAH]), ("the one about the budget", [BOB])])
async def test_what_is_said_when_asked_back_tells_the_mail(sqlite_db: Database, said: str, to: list[str]) -> None:
    rig = await office(sqlite_db)
    rig.model.answers.append(
        planned(step("s1", "gmail.search", words="vortex"), step("s2", "mail.draft", ["s1"], text="We agree."))
    )
    reply = (
        await answer(rig.kit, rig.asker, f"reply to the Vortex mail that we agree{SINCE}{said}", (), rig.tell)
    ).reply
    assert [draught.content["to"] for draught in reply.draughts] == [to]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("reply to Bob that Thursday works", "Re: Lunch"),  # the other is older, and speaks of Thursday as well
        ("Antworte Bob, dass Donnerstag passt", "Re: Lunch"),
        ("reply to Bob that the fair can wait", "Re: Budget"),
    ],
)
async def test_of_several_mails_of_one_person_the_newest_is_answered_unless_the_answer_fits_another(
    sqlite_db: Database, text: str, subject: str
) -> None:
    rig = await open_rig(sqlite_db, written_to=True)
    await rig.mail_of("Lunch", "Do we agree on lunch in Galway?", BOB)
    await rig.mail_of("Budget", "The budget for the fair is due by Thursday. What works for you?", BOB, days_ago=3)
    [draught] = (await ordered(rig, text, "Thursday works", people=["Bob"])).draughts
    assert (draught.content["to"], draught.content["subject"]) == ([BOB], subject)


@pytest.mark.parametrize(
    "text",
    ["reply to Bob that Thursday works", "reply to Bob\n\nHi Bob,\n\nThursday 13 to 15 works for us.\n\nAlice"],
)
async def test_of_several_mails_of_one_person_the_one_that_waits_is_answered(sqlite_db: Database, text: str) -> None:
    rig = await open_rig(sqlite_db, written_to=True)
    waits = await rig.mail_of("Lunch", "Do we agree on lunch in Galway?", BOB, days_ago=2)
    await rig.mail_of("Budget", "Hi Alice, the budget is done: 15 % for us.", BOB, days_ago=1)
    async with rig.db.transaction() as session:
        [(message_id, _)] = await Messages(session).found(rig.account.id, [(waits.remote_id, "t", [])], NOW)
        await Verdicts(session).give(verdict_row(rig.account.id, message_id, rig.db))
    said = text.partition("\n\n")[2] or "Thursday works."
    [draught] = (await ordered(rig, text, "budget", people=["Bob"], said=said)).draughts
    assert draught.content["subject"] == "Re: Lunch"


@pytest.mark.parametrize(
    "text",
    ["Reply to Sarah that we agree and Bob comes too", "Draft a reply to Sarah: Bob agrees as well",
     "Write to Sarah that Bob comes", "Let Sarah know that Bob comes", "Tell Sarah that Bob comes too",
     "Antworte Sarah, dass Bob auch kommt", "Réponds à Sarah que Bob vient", "Responde a Sarah que viene Bob"],
)  # fmt: skip
@pytest.mark.parametrize("people", [["Bob"], ["Sarah", "Bob"], ["Sarah"]])
async def test_who_stands_in_the_text_alone_is_no_reader_though_a_plan_says_so(
    sqlite_db: Database, text: str, people: list[str]
) -> None:
    [draught] = (await ordered(await office(sqlite_db), text, people=people)).draughts
    assert draught.content["to"] == [SARAH]


@pytest.mark.parametrize(
    ("text", "readers"),
    [
        ("Write to Sarah, Bob and their friends that we agree", [SARAH, BOB]),
        ("Reply to Sarah that we agree and send a copy to Bob", [SARAH, BOB]),
        ("Tell Sarah and Bob that Bob comes", [SARAH, BOB]),
        ("Reply to the mail that Bob sent that we agree", [BOB]),
    ],
)
async def test_who_is_named_as_a_reader_stays_one(sqlite_db: Database, text: str, readers: list[str]) -> None:
    people = ["Sarah", "Bob"] if SARAH in readers else ["Bob"]
    [draught] = (await ordered(await office(sqlite_db), text, people=people)).draughts
    assert draught.content["to"] == readers


async def test_a_reply_to_nobody_who_is_named_is_not_for_who_stands_in_its_text(sqlite_db: Database) -> None:
    rig = await office(sqlite_db)
    for text in ("reply to the Zorblax mail that Bob comes", f"reply that Bob comes{SINCE}the Zorblax mail"):
        [draught] = (await ordered(rig, text, "zorblax", people=["Bob"])).draughts
        assert draught.content["to"] == [SARAH]
