"""New text told apart from history and sign-off."""

import pytest

from connectors.mail.quotes import Split, own_words, passes_on, split_reply

OLD = "> Could you send the offer?\n> Sarah"
BLOCK = "From: Sarah Lindqvist <sarah@x.example>\nSent: Friday, 20 November 2026 10:00\nTo: Alice\nSubject: Offer"


@pytest.mark.parametrize(
    "introduction",
    [
        "On Fri, Nov 20, 2026 at 10:00 AM Sarah Lindqvist <sarah@x.example> wrote:",
        "On Fri, Nov 20, 2026 at 10:00 AM Sarah Lindqvist\n<sarah@x.example> wrote:",
        "On 20 Nov 2026, at 10:00, Sarah <sarah@x.example> wrote:",
        "Am Fr., 20. Nov. 2026 um 10:00 Uhr schrieb Sarah <sarah@x.example>:",
        "Le ven. 20 nov. 2026 à 10:00, Sarah <sarah@x.example> a écrit :",
        "El vie, 20 nov 2026 a las 10:00, Sarah (<sarah@x.example>) escribió:",
        "Il giorno ven 20 nov 2026 alle ore 10:00 Sarah <sarah@x.example> ha scritto:",
        "Op vr 20 nov 2026 om 10:00 schreef Sarah <sarah@x.example>:",
        "Den fre 20 nov. 2026 kl 10:00 skrev Sarah <sarah@x.example>:",
        "Em sex., 20 de nov. de 2026 às 10:00, Sarah <sarah@x.example> escreveu:",
        "pt., 20 lis 2026 o 10:00 Sarah <sarah@x.example> napisał(a):",
        "пт, 20 нояб. 2026 г. в 10:00, Сара <sarah@x.example> написал:",
        "2026年11月20日(金) 10:00 Sarah <sarah@x.example>:",
        '20.11.2026, 10:00, "Sarah" <sarah@x.example>:',
        "Sarah Lindqvist <sarah@x.example> wrote:",
        "Sarah Lindqvist wrote:",
        "--- On Fri, 11/20/26, Sarah Lindqvist <sarah@x.example> wrote:",
    ],
)
def test_the_history_goes_with_its_introduction(introduction: str) -> None:
    split = split_reply(f"It is attached.\n\n{introduction}\n\n{OLD}")
    assert split == Split("It is attached.", f"{introduction}\n\n{OLD}")


@pytest.mark.parametrize(
    "introduction",
    [
        BLOCK,
        f"-----Original Message-----\n{BLOCK}",
        f"________________________________\n{BLOCK}",
        BLOCK.replace("\n", "\n\n"),
        "*From:* Sarah\n*Sent:* Friday\n*To:* Alice\n*Subject:* Offer",
        "Von: Sarah\nGesendet: Freitag, 20. November 2026\nAn: Alice\nBetreff: Angebot",
        "De : Sarah\nEnvoyé : vendredi\nÀ : Alice\nObjet : Offre",
        "Date: Fri, 20 Nov 2026\nSubject: Offer\nFrom: sarah@x.example\nTo: alice@x.example",
    ],
)
def test_a_header_block_begins_the_history(introduction: str) -> None:
    split = split_reply(f"It is attached.\n\n{introduction}\n\nCould you send the offer?")
    assert split.text == "It is attached."
    assert split.quoted.endswith("Could you send the offer?")


def test_answers_between_quoted_lines_are_kept() -> None:
    text = "On 20 Nov 2026, Sarah <s@x.example> wrote:\n> When?\nTuesday.\n> Where?\nAt ours."
    split = split_reply(text)
    assert split.text == "Tuesday.\nAt ours."
    assert split.quoted == "On 20 Nov 2026, Sarah <s@x.example> wrote:\n> When?\n> Where?"


def test_an_answer_below_the_quote_is_kept() -> None:
    assert split_reply("On 04/02/2012 06:26 PM, Megan wrote:\n> Hi\nHello").text == "Hello"


def test_a_broken_quoted_line_goes_with_its_quote() -> None:
    wrapped = "> " + "word " * 13 + "and the last\nwords here\n> end"
    assert split_reply(f"Yes.\n\n{wrapped}").text == "Yes."


