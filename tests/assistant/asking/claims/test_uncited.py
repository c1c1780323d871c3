"""Sentences that name no source: they stay where they claim nothing by themselves."""

import pytest

from assistant.asking.answering import answer
from assistant.asking.checking import check_answer
from storage.db import Database
from tests.assistant.asking.rig import open_rig, planned, said, step
from tests.assistant.asking.test_checking import ASKER, source

DEPOSIT = "The deposit is 23,000 EUR. It is due on 4 December 2026. Please transfer it to our account."


def left(told: str, question: str, *texts: str) -> str:
    """What is left of an answer, where these mails are its sources."""
    return check_answer(said(told), question, [source(n, text) for n, text in enumerate(texts, 1)], ASKER).text


@pytest.mark.parametrize(
    ("told", "question", "mails"),
    [
        (
            "The deposit is 23,000 EUR. It is due on 4 December [1].",
            "How much is the deposit, and when is it due?",
            [DEPOSIT],
        ),
        ("Yes. The deposit is 23,000 EUR [1].", "Is the deposit 23,000 EUR?", [DEPOSIT]),
        ("The deposit is 23,000 EUR [1]. The mails do not say who pays it.", "How much, and who pays?", [DEPOSIT]),
        ("The deposit is 23,000 EUR [1]. Nothing was found about a refund.", "How much, is there a refund?", [DEPOSIT]),
        (
            "The deposit is 23,000 EUR [1]. I found no information about a penalty.",
            "How much is the deposit?",
            [DEPOSIT],
        ),
        ("The deposit is 23,000 EUR [1]. No penalty is mentioned.", "How much is the deposit?", [DEPOSIT]),
        (
            "The deposit is 23,000 EUR [1]. Who pays it is not stated in the sources.",
            "How much, and who pays?",
            [DEPOSIT],
        ),
        ("The deposit is 23,000 EUR [1]. It isn't clear who pays it.", "How much, and who pays?", [DEPOSIT]),
        (
            "Here is what Sarah says about the deposit:\n- It is 23,000 EUR [1]\n- It is due on 4 December [1]",
            "What about the deposit?",
            [DEPOSIT],
        ),
        (
            "Three things are open:\n- the deposit of 23,000 EUR [1]\n- its transfer by 4 December [1]",
            "What is open?",
            [DEPOSIT],
        ),
        (
            "Sarah wants the following [1]:\n- a deposit of 23,000 EUR\n- a transfer by 4 December",
            "What does Sarah want?",
            [DEPOSIT],
        ),
        ("In short: the deposit is 23,000 EUR [1].", "?", [DEPOSIT]),
        (
            "The sources disagree. The deposit is 23,000 EUR in one [1] and 20,000 EUR in the other [2]. It differs.",
            "How much is the deposit?",
            [DEPOSIT, "Deposit: 20,000 EUR"],
        ),
        (
            "Mr. Miller asks for 23,000 EUR [1].",
            "?",
            ["The deposit is 23,000 EUR. It is due on 4 December 2026. Please transfer it to our account. Miller"],
        ),
        (
            "Die Anzahlung beträgt 23.000 EUR [1]. Wer sie zahlt, steht nicht in den Mails.",
            "Wie hoch ist die Anzahlung, wer zahlt sie?",
            [DEPOSIT],
        ),
        (
            "Die Anzahlung beträgt 23.000 EUR [1]. Zu einer Strafe habe ich nichts gefunden.",
            "Wie hoch ist die Anzahlung?",
            [DEPOSIT],
        ),
        (
            "La caution est de 23 000 EUR [1]. Les courriels ne précisent pas qui la paie.",
            "Combien, et qui paie ?",
            [DEPOSIT],
        ),
        ("El depósito es de 23.000 EUR [1]. No se menciona quién lo paga.", "¿Cuánto es y quién lo paga?", [DEPOSIT]),
        ("La caparra è di 23.000 EUR [1]. Non è indicato chi la paga.", "Quanto è e chi la paga?", [DEPOSIT]),
        ("O depósito é de 23.000 EUR [1]. Não encontrei nada sobre uma multa.", "Quanto é o depósito?", [DEPOSIT]),
        (
            "De borg is 23.000 EUR [1]. Er staat niet in wie hem betaalt.",
            "Hoeveel is de borg en wie betaalt?",
            [DEPOSIT],
        ),
        (
            "保証金は23,000ユーロです[1]。誰が払うかは記載されていません。",
            "保証金はいくらですか？誰が払いますか？",
            [DEPOSIT],
        ),
        ("Yes.\nThe deposit is due on 4 December [1].", "Is it due on 4 December?", [DEPOSIT]),
        (
            "Sarah asks for a transfer to their account. The deposit is 23,000 EUR, due on 4 December [1].",
            "?",
            [DEPOSIT],
        ),
        (
            "There are two mails about it. The deposit is 23,000 EUR [1] and due on 4 December [2].",
            "?",
            [DEPOSIT, DEPOSIT],
        ),
        (
            "You have two meetings:\n- Review, Thursday [1]\n- Lunch, Friday [2]",
            "What meetings do I have?",
            ["Review, Thursday", "Lunch, Friday"],
        ),
        (
            "Your upcoming meetings this week:\n- Review, Thursday [1]\n- Lunch, Friday [2]",
            "What meetings do I have this week?",
            ["Review, Thursday", "Lunch, Friday"],
        ),
        ("No, it is not. The deposit is due on 4 December [1].", "Is it due on 9 December?", [DEPOSIT]),
        ("The deposit is 23,000 EUR [1]. That is all I found.", "?", [DEPOSIT]),
        ("The deposit is 23,000 EUR [1]. Please check the mail itself to be sure.", "?", [DEPOSIT]),
        ("The deposit is 23,000 EUR [1]. This comes from Sarah's mail of 25 November.", "?", [DEPOSIT]),
        ("You have no meetings on Saturday. Lunch is on Friday [1].", "Any meetings on Saturday?", ["Lunch on Friday"]),
        ("Sie haben am Samstag nichts. Lunch ist am Freitag [1].", "Was ist am Samstag?", ["Lunch on Friday"]),
    ],
)
def test_what_introduces_reports_that_nothing_was_found_or_says_what_the_others_cite_stays(
    told: str, question: str, mails: list[str]
) -> None:
    assert left(told, question, *mails) == told


