"""What only the question says is no ground: a sentence may deny it, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.asking.answering import answer
from assistant.asking.checking import check_answer
from storage.db import Database
from tests.assistant.asking.rig import NOW, SARAH, open_rig, planned, said, step
from tests.assistant.asking.test_checking import ASKER, source


def held(told: str, question: str, *texts: str, days_ago: int = 1) -> bool:
    """Whether all of an answer to the question is left, where these mails are its sources."""
    sources = [replace(source(n, text, "Mail"), at=NOW - timedelta(days=days_ago)) for n, text in enumerate(texts, 1)]
    found = check_answer(said(told), question, sources, ASKER)
    return bool(found.text) and not found.left_out


@pytest.mark.parametrize(
    ("told", "question", "mail"),
    [
        ("No, she offered 4,000, not 5,000 [1].", "Did Sarah agree to 5,000 EUR?", "We can pay 4,000 EUR at most."),
        (
            "No, she offered 4,000 EUR, not 5,000 EUR [1].",
            "Did Sarah agree to 5,000 EUR?",
            "We can pay 4,000 EUR at most.",
        ),
        (
            "Sarah did not agree to 5,000 EUR; she can pay 4,000 EUR at most [1].",
            "Did Sarah agree to 5,000 EUR?",
            "We can pay 4,000 EUR at most.",
        ),
        (
            "She rejected 5,000 EUR and can pay 4,000 EUR [1].",
            "Did Sarah agree to 5,000 EUR?",
            "We can pay 4,000 EUR at most.",
        ),
        (
            "Nein, sie kann höchstens 4.000 EUR zahlen, nicht 5.000 EUR [1].",
            "Hat Sarah 5.000 EUR zugesagt?",
            "We can pay 4,000 EUR at most.",
        ),
        (
            "Sarah hat 5.000 EUR nicht zugesagt, sondern 4.000 EUR angeboten [1].",
            "Hat Sarah 5.000 EUR zugesagt?",
            "We can pay 4,000 EUR at most.",
        ),
        (
            "Non, elle propose 4 000 EUR et non 5 000 EUR [1].",
            "Sarah a-t-elle accepté 5 000 EUR ?",
            "We can pay 4,000 EUR at most.",
        ),
        (
            "Elle n'a pas accepté 5 000 EUR, mais propose 4 000 EUR [1].",
            "Sarah a-t-elle accepté 5 000 EUR ?",
            "We can pay 4,000 EUR at most.",
        ),
        ("No, ofrece 4.000 EUR, no 5.000 EUR [1].", "¿Aceptó Sarah 5.000 EUR?", "We can pay 4,000 EUR at most."),
        ("Sarah no aceptó 5.000 EUR, sino 4.000 EUR [1].", "¿Aceptó Sarah 5.000 EUR?", "We can pay 4,000 EUR at most."),
        ("No, offre 4.000 EUR, non 5.000 EUR [1].", "Sarah ha accettato 5.000 EUR?", "We can pay 4,000 EUR at most."),
        (
            "Sarah non ha accettato 5.000 EUR ma 4.000 EUR [1].",
            "Sarah ha accettato 5.000 EUR?",
            "We can pay 4,000 EUR at most.",
        ),
        (
            "Não, ela oferece 4.000 EUR, e não 5.000 EUR [1].",
            "Sarah aceitou 5.000 EUR?",
            "We can pay 4,000 EUR at most.",
        ),
        (
            "Nee, ze biedt 4.000 EUR en geen 5.000 EUR [1].",
            "Is Sarah akkoord met 5.000 EUR?",
            "We can pay 4,000 EUR at most.",
        ),
        (
            "いいえ、5,000ユーロではなく4,000ユーロです[1]。",
            "サラは5,000ユーロに同意しましたか？",
            "We can pay 4,000 EUR at most.",
        ),
        (
            "サラは5,000ユーロに同意していません[1]。",
            "サラは5,000ユーロに同意しましたか？",
            "We can pay 4,000 EUR at most.",
        ),
        (
            "The meeting is not on Monday but on Tuesday [1].",
            "Is the meeting on Monday?",
            "The meeting is on Tuesday at 10:00.",
        ),
        (
            "No, the meeting isn't on Friday; it is on Tuesday at 10:00 [1].",
            "Is the meeting on Friday?",
            "The meeting is on Tuesday at 10:00.",
        ),
        (
            "Die Besprechung ist nicht am Montag, sondern am Dienstag [1].",
            "Ist die Besprechung am Montag?",
            "The meeting is on Tuesday at 10:00.",
        ),
        (
            "La réunion n'est pas lundi mais mardi [1].",
            "La réunion est-elle lundi ?",
            "The meeting is on Tuesday at 10:00.",
        ),
        (
            "La reunión no es el lunes, sino el martes [1].",
            "¿Es la reunión el lunes?",
            "The meeting is on Tuesday at 10:00.",
        ),
        ("La riunione non è lunedì, ma martedì [1].", "La riunione è lunedì?", "The meeting is on Tuesday at 10:00."),
        (
            "A reunião não é segunda-feira, mas terça-feira [1].",
            "A reunião é segunda-feira?",
            "The meeting is on Tuesday at 10:00.",
        ),
        (
            "De vergadering is niet op maandag maar op dinsdag [1].",
            "Is de vergadering op maandag?",
            "The meeting is on Tuesday at 10:00.",
        ),
        ("会議は月曜日ではなく火曜日です[1]。", "会議は月曜日ですか？", "The meeting is on Tuesday at 10:00."),
        (
            "It is due on 4 December, not on 9 December [1].",
            "Is it due on 9 December?",
            "It is due on 4 December 2026.",
        ),
        (
            "It does not begin at 15:00 but at 14:00 [1].",
            "Does the review begin at 15:00?",
            "The review begins at 14:00.",
        ),
        (
            "There is no review on Friday; it is on Thursday [1].",
            "Is the review on Friday?",
            "The review is on Thursday.",
        ),
        ("It was signed in May [1].", "Was it signed in March?", "Signed: 1/5/2026"),
        (
            "You hoped for 5,000 EUR, but she offers 4,000 EUR [1].",
            "Will she pay 5,000 EUR?",
            "We can pay 4,000 EUR at most.",
        ),
    ],
)
def test_what_only_the_question_says_may_be_denied(told: str, question: str, mail: str) -> None:
    assert held(told, question, mail)


@pytest.mark.parametrize(
    ("told", "question", "mail"),
    [
        ("Yes, 5,000 EUR [1].", "Did Sarah agree to 5,000 EUR?", "We can pay 4,000 EUR at most."),
        ("Sarah agreed to 5,000 EUR, not less [1].", "Did Sarah agree to 5,000 EUR?", "We can pay 4,000 EUR at most."),
        (
            "Yes, Sarah agreed to no less than 5,000 EUR [1].",
            "Did Sarah agree to 5,000 EUR?",
            "We can pay 4,000 EUR at most.",
        ),
        (
            "Sarah agreed to 5,000 EUR and will not cancel [1].",
            "Did Sarah agree to 5,000 EUR?",
            "We can pay 4,000 EUR at most.",
        ),
        (
            "No problem: Sarah agreed to 5,000 EUR [1].",
            "Did Sarah agree to 5,000 EUR?",
            "We can pay 4,000 EUR at most.",
        ),
        (
            "She did not say no to 5,000 EUR but to 6,000 EUR [1].",
            "Did Sarah agree to 5,000 EUR?",
            "We can pay 4,000 EUR at most.",
        ),
        ("Not 5,000 but 6,000 EUR [1].", "Did Sarah agree to 5,000 or 6,000 EUR?", "We can pay 4,000 EUR at most."),
        ("Ja, Sarah hat 5.000 EUR zugesagt [1].", "Hat Sarah 5.000 EUR zugesagt?", "We can pay 4,000 EUR at most."),
        ("Sarah hat 5.000 EUR zugesagt [1].", "Hat Sarah 5.000 EUR zugesagt?", "We can pay 4,000 EUR at most."),
        ("Oui, elle a accepté 5 000 EUR [1].", "Sarah a-t-elle accepté 5 000 EUR ?", "We can pay 4,000 EUR at most."),
        ("Sí, aceptó 5.000 EUR [1].", "¿Aceptó Sarah 5.000 EUR?", "We can pay 4,000 EUR at most."),
        ("Sì, ha accettato 5.000 EUR [1].", "Sarah ha accettato 5.000 EUR?", "We can pay 4,000 EUR at most."),
        ("Sim, aceitou 5.000 EUR [1].", "Sarah aceitou 5.000 EUR?", "We can pay 4,000 EUR at most."),
        ("Ja, ze is akkoord met 5.000 EUR [1].", "Is Sarah akkoord met 5.000 EUR?", "We can pay 4,000 EUR at most."),
        (
            "はい、5,000ユーロに同意しました[1]。",
            "サラは5,000ユーロに同意しましたか？",
            "We can pay 4,000 EUR at most.",
        ),
        (
            "Die Besprechung findet am Freitag statt [1].",
            "Ist die Besprechung am Freitag?",
            "The review is on Thursday.",
        ),
        ("A reunião é no dia 9 de dezembro [1].", "A reunião é no dia 9 de dezembro?", "It is on 4 December 2026."),
        ("Yes, the review is on Friday [1].", "Is the review on Friday?", "The review is on Thursday."),
        ("It is due no later than 9 December [1].", "Is it due on 9 December?", "It is due on 4 December 2026."),
        ("Yes, it begins at 15:00 [1].", "Does the review begin at 15:00?", "The review begins at 14:00."),
        (
            "Sarah has agreed to it. 12月9日までに払わなければなりません[1]。",
            "12月9日までですか？",
            "It is due on 4 December 2026.",
        ),
        ("Yes, since 1 May 2019 [1].", "Has she worked there since 1 May 2019?", "I work there since 1 May 2020."),
        (
            "Sarah did not hesitate to agree to 5,000 EUR [1].",
            "Did Sarah agree to 5,000 EUR?",
            "We can pay 4,000 EUR at most.",
        ),
        ("Sarah didn't refuse 5,000 EUR [1].", "Did Sarah agree to 5,000 EUR?", "We can pay 4,000 EUR at most."),
        (
            "Sarah agreed to 5,000 EUR with no conditions [1].",
            "Did Sarah agree to 5,000 EUR?",
            "We can pay 4,000 EUR at most.",
        ),
        (
            "Sarah agreed to 5,000 EUR without conditions [1].",
            "Did Sarah agree to 5,000 EUR?",
            "We can pay 4,000 EUR at most.",
        ),
        (
            "Sarah pays the 5,000 EUR non-refundable deposit [1].",
            "Did Sarah agree to 5,000 EUR?",
            "We can pay 4,000 EUR at most.",
        ),
        ("Sarah agreed to invoice no. 4711 [1].", "Did Sarah agree to invoice no. 4711?", "Invoice 4712 is fine."),
        ("Since she agreed to 5,000 EUR, it is due [1].", "Since she agreed to 5,000 EUR, is it due?", "It is due."),
    ],
)
def test_what_only_the_question_says_is_not_told(told: str, question: str, mail: str) -> None:
    assert not held(told, question, mail)


@pytest.mark.parametrize(
    ("told", "question"),
    [
        ("In the last 30 days Sarah wrote that it rains [1].", "What did Sarah write in the last 30 days?"),
        ("Sarah wrote that it rains in the last 30 days [1].", "What did Sarah write in the last 30 days?"),
        ("In den letzten 30 Tagen schrieb Sarah vom Regen [1].", "Was schrieb Sarah in den letzten 30 Tagen?"),
        ("Since 1 January 2002 Sarah wrote that it rains [1].", "What did Sarah write since 1 January 2002?"),
        ("Between Monday and Friday it rains [1].", "What is the weather between Monday and Friday?"),
        ("On Tuesday, 24 November, Sarah wrote that it rains [1].", "What did Sarah write on 24 November?"),
        ("On Tuesday Sarah wrote that it rains [1].", "What did Sarah write on Tuesday?"),
    ],
)
def test_a_period_that_was_asked_for_and_the_day_of_a_source_may_be_told_again(told: str, question: str) -> None:
    assert held(told, question, "It rains.")


@pytest.mark.parametrize(
    ("question", "mail", "wrong"),
    [
        ("Did Sarah agree to 5,000 EUR?", "We can pay 4,000 EUR at most.", "Yes, Sarah agreed to 5,000 EUR [1]."),
        ("Is the review with Sarah on Friday?", "The review is on Thursday.", "Yes, the review is on Friday [1]."),
        ("Does Sarah's review begin at 15:00?", "The review begins at 14:00.", "Yes, it begins at 15:00 [1]."),
    ],
)
async def test_a_wrong_yes_is_not_told(sqlite_db: Database, question: str, mail: str, wrong: str) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search", people=["Sarah"])), said(wrong))
    await rig.mail_of("The review and the price", mail, SARAH)
    reply = (await answer(rig.kit, rig.asker, question, (), rig.tell)).reply
    assert wrong not in reply.text and mail in reply.text
