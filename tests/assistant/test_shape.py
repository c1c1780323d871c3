"""Tests of the shape of template mail."""

from typing import Any

import pytest

from assistant.shape import shape_of
from connectors.mail.email import Address, Email
from tests.assistant.mails import ALICE, BOB, mail

SHOP = Address("Acme Shop", "orders@acme.example")


def receipt(number: str, amount: str, day: str, **changes: Any) -> Email:
    text = (
        f"Hi Alice,\n\nThank you for your order {number} of {day}.\n\nTotal: {amount}\n"
        f"See https://acme.example/o/{number}?t=9f8e7d6c\n\nYour Acme team"
    )
    values: dict[str, Any] = {"sender": SHOP, "rfc_id": f"<{number}@acme.example>"}
    return mail(text, f"Your order {number}", **(values | changes))


def test_two_receipts_of_one_shop_have_one_shape() -> None:
    assert shape_of(receipt("A-1001", "€12.50", "2 March 2026")) == shape_of(
        receipt("B-77", "$1,300.00", "14 May 2027")
    )


def test_the_recipients_name_is_no_part_of_the_shape() -> None:
    first = mail("Hello Alice Marsh,\n\nyour invoice is ready now.", "Invoice", sender=SHOP)
    second = mail("Hello Bob Okafor,\n\nyour invoice is ready now.", "Invoice", sender=SHOP, to=(BOB,))
    assert shape_of(first) == shape_of(second)


def test_changing_sender_tokens_are_masked() -> None:
    first, second = (Address("", f"alerts+{token}@acme.example") for token in ("1a2b3c4d", "99ff00aa"))
    text = "The disk of host 7 is full by 93 %."
    assert shape_of(mail(text, sender=first)) == shape_of(mail(text, sender=second))


def test_other_senders_and_other_words_are_other_shapes() -> None:
    base = receipt("A-1", "€1", "2 March 2026")
    other_sender = receipt("A-1", "€1", "2 March 2026", sender=Address("", "orders@other.example"))
    assert shape_of(base) != shape_of(other_sender)
    failed = mail("Your payment of 12 EUR has failed today.", "Payment", sender=SHOP)
    arrived = mail("Your payment of 12 EUR has arrived today.", "Payment", sender=SHOP)
    assert shape_of(failed) != shape_of(arrived)


@pytest.mark.parametrize(
    "text", ["Thanks!", "Can you call me at 3?", "Sounds good, see you on Monday then, at the usual place."]
)
def test_two_mails_of_a_person_never_share_a_shape(text: str) -> None:
    assert shape_of(mail(text, rfc_id="<1@x>")) != shape_of(mail(text, rfc_id="<2@x>"))


def test_an_answer_from_a_desk_is_a_persons_mail() -> None:
    text = "We have looked into ticket 42 and will call you."
    desk = Address("", "support@acme.example")
    first, second = (mail(text, sender=desk, rfc_id=f"<{n}@x>", in_reply_to="<q@fernhill.example>") for n in (1, 2))
    assert shape_of(first) != shape_of(second)


def test_the_same_mail_read_twice_has_the_same_shape() -> None:
    assert shape_of(mail("Hello there", to=(ALICE,))) == shape_of(mail("Hello there", to=(ALICE,)))


def test_a_list_of_items_may_grow() -> None:
    def order(*items: str) -> Email:
        return mail("Your order has been packed:\n" + "\n".join(items) + "\nThank you.", sender=SHOP)

    assert shape_of(order("10 x 4.50", "2 x 3.00")) == shape_of(order("1 x 9.99"))
