"""Mail that announces other bank details, by which most of a firm's money is stolen: it never passes unmarked."""

from dataclasses import replace
from time import process_time

import pytest

from assistant.grounds import Grounds
from assistant.risk import Circle, FlagKind, Reply, flags, speaks_of_new_account
from connectors.mail.email import Email
from tests.assistant.mails import ME, MONDAY, SARAH, mail

CHANGED = {
    "en": "Dear Alice,\n\nplease note that our bank\ndetails have changed. Pay open invoices to the account below.",
    "de": "Guten Tag,\n\nunsere neue Bankverbindung lautet ab sofort:\nDE89 3704 0044 0532 0130 00",
    "fr": "Bonjour,\n\nmerci de régler désormais sur le compte suivant : FR14 2004 1010 0505 0001 3M02 606.",
    "es": "Estimada Alice:\n\nle informamos de que nuestros datos bancarios han cambiado.",
    "it": "Buongiorno,\n\nle nostre coordinate bancarie sono state aggiornate.",
    "pt": "Prezada Alice,\n\nnossos dados bancários mudaram de banco: houve uma mudança.",
    "nl": "Beste Alice,\n\nons rekeningnummer is gewijzigd.",
    "ja": "このたび、振込先口座が変更となりましたのでお知らせいたします。",
}
ORDINARY = (
    "Could you send me your bank details?",
    "The invoice is attached. Our IBAN is DE89 3704 0044 0532 0130 00.",
    "We have a new sensor. The payment details stand on the invoice.",
    "Das neue Angebot liegt bei. Die Kontonummer steht auf der Rechnung.",
    "I have changed my mind about the account manager.",
    "Flight QF12 your next trip from now on leaves at nine.",
)


def kinds(email: Email) -> set[FlagKind]:
    circle = Circle(ME, frozenset(), frozenset({"acme.example"}))
    return {one.kind for one in flags(email, Reply((SARAH.email,), "Thanks."), circle, Grounds((), MONDAY))}


@pytest.mark.parametrize("language", CHANGED)
def test_news_of_other_bank_details_flag_the_reply(language: str) -> None:
    assert kinds(mail(CHANGED[language])) == {FlagKind.ACCOUNT}


@pytest.mark.parametrize("text", ORDINARY)
def test_an_account_that_stays_as_it_is_is_no_news(text: str) -> None:
    assert FlagKind.ACCOUNT not in kinds(mail(text))


def test_it_is_seen_in_the_subject_the_signature_and_a_mail_that_is_passed_on() -> None:
    plain = mail("See below.")
    forwarded = f"---------- Forwarded message ---------\nFrom: Pat\n\n{CHANGED['en']}"
    assert speaks_of_new_account(replace(plain, subject="Our new bank account"))
    assert speaks_of_new_account(replace(plain, signature="Pat\nNew IBAN: GB29 NWBK 6016 1331 9268 19"))
    assert speaks_of_new_account(replace(plain, quoted=forwarded))
    assert not speaks_of_new_account(replace(plain, quoted=f"On Monday Alice wrote:\n> {CHANGED['en']}"))


@pytest.mark.parametrize("word", ["new ", "iban ", "de89 ", "DE891234", "a", "\n\n", "a. "])
def test_no_mail_makes_the_search_slow(word: str) -> None:
    began = process_time()
    speaks_of_new_account(mail(word * 100_000))
    assert process_time() - began < 1
