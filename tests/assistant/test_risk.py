"""Tests of the risk flags. The mail came on Monday, 2 March 2026; the reply is written the same day."""

from typing import Any

import pytest

from assistant.grounds import Grounds
from assistant.risk import Circle, FlagKind, Reply, flags
from connectors.mail.email import Address, AuthResults, Email
from tests.assistant.mails import ALICE, BOB, ME, MONDAY, SARAH, mail

KNOWN = Circle(ME, frozenset(), frozenset({"acme.example"}))


def kinds(
    email: Email, draft: str, recipients: tuple[str, ...] = (SARAH.email,), *, circle: Circle = KNOWN, files: int = 0,
    said: tuple[str, ...] = (),
) -> set[FlagKind]:  # fmt: skip
    found = flags(email, Reply(recipients, draft, files), circle, Grounds(said, MONDAY))
    return {flag.kind for flag in found}


def test_an_ordinary_reply_has_no_flags() -> None:
    asked = mail("Hi Alice,\n\nCould you send 250 sensors by 5 March for €1.200,50? Call me at 3 pm.\n\nSarah")
    draft = (
        "Hi Sarah,\n\nYes: 250 sensors by Thursday, 5 March, for 1,200.50 EUR. I will call at 15:00.\n\nBest,\nAlice"
    )
    assert kinds(asked, draft) == set()


@pytest.mark.parametrize(
    ("source", "draft"),
    [
        ("The invoice is €1.200,50.", "We will transfer 1,200.50 EUR."),
        ("Die Rechnung über 1.200,50 €", "Ich überweise 1200,50 Euro."),
        ("Budget $5k?", "$5,000 is fine."),
        ("We need 250 units.", "The 250 units are ready."),
        ("20 percent?", "20 % it is."),
        ("How many?", "I see two options and 3 open points."),
        ("The plan 2027", "I read the plan 2027 in 2026."),
        ("My number is 030/123 45 67.", "I will call 030 1234567."),
        ("Order 10023, room 12", "Your order 10023 is in room 12."),
    ],
)
def test_an_amount_of_the_sources_is_fine(source: str, draft: str) -> None:
    assert FlagKind.AMOUNT not in kinds(mail(source), draft)


@pytest.mark.parametrize(
    ("source", "draft"),
    [
        ("Can you pay 1200 EUR?", "I will pay €1,500."),
        ("Can you pay 1200 USD?", "The 1200 EUR are on their way."),
        ("How much?", "It costs 99.90 Euro."),
        ("Rabatt?", "Wir geben 10 % Rabatt."),
        ("When?", "You will have it in 14 days."),
        ("Which account?", "Use DE89370400440532013000."),
        ("Which number?", "Call me at +49 30 1234567."),
        ("いくらですか。", "価格は3000円です。"),
    ],
)
def test_an_amount_out_of_nowhere_is_flagged(source: str, draft: str) -> None:
    assert FlagKind.AMOUNT in kinds(mail(source), draft)


@pytest.mark.parametrize(
    ("source", "draft"),
    [
        ("Is 5 March fine?", "Der 05.03. passt."),
        ("Passt der 5. März?", "March 5 is fine."),
        ("Is 2026-03-05 fine?", "Thursday works."),
        ("Lunch on Thursday?", "Thursday, 5 March works for me."),
        ("¿El 12 de abril?", "El 12/04 me va bien."),
        ("Le 5 mars à 14h30 ?", "Le 5 mars à 14 h 30 me convient."),
        ("Tomorrow?", "Tuesday is good."),
        ("Tomorrow?", "Tomorrow is good, thanks for your mail of today."),
        ("3月5日でよろしいですか。", "3月5日で問題ありません。"),
        ("By the end of the week?", "By Friday, yes."),
        ("At 3 pm?", "15:00 is good."),
        ("Um 15 Uhr?", "15:00 passt."),
        ("Your mail of 1 February", "Ihre Mail vom 01.02.2026"),
    ],
)
def test_a_date_of_the_sources_is_fine(source: str, draft: str) -> None:
    assert FlagKind.DATE not in kinds(mail(source), draft)


@pytest.mark.parametrize(
    ("source", "draft"),
    [
        ("When?", "By Friday."),
        ("Lunch on Thursday?", "Thursday, 6 March works for me."),
        ("Is 5 March 2026 fine?", "5 March 2027 is fine."),
        ("¿El 12 de abril?", "El 13 de abril me va bien."),
        ("Wann?", "Bis Ende der Woche."),
        ("Quand ?", "Demain."),
        ("At 3 pm?", "16:30 is better."),
        ("いつですか。", "3月6日です。"),
    ],
)
def test_a_date_out_of_nowhere_is_flagged(source: str, draft: str) -> None:
    assert FlagKind.DATE in kinds(mail(source), draft)


