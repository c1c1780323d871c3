"""What the stand-in quotes of given sources, as an answer."""

from sandbox.models.asking import answer_from_sources
from sandbox.models.reading import read

PLAN = "Mail: Service plan\nFrom: Alice\n\nOne visit a year to the site. Weir Lane is not covered, nor is its lane."
VISIT = "Mail: Site visit at Weir Lane - which day?\nFrom: Tom\n\nI have the keys on Monday from 10 to 12."


def test_the_mail_whose_subject_has_all_words_of_the_question_is_the_one_that_is_asked_about() -> None:
    prompt = "".join(f"<source-{n}>\n{body}\n</source-{n}>\n" for n, body in enumerate((PLAN, VISIT), 1))
    found = answer_from_sources(prompt, read(prompt), "When is the site visit at Weir Lane?")
    assert found.text == "I have the keys on Monday from 10 to 12. [2]" and found.source_ids == ("2",)
