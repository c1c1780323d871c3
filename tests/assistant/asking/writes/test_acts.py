"""What the asker's words order: a plan that would do something else is not followed, and it is said."""

import pytest

from assistant.asking.answering import answer
from assistant.asking.names import words
from assistant.asking.names.act_words import ACTS, APART
from assistant.asking.values import Reply
from assistant.asking.writes.acts import acts_in
from assistant.asking.writes.forbidding import MORE_ORDERS
from storage.db import Database
from tests.assistant.asking.rig import BOB, NOW, event, open_rig, planned, said, step

PEOPLE = ("Bob", "Sarah")


def test_of_each_verb_of_an_order_it_is_known_what_it_may_change() -> None:
    assert not (words.ORDERS | words.INFINITIVES | MORE_ORDERS) - ACTS.keys() - APART.keys()


@pytest.mark.parametrize(
    "text",
    ["Remind me to cancel the retro", "Draft a mail to cancel the retro", "Write to Bob that we should cancel it",
     "Tell Bob to cancel the retro and move the review", "Bob wants to cancel the retro", "Sarah will cancel it",
     "I want Bob to cancel the retro", "Schedule a call to cancel the contract",
     "Erinnere mich daran, das Retro abzusagen", "Schreib Bob, dass wir das Retro absagen", "Bob will es absagen",
     "Entwirf eine Mail, um das Retro abzusagen", "Rappelle-moi d'annuler la rétro",
     "Écris à Bob que nous devons annuler la rétro", "Rédige un mail pour annuler la rétro",
     "Recuérdame cancelar la retro", "Escribe a Bob que vamos a cancelar la retro",
     "Redacta un correo para cancelarla",
     "Who wants to cancel the retro?", "Di' a Clara di cancellare la retro", "Wer will das Retro absagen?",
     "Ricordami di annullare la retro", "Scrivi a Bob che dovremmo annullare la retro",
     "Prepara una mail per annullare",
     "Lembre-me de cancelar a retro", "Escreva a Bob que devemos cancelar a retro", "Redija um e-mail para cancelar",
     "Herinner me eraan de retro te annuleren", "Schrijf Bob dat we de retro moeten annuleren",
     "Stel een mail op om de retro te annuleren", "レトロをキャンセルするようリマインドして",
     "Bobにレトロをキャンセルすべきだと書いて", "レトロをキャンセルするメールを下書きして",
     "Bobにキャンセルしてと頼んで"],
)  # fmt: skip
def test_what_a_mail_or_a_reminder_is_about_is_not_ordered(text: str) -> None:
    assert "cancel" not in acts_in(text, PEOPLE)


@pytest.mark.parametrize(
    "text",
    ["Write to Bob:\nHi Bob,\n\nplease cancel the retro\n\nBest\nAlice",
     "Send this to Bob:\n- move it\n- cancel the retro",
     "Schreibe Bob:\nHallo Bob,\n\nkannst du das Retro absagen?\n\nAlice", "Tell Bob that he should\ncancel the retro"],
)  # fmt: skip
def test_the_lines_of_a_letter_order_nothing(text: str) -> None:
    assert acts_in(text, PEOPLE) & {"mail", "cancel"} == {"mail"}


@pytest.mark.parametrize(
    "text",
    ["Cancel the retro", "Call off the retro", "Bob is ill, cancel the retro", "Tell Bob and cancel the retro",
     "I need you to cancel the retro", "Let's cancel the retro", "Don't forget to cancel the retro", "Sag das Retro ab",
     "Kannst du Bob schreiben und das Retro absagen?", "Annule la rétro", "Peux-tu écrire à Bob et annuler la rétro ?",
     "¿Puedes cancelar la retro?", "Quiero cancelarla", "Vorrei annullare la retro", "Pode cancelar a retro?",
     "Zeg de retro af", "Ik wil de retro afzeggen", "レトロを取り消してください",
     "レトロをキャンセルして、Bobに伝えて", "Bob is ill\nCancel the retro"],
)  # fmt: skip
def test_an_order_is_seen_where_it_hangs_on_nothing(text: str) -> None:
    assert "cancel" in acts_in(text, PEOPLE)


@pytest.mark.parametrize(
    ("text", "act"),
    [("Leg das Retro auf Freitag um", "move"), ("Trage einen Termin mit Bob ein", "make"),
     ("Lade Clara zum Retro ein", "invite"), ("Füge Clara zum Retro hinzu", "invite"), ("Gib die Liste frei", "share"),
     ("Sag Bob Bescheid, dass ich komme", "mail"), ("Nodig Clara uit voor de retro", "invite"),
     ("Stel de retro uit tot vrijdag", "move"), ("Create a draft to Bob", "mail"), ("Send Bob an invite", "make")],
)  # fmt: skip
def test_verbs_in_two_parts_and_those_that_need_their_object(text: str, act: str) -> None:
    assert act in acts_in(text, PEOPLE)


async def replied(db: Database, text: str, operation: str, **arguments: object) -> Reply:
    """The reply where a model plans that write of an event."""
    plan = planned(step("s1", "calendar.search", words="retro"), step("s2", operation, ["s1"], **arguments))
    rig = await open_rig(db, plan, said("It is on Thursday [1]."), written_to=True)
    rig.calendar.events = [event("e1", "Retro", NOW.replace(day=26, hour=13), guests=[BOB])]
    return (await answer(rig.kit, rig.asker, text, (), rig.tell)).reply


async def test_a_reminder_to_cancel_cancels_nothing_and_says_so(sqlite_db: Database) -> None:
    reply = await replied(sqlite_db, "Remind me to cancel the retro", "event.delete")
    assert not reply.draughts and reply.asked_back
    assert "I am not sure that you want a cancellation" in reply.text


async def test_who_moves_an_event_gets_no_cancellation(sqlite_db: Database) -> None:
    reply = await replied(sqlite_db, "Move the retro to Friday at 3", "event.delete")
    assert not reply.draughts and reply.asked_back


async def test_who_moves_an_event_neither_renames_it_nor_invites_anybody(sqlite_db: Database) -> None:
    reply = await replied(
        sqlite_db, "Move the retro with Sarah to Friday at 3", "event.update", begins="2026-11-27T15:00",
        title="Friday with Sarah", people=["Sarah"],
    )  # fmt: skip
    before, after = reply.draughts[0].content["before"], reply.draughts[0].content["after"]
    assert {name for name in after if after[name] != before[name]} == {"begins", "ends"}


async def test_a_mail_that_is_to_be_drafted_is_not_sent(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "mail.send", people=["Bob"], text="Hello")), written_to=True)
    reply = (await answer(rig.kit, rig.asker, "Draft a mail to Bob saying hello", (), rig.tell)).reply
    assert [draught.kind for draught in reply.draughts] == ["mail.draft"]