def test_what_the_user_said_counts_as_a_source() -> None:
    draft = "We can deliver on Friday for €900 with a discount, see https://fernhill.example/x."
    told = ("Say Friday, 900 euros, the discount, we deliver, and link https://fernhill.example/x",)
    assert kinds(mail("When and how much?"), draft, said=told) == set()


@pytest.mark.parametrize(
    "draft",
    [
        "We will give you a full refund.",
        "I guarantee that it works.",
        "Wir werden Ihnen den Betrag erstatten.",
        "Nous allons vous rembourser.",
        "Le ofrecemos un descuento. Garantizamos la calidad.",
        "Le offriamo uno sconto.",
        "Oferecemos um desconto.",
        "We zullen het bedrag terugbetalen.",
        "全額返金いたします。",
    ],
)
def test_a_costly_promise_out_of_nowhere_is_flagged(draft: str) -> None:
    assert FlagKind.PROMISE in kinds(mail("The pump is broken."), draft)


@pytest.mark.parametrize(
    "draft",
    [
        "I will get back to you.",
        "I will look into it.",
        "We cannot give you a refund.",
        "Would a refund help?",
        "Ich melde mich wieder.",
        "Eine Erstattung ist leider nicht möglich.",
    ],
)
def test_courtesy_refusals_and_questions_promise_nothing(draft: str) -> None:
    assert FlagKind.PROMISE not in kinds(mail("The pump is broken."), draft)


def test_a_promise_that_was_asked_for_is_fine() -> None:
    assert FlagKind.PROMISE not in kinds(mail("Can I have a refund?"), "Yes, we will refund the pump.")


@pytest.mark.parametrize(
    "draft",
    [
        "Please find attached the report.",
        "I have attached the report.",
        "Im Anhang finden Sie den Bericht.",
        "Anbei der Bericht.",
        "Vous trouverez le rapport ci-joint.",
        "Adjunto el informe.",
        "In allegato il rapporto.",
        "Segue em anexo o relatório.",
        "Bijgevoegd het rapport.",
        "報告書を添付いたします。",
    ],
)
def test_a_promised_attachment_must_be_there(draft: str) -> None:
    asked = mail("Can you send the report? El informe, por favor.")
    assert FlagKind.ATTACHMENT in kinds(asked, draft)
    assert FlagKind.ATTACHMENT not in kinds(asked, draft, files=1)


@pytest.mark.parametrize(
    "draft",
    [
        "Thank you for the attached report.",
        "I cannot open your attachment.",
        "I read the attachment you sent.",
        "Ich konnte Ihren Anhang öffnen.",
        "J'ai bien lu votre pièce jointe.",
    ],
)
def test_the_other_sides_attachment_is_not_meant(draft: str) -> None:
    assert FlagKind.ATTACHMENT not in kinds(mail("See the report."), draft)


def test_links_and_addresses_must_come_from_a_source() -> None:
    asked = mail("See https://www.acme.example/x/ or ask info@acme.example.")
    assert kinds(asked, "I read acme.example/x and asked info@acme.example. Write to sarah@acme.example.") == set()
    assert kinds(asked, "Log in at https://acme.example.evil.example/x") == {FlagKind.LINK}
    assert kinds(asked, "Write to help@evil.example.") == {FlagKind.LINK}


@pytest.mark.parametrize(
    "gap",
    ["[date]", "[your answer]", "[deine Antwort]", "[…]", "TBD", "____", "{{name}}", "<your name>", "[ここに回答]"],
)
def test_gaps_must_be_filled(gap: str) -> None:
    assert kinds(mail("When?"), f"Hi Sarah,\n\nIt is {gap}.\n\nAlice") == {FlagKind.GAP}


@pytest.mark.parametrize("text", ["see [1]", "the array a[0]", "[link](x)"])
def test_other_brackets_are_no_gaps(text: str) -> None:
    assert FlagKind.GAP not in kinds(mail("?"), text)


def test_a_first_mail_to_somebody_is_flagged() -> None:
    circle = Circle(ME, frozenset({SARAH.email}))
    assert kinds(mail("Hello?"), "Hello.", circle=circle) == {FlagKind.UNKNOWN}
    assert kinds(mail("Hello?"), "Hello.") == set()


def test_a_reply_that_leaves_for_another_domain_is_flagged() -> None:
    trick = mail("Hello?", reply_to=(Address("Sarah Chen", "sarah.chen@evil.example"),))
    assert kinds(trick, "Hello.", ("sarah.chen@evil.example",)) == {FlagKind.OTHER_DOMAIN}