@pytest.mark.parametrize(
    ("told", "question", "mails"),
    [
        (
            "The deposit is 23,000 EUR [1]. Sarah has cancelled the contract and will sue you.",
            "What about the deposit?",
            [DEPOSIT],
        ),
        (
            "Sarah has cancelled the contract. The deposit is 23,000 EUR [1].",
            "Has Sarah cancelled the contract?",
            [DEPOSIT],
        ),
        ("Nothing was found about a refund and Sarah will sue you. The deposit is 23,000 EUR [1].", "?", [DEPOSIT]),
        ("Nothing was found, Sarah will sue you. The deposit is 23,000 EUR [1].", "?", [DEPOSIT]),
        ("Sarah will sue you for these reasons:\n- The deposit is 23,000 EUR [1]", "?", [DEPOSIT]),
        ("Die Anzahlung beträgt 23.000 EUR [1]. Sarah hat den Vertrag gekündigt.", "?", [DEPOSIT]),
        ("La caution est de 23 000 EUR [1]. Sarah a résilié le contrat.", "?", [DEPOSIT]),
        ("El depósito es de 23.000 EUR [1]. Sarah canceló el contrato.", "?", [DEPOSIT]),
        ("La caparra è di 23.000 EUR [1]. Sarah ha annullato il contratto.", "?", [DEPOSIT]),
        ("O depósito é de 23.000 EUR [1]. Sarah cancelou o contrato.", "?", [DEPOSIT]),
        ("De borg is 23.000 EUR [1]. Sarah heeft het contract opgezegd.", "?", [DEPOSIT]),
        ("保証金は23,000ユーロです[1]。サラは契約を解除しました。", "?", [DEPOSIT]),
        (
            "Yes. Sarah agreed to 5,000 EUR [1]. The deposit is 23,000 EUR [1].",
            "Did Sarah agree to 5,000 EUR?",
            [DEPOSIT],
        ),
        ("There is no doubt that Sarah will sue you. The deposit is 23,000 EUR [1].", "?", [DEPOSIT]),
        ("Sarah has not signed. The deposit is 23,000 EUR [1].", "Has Sarah signed?", [DEPOSIT]),
    ],
)
def test_a_claim_of_its_own_that_names_no_source_is_left_out(told: str, question: str, mails: list[str]) -> None:
    found = left(told, question, *mails)
    assert "23" in found and not any(word in found for word in ("Sarah", "サラ", "Yes"))


async def test_an_invented_sentence_beside_one_that_is_cited_is_not_told(sqlite_db: Database) -> None:
    told = "The deposit is 23,000 EUR [1]. Sarah has cancelled the contract and will sue you."
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search")), said(told))
    await rig.mail_of("Deposit", DEPOSIT)
    reply = (await answer(rig.kit, rig.asker, "What about the deposit?", (), rig.tell)).reply
    assert "23,000 EUR [1]." in reply.text and "sue" not in reply.text
