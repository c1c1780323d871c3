"""Tests of replies without a model."""

import re

import pytest

from assistant.language import guess_language
from assistant.patterns import judge_by_patterns
from assistant.templates import MOST_WORDS, name_of, plain, questions, template_reply
from connectors.mail.email import Address, Email
from tests.assistant.mails import ME, MONDAY, mail


def reply(email: Email, language: str = "") -> str:
    return template_reply(email, judge_by_patterns(email, ME, MONDAY), "Alice Marsh", language)


MAILS = {
    "en": ("Hi Alice,\n\nCould you send me the report by Friday? And when can we meet?\n\nBest,\nSarah", "Hi Sarah,"),
    "de": ("Hallo Alice,\n\nkönnten Sie mir bitte den Bericht schicken? Wann passt es Ihnen?\n\nGrüße", "Hallo Sarah,"),
    "fr": (
        "Bonjour,\n\nPourriez-vous m'envoyer le rapport ? Quand êtes-vous libre ?\n\nCordialement",
        "Bonjour Sarah,",
    ),
    "es": ("Hola:\n\n¿Podría enviarme el informe? ¿Cuándo puede reunirse?\n\nSaludos", "Hola, Sarah:"),
    "it": ("Buongiorno,\n\npotrebbe inviarmi il rapporto? Quando possiamo sentirci?\n\nGrazie", "Buongiorno Sarah,"),
    "pt": ("Olá,\n\nVocê pode me enviar o relatório? Quando podemos falar?\n\nObrigado", "Olá, Sarah,"),
    "nl": ("Hoi,\n\nKun je me het rapport sturen? Wanneer kunnen we bellen?\n\nGroeten", "Beste Sarah,"),
    "ja": ("お世話になっております。報告書を送っていただけますか。いつ打ち合わせできますか。", "Sarah Chen様"),
}


@pytest.mark.parametrize("language", MAILS)
def test_the_reply_speaks_the_mails_language_and_takes_up_what_was_asked(language: str) -> None:
    text, greeting = MAILS[language]
    answer = reply(mail(text))
    assert answer.splitlines()[0] == greeting
    assert guess_language(re.sub(r"[“„«「].*?[”“»」]", "", answer.replace("Alice Marsh", ""))) == language
    assert len(questions(mail(text), language)) == 2
    for question in questions(mail(text), language):
        assert question in answer
    assert answer.count("[") == 2


def test_an_unknown_language_is_answered_in_english() -> None:
    assert reply(mail("Не могли бы вы прислать отчёт до пятницы?")).startswith("Hi Sarah,")


def test_a_chosen_language_goes_before_the_mails() -> None:
    assert reply(mail(MAILS["en"][0]), "de").startswith("Hallo Sarah,")


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ("Sarah Chen", "Sarah"),
        ("Chen, Sarah", "Sarah"),
        ("SARAH CHEN", "Sarah"),
        ("sarah", "Sarah"),
        ("Dr. Hans Müller", "Hans"),
        ("Jean-Luc Picard", "Jean-Luc"),
        ("O'Brien, Pat", "Pat"),
        ("Sarah Chen (Acme)", "Sarah"),
        ("李明", "李明"),
        ("J. Smith", ""),
        ("Acme Support", ""),
        ("Acme GmbH", ""),
        ("Newsletter", ""),
        ("sarah@acme.example", ""),
        ("Sarah <script>", ""),
        ("http://evil.example", ""),
        ("", ""),
        ("Team 7", ""),
    ],
)
def test_only_a_person_is_greeted_by_name(shown: str, name: str) -> None:
    assert name_of(Address(shown, "s@acme.example")) == name


def test_without_a_name_the_greeting_is_neutral() -> None:
    assert reply(mail("Can you call?", sender=Address("Acme Support", "s@acme.example"))).startswith("Hello,")


def test_links_addresses_and_markup_never_come_back() -> None:
    text = "Could you pay at http://evil.example/x or write to bad@evil.example about *this* <b>now</b> [click](x)?"
    answer = reply(mail(text))
    for bad in ("evil", "http", "@", "*", "<", "](", "[click"):
        assert bad not in answer
    assert "Could you pay" in answer


def test_a_domain_without_scheme_is_taken_out_too() -> None:
    assert "evil" not in plain("Have you seen evil.example/login or www.evil.example?")


def test_at_most_three_questions_are_taken_up_and_questions_go_before_requests() -> None:
    text = "Please send the report. How are you? When do we meet? Where do we meet? Who comes?"
    asked = questions(mail(text), "en")
    assert asked == ("How are you?", "When do we meet?", "Where do we meet?")


def test_it_stays_short_whatever_is_asked() -> None:
    long = " ".join(f"Could you tell me about {'the very long matter of things ' * 9} number {n}?" for n in range(9))
    answer = reply(mail(long))
    assert len(answer.split()) <= MOST_WORDS
    assert "…" in answer


def test_nothing_asked_leaves_one_gap() -> None:
    answer = reply(mail("The report is on the server."))
    assert answer.count("[") == 1
    assert "You asked" not in answer


def test_it_ends_with_the_users_name_or_without_one() -> None:
    email = mail("Can you call?")
    verdict = judge_by_patterns(email, ME, MONDAY)
    assert template_reply(email, verdict, "Alice Marsh").endswith("Kind regards,\nAlice Marsh")
    assert template_reply(email, verdict, "").endswith("Kind regards,")