@pytest.mark.parametrize(
    "recipient", ["sales@acme.example", "sales@mail.acme.example", BOB.email, "carla@partner.example"]
)
def test_replies_to_those_who_were_on_the_mail_or_at_home_are_fine(recipient: str) -> None:
    email = mail("Hello?", to=(ALICE,), cc=(Address("", "carla@partner.example"),))
    assert kinds(email, "Hello.", (recipient,)) == set()


def test_a_look_alike_sender_is_flagged() -> None:
    fake = mail("Hello?", sender=Address("Sarah Chen", "sarah@fernhi11.example"))
    assert FlagKind.LOOKALIKE in kinds(fake, "Hello.", ("sarah@fernhi11.example",))
    supplier = mail("Hello?", sender=Address("Sarah Chen", "sarah@acnne-instruments.example"))
    circle = Circle(ME, frozenset(), frozenset({"acme-instruments.example"}))
    assert FlagKind.LOOKALIKE in kinds(supplier, "Hello.", ("sarah@acnne-instruments.example",), circle=circle)


@pytest.mark.parametrize(
    ("auth", "flagged"),
    [
        (AuthResults("fail", "fail", "fail"), True),
        (AuthResults("pass", "pass", "fail"), True),
        (AuthResults("fail", "none", "none"), True),
        (AuthResults("fail", "pass", "pass"), False),
        (AuthResults("fail", "pass", ""), False),
        (AuthResults("pass", "fail", "none"), False),
        (AuthResults("softfail", "none", "none"), False),
        (AuthResults(), False),
    ],
)
def test_a_sender_that_failed_its_checks_is_flagged(auth: AuthResults, flagged: bool) -> None:
    assert (FlagKind.UNPROVEN in kinds(mail("Hello?", auth=auth), "Hello.")) is flagged


def test_removed_hidden_text_is_flagged() -> None:
    assert kinds(mail("Hello?", hidden_removed=True), "Hello.") == {FlagKind.HIDDEN}


def test_the_words_can_carry_no_markup() -> None:
    evil = "sarah@<!channel>*x*`y`.example"
    email = mail("Hello?", sender=Address("", evil), auth=AuthResults("fail", "fail", "fail"))
    draft = "Pay €1,234 <!here> at https://evil.example/<x|y> by *Friday*."
    found = flags(email, Reply((evil,), draft), Circle(ME, frozenset({evil})), Grounds((), MONDAY))
    assert len(found) >= 4
    assert not set("<>*`|&~[]") & set("".join(flag.words for flag in found))


def test_many_findings_of_one_kind_are_one_flag() -> None:
    (flag,) = flags(mail("?"), Reply((SARAH.email,), "€11, €12, €13, €14, €15"), KNOWN, Grounds((), MONDAY))
    assert (
        flag.words
        == "The draft names what stands neither in the mail nor in your instructions: €11, €12, €13 and 2 more."
    )


@pytest.mark.parametrize("changes", [{"date": None}, {"sender": Address("", "")}, {"to": ()}])
def test_incomplete_mails_are_no_trouble(changes: dict[str, Any]) -> None:
    assert kinds(mail("Hello?", **changes), "By Friday.", ()) == {FlagKind.DATE}


@pytest.mark.parametrize("name", ["bob@fernhill.example", "Bob <bob@fernhill.example>", "pay@bank.example via Mail"])
def test_a_sender_whose_name_is_another_address_is_flagged(name: str) -> None:
    posing = mail("Hi?", sender=Address(name, "x@evil.example"))
    found = flags(posing, Reply((posing.sender.email,), "Hi."), KNOWN, Grounds((), MONDAY))
    assert any(f.kind is FlagKind.LOOKALIKE and "poses as" in f.words and "evil.example" in f.words for f in found)
    honest = mail("Hi?", sender=Address("sarah@acme.example", SARAH.email))
    assert FlagKind.LOOKALIKE not in kinds(honest, "Hi.")


@pytest.mark.parametrize(
    "link",
    [
        "evil.xyz",
        "evil.click/now",
        "bit.ly/x1",
        "sub.evil.zzz/a",
        "evil。example",
        "hxxp://evil",
        "slack://open?x=1",
        "t.me/x",
    ],
)
def test_a_link_that_nobody_named_is_flagged_however_it_is_written(link: str) -> None:
    assert FlagKind.LINK in kinds(mail("Where?"), f"See {link} please.")
    assert FlagKind.LINK not in kinds(mail(f"Is it at {link} now?"), f"See {link} please.")
