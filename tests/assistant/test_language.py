"""Tests of guessing a text's language."""

import pytest

from assistant.language import guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Could you send me the report by Friday? Thanks a lot.", "en"),
        ("Könnten Sie mir bitte den Bericht bis Freitag schicken? Vielen Dank.", "de"),
        ("Pourriez-vous m'envoyer le rapport avant vendredi ? Merci pour votre aide.", "fr"),
        ("¿Podría enviarme el informe antes del viernes? Muchas gracias por su ayuda.", "es"),
        ("Potrebbe inviarmi il rapporto entro venerdì? Grazie mille per il suo aiuto.", "it"),
        ("Você pode me enviar o relatório até sexta? Muito obrigado pela ajuda.", "pt"),
        ("Kun je me het rapport voor vrijdag sturen? Alvast bedankt voor je hulp.", "nl"),
        ("Kan du skicka rapporten till mig? Tack och vänliga hälsningar, det är bråttom.", "sv"),
        ("Czy może mi Pan przesłać raport do piątku? Dziękuję i pozdrawiam.", "pl"),
        ("金曜日までにレポートを送っていただけますか。", "ja"),
        ("请在星期五之前把报告发给我，谢谢。", "zh"),
        ("금요일까지 보고서를 보내 주시겠어요?", "ko"),
        ("Не могли бы вы прислать отчёт до пятницы?", "ru"),
        ("Чи можете ви надіслати звіт до п'ятниці? Дякую, її ще немає.", "uk"),
        ("هل يمكنك إرسال التقرير قبل يوم الجمعة؟", "ar"),
    ],
)
def test_each_language_is_known(text: str, language: str) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize("text", ["", "OK", "12345 67", "Müller GmbH", "???", "Die Hard"])
def test_too_little_text_is_taken_for_english(text: str) -> None:
    assert guess_language(text) == "en"


def test_one_foreign_name_does_not_change_the_language() -> None:
    assert guess_language("Please call 田中 about the order that we sent to you") == "en"