@pytest.mark.parametrize(
    "text",
    [
        f"---------- Forwarded message ---------\n{BLOCK}\n\nPlease pay 90 EUR.",
        f"Begin forwarded message:\n\n{BLOCK}\n\nPlease pay 90 EUR.",
        f"{BLOCK}\n\nPlease pay 90 EUR.",
        "> Please pay 90 EUR.",
    ],
)
def test_a_mail_that_is_all_history_keeps_it_as_text(text: str) -> None:
    assert split_reply(text) == Split(text)


@pytest.mark.parametrize(
    "text",
    [
        "We need:\n- a lens\n- a filter\n- two lamps",
        "To do: call Bob\nSubject: still open\nbut nobody knows.",
        "He wrote: we shall see.\nAnd on Monday she said yes.",
        "On Monday we meet.\nSarah wrote the agenda:\n1. Budget",
        "Take the lamp.\nThanks to Bob we have two.",
        "Date: 3 June\nPlace: Hamburg\nTime: noon",
        "Best regards from Hamburg, where we met a client who asked for a new lens\nand more than that.",
        "a > b and b > c",
        "1 -- 2 -- 3",
        "",
        "Thanks,\nBob",
    ],
)
def test_plain_text_is_left_alone(text: str) -> None:
    assert split_reply(text) == Split(text)


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAlice Marsh\nFernhill Instruments",
        "--\nAlice",
        "Best regards,\nAlice Marsh\nHead of Sales",
        "Thanks,\nAlice",
        "Kind regards\n\nAlice",
        "Mit freundlichen Grüßen\nAlice Marsh",
        "Cordialement,\nAlice",
        "Sent from my iPhone",
        "Gesendet von meinem iPhone",
        "_______________________________________________\nusers mailing list\nusers@lists.example",
    ],
)
def test_the_sign_off_is_set_apart(signature: str) -> None:
    split = split_reply(f"It is attached.\n\n{signature}\n\nOn 1 May 2026, Bob <b@x.example> wrote:\n> Hi")
    assert (split.text, split.signature) == ("It is attached.", signature)
    assert split.quoted.endswith("> Hi")


FOOTER = "_______________________________________________\nusers mailing list\nusers@lists.example"
BLOCK_OF_ALICE = "-- \nAlice Marsh | Fernhill Instruments"


@pytest.mark.parametrize(
    "ending",
    [
        f"Best regards,\nAlice\n\n{FOOTER}",
        f"{BLOCK_OF_ALICE}\n\n{FOOTER}",
        f"Thanks,\nAlice\n{BLOCK_OF_ALICE}\n-- \nusers mailing list\nusers@lists.example",
        f"Sent from my iPhone\n{FOOTER}",
        "Regards\n\n\nAlice Marsh\n\nHead of Sales\n\nFernhill Instruments\n\nRoad 5\n\n\n\nHamburg\n\n\n\nTel. 1",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Sent from Mail<https://go.x.example/fwlink/?LinkId=550986> for Windows 10",
    ],
)
def test_a_closing_formula_a_block_and_the_footer_of_a_list_go_together(ending: str) -> None:
    split = split_reply(f"It is attached.\n\n{ending}\n\nOn 1 May 2026, Bob <b@x.example> wrote:\n> Hi")
    assert (split.text, split.signature) == ("It is attached.", ending)


def test_a_telephone_that_signs_above_the_answer_is_set_apart() -> None:
    split = split_reply("\nSent from my iPhone\n\nYes, by Tuesday.\n\nOn 1 May 2026, Bob <b@x.example> wrote:\n> When?")
    assert (split.text, split.signature) == ("Yes, by Tuesday.", "Sent from my iPhone")


def test_an_old_introduction_begins_a_history_without_marks() -> None:
    text = "It is attached.\n\n--- On Fri, 11/20/26, Sarah <sarah@x.example> wrote:\n\nCould you send the offer?"
    assert split_reply(text).text == "It is attached."


def test_sections_between_dashes_are_no_signatures() -> None:
    text = "One\n--\nTwo\n--\nThree\n--\nAlice"
    assert split_reply(text) == Split("One\n--\nTwo\n--\nThree", "", "--\nAlice")


@pytest.mark.parametrize("more", ["P.S. Please bring the lamp.", "PS: the lamp is on order", "Could you confirm?"])
def test_what_is_said_below_the_closing_formula_is_no_signature(more: str) -> None:
    text = f"It is attached.\n\nThanks,\nAlice\n\n{more}"
    assert split_reply(text) == Split(text)


