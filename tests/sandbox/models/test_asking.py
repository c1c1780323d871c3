"""What the stand-in quotes of given sources, as an answer."""

from sandbox.models.asking import answer_from_sources
from sandbox.models.reading import read

NEWS = "From next month the gratings cost far more."
PLAN = "Mail: Service plan\nFrom: Alice\n\nOne visit a year to the site. Weir Lane is not covered, nor is its lane."
VISIT = "Mail: Site visit at Weir Lane - which day?\nFrom: Tom\n\nI have the keys on Monday from 10 to 12."


def test_the_mail_whose_subject_has_all_words_of_the_question_is_the_one_that_is_asked_about() -> None:
    prompt = "".join(f"<source-{n}>\n{body}\n</source-{n}>\n" for n, body in enumerate((PLAN, VISIT), 1))
    found = answer_from_sources(prompt, read(prompt), "When is the site visit at Weir Lane?")
    assert found.text == "I have the keys on Monday from 10 to 12. [2]" and found.source_ids == ("2",)


def test_a_summary_tells_what_each_mail_of_the_conversation_says_first_the_earliest_first() -> None:
    later = "Mail: Re: Price list\nFrom: Alice\nWhen: Thursday 26 November 2026, 09:00\n\nHi Graham,\n\n{}"
    first = "Mail: Price list\nFrom: Graham\nWhen: Tuesday 24 November 2026, 16:54\n\n{}"
    mails = (later.format("We order forty gratings at the old price."), PLAN, first.format(NEWS))
    prompt = "".join(f"<source-{n}>\n{body}\n</source-{n}>\n" for n, body in enumerate(mails, 1))
    found = answer_from_sources(prompt, read(prompt), "Summarise the conversation about gratings")
    assert found.source_ids == ("3", "1")
    assert found.text.splitlines() == [
        f"- {NEWS} [3]",
        "- We order forty gratings at the old price. [1]",
    ]
    assert answer_from_sources(prompt, read(prompt), "Summarise the thread about lamps").text == ""
    found = answer_from_sources(prompt, read(prompt), "Sum up the mails from Alice")
    assert found.source_ids == ("2", "1")  # the plan has no date: it comes first


def test_a_price_is_answered_by_what_has_one_of_the_article_that_is_asked_about() -> None:
    cabling = "Mail: HT-7 logging\nFrom: Priya\n\nWe would like HT-7 sensors in both rooms, whatever they cost."
    others = f"Mail: Gratings\nFrom: Graham\n\n{NEWS} They cost £84.00 instead of £80.50."
    prices = "File: Price list\nBy: Alice\n\narticle,description,price_eur\nTB-3,turbidity,880.00\nHT-7,humidity,129.00"
    prompt = "".join(f"<source-{n}>\n{body}\n</source-{n}>\n" for n, body in enumerate((cabling, others, prices), 1))
    found = answer_from_sources(prompt, read(prompt), "How much does the HT-7 cost?")
    assert found.source_ids == ("3",) and "129.00" in found.text and "880" not in found.text


def test_by_when_is_answered_by_what_says_so() -> None:
    asked = "I need an answer for a feature. My deadline is Monday, 30 November."
    letter = f"Mail: A feature\nFrom: Daniel Osei\n\n{asked}\n\nDaniel Osei"
    prompt = "".join(f"<source-{n}>\n{body}\n</source-{n}>\n" for n, body in enumerate((PLAN, letter), 1))
    found = answer_from_sources(prompt, read(prompt), "By when does Daniel need an answer?")
    assert found.text == "My deadline is Monday, 30 November. [2]"