NOTES = "Sarah Lindqvist@BRIGHTWATER\n11/20/2026 10:00 AM"


@pytest.mark.parametrize(
    "introduction",
    [
        f"\t{NOTES}\n\n\t\t To: Alice Marsh/HAM/FERNHILL, Bob/HAM, \nCarol Diaz\n\t\t cc: \n\t\t Subject: Offer",
        f"{NOTES}\nPlease respond to sarah@x.example\nTo: Alice\ncc:  \n\nSubject: Offer",
        '"Sarah Lindqvist" <sarah@x.example> on 20.11.2026 10:00:36\nTo: Alice\ncc: Bob\nSubject: Offer',
    ],
)
def test_the_header_that_notes_writes_begins_the_history(introduction: str) -> None:
    split = split_reply(f"It is attached.\n\n\n{introduction}\n\nCould you send the offer?")
    assert split.text == "It is attached."
    assert split.quoted.split() == f"{introduction}\n\nCould you send the offer?".split()


def test_a_moment_alone_begins_no_history() -> None:
    text = "It is settled.\n\nWe meet\n11/20/2026 10:00 AM\nTo: the harbour\nSubject: lamps"
    assert split_reply(text) == Split(text)


def test_a_second_introduction_between_answers_goes_with_its_quote() -> None:
    text = "Bob wrote:\n> One?\nYes.\n\nOn 2 May 2026 at 10:00 Sarah Lindqvist <s@x.example>\nwrote:\n\n> Two?\nNo."
    split = split_reply(text)
    assert split.text.split() == ["Yes.", "No."]
    assert "Sarah" in split.quoted and split.quoted.endswith("> Two?")


@pytest.mark.parametrize(
    ("quoted", "passed"),
    [
        (f"---------- Forwarded message ---------\n{BLOCK}", True),
        ("Begin forwarded message:\n\nFrom: Sarah", True),
        (f"-----Original Message-----\n{BLOCK}", False),
        ("On 1 May 2026, Bob <b@x.example> wrote:\n> Forwarded message", False),
        ("", False),
    ],
)
def test_a_forward_is_told_from_an_answer(quoted: str, passed: bool) -> None:
    assert passes_on(quoted) is passed


def test_the_mark_of_the_html_decides_where_no_word_is_known() -> None:
    text = "Tak.\n\nUnknown words about Sarah\n\nOld text"
    assert split_reply(text, text.index("Unknown")).text == "Tak."
    assert split_reply(text).text == text


def test_answers_below_the_mark_are_kept() -> None:
    text = "Hi.\nOn 1 May 2026 Bob <b@x.example> wrote:\n> One?\n> Two?\n> Three?\n> Four?\nYes to all."
    assert split_reply(text, text.index("On 1 May")).text == "Hi.\nYes to all."


def test_an_unmarked_quote_that_quotes_in_its_turn_is_history_as_a_whole() -> None:
    split = split_reply(
        "We can coat 40 pieces by Monday.\n\nRegards\nGraham\n\n________________________________\n"
        "From: Alice Marsh <alice@fernhill.example>\nSent: Tuesday, November 17, 2026 6:00 AM\n"
        "To: Graham Pell <gpell@kestreloptics.example>\nSubject: Re: New price list\n\n"
        "Hi Graham,\n\nthen please take this as our order.\n\nOn Mon, Nov 16, 2026 at 6:00 AM Graham Pell wrote:\n"
        "> Alice,\n> a heads-up."
    )
    assert split.text == "We can coat 40 pieces by Monday."
    assert "please take this" in split.quoted


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Two things.\n\nBob", "Two things.\n\nBob"),
        (f"As below.\n\n---------- Forwarded message ---------\n{BLOCK}\n\nOld", "As below."),
        (f"---------- Forwarded message ---------\n{BLOCK}\n\nOld", ""),
        (f"{BLOCK}\n\nOld", ""),
        (f"Sarah wrote:\n{OLD}\nYes.", "Yes."),
        (OLD, ""),
    ],
)
def test_own_words_are_what_is_neither_answered_nor_passed_on(text: str, own: str) -> None:
    assert own_words(text) == own
