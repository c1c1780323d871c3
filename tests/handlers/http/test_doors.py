"""What the doors share: whose address counts, how much of a body is read, and pages that cannot be written into."""

import json

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict
from yarl import URL

from bot.catalogue import Words
from bot.errors import CATALOGUE, Failure, Permanent, Temporary
from handlers.http.doors import LATER, Form, Secret, client_address, page, refuse, refuse_failure

PROXIES = ("10.0.0.0/8", "fd00::/8")


class _Peer:
    """A connection from that address."""

    def __init__(self, address: str) -> None:
        self._address = address

    def get_extra_info(self, name: str, default: object = None) -> object:
        return (self._address, 4711) if name == "peername" else default


def seen(peer: str, *forwarded: str, trusted: tuple[str, ...] = PROXIES) -> str:
    headers = CIMultiDict([("X-Forwarded-For", line) for line in forwarded])
    request = make_mocked_request("POST", str(URL("/")), headers, transport=_Peer(peer))
    return client_address(request, trusted)


@pytest.mark.parametrize(
    ("peer", "forwarded", "counts"),
    [
        ("198.51.100.7", (), "198.51.100.7"),
        ("198.51.100.7", ("203.0.113.1",), "198.51.100.7"),
        ("10.0.0.1", ("203.0.113.1",), "203.0.113.1"),
        ("10.0.0.1", ("1.2.3.4, 203.0.113.1",), "203.0.113.1"),
        ("10.0.0.1", ("1.2.3.4, 203.0.113.1, 10.0.0.2",), "203.0.113.1"),
        ("10.0.0.1", ("10.0.0.3, 10.0.0.2",), "10.0.0.3"),
        ("10.0.0.1", (" , ,",), "10.0.0.1"),
        ("10.0.0.1", ("1.2.3.4", "203.0.113.1"), "203.0.113.1"),
        ("10.0.0.1", ("<script>",), "<script>"),
        ("fd00::1", ("2001:db8::7",), "2001:db8::7"),
    ],
)
def test_the_last_address_that_is_no_proxy_of_ours_counts(peer: str, forwarded: tuple[str, ...], counts: str) -> None:
    assert seen(peer, *forwarded) == counts


def test_without_trusted_proxies_nobody_can_speak_for_another() -> None:
    assert seen("127.0.0.1", "203.0.113.1", trusted=()) == "127.0.0.1"


def test_a_page_escapes_all_that_it_is_given() -> None:
    evil = '"><input name=evil>'
    form = Form(evil, evil, evil, evil, evil)
    told = page(200, Words("<script>", "a & b", '"><img src=x>'), form).text or ""
    assert "<script>" not in told and "<img" not in told and "&lt;script&gt;" in told and "a &amp; b" in told
    assert "<input name=evil" not in told


def test_a_page_runs_no_script_and_tells_nobody_where_it_came_from() -> None:
    headers = page(200, Words("t", "s", "n")).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "form-action 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"


def test_a_form_may_lead_here_only() -> None:
    told = page(200, Words("t", "s", "n"), Form("confirm", "grant", "x", "Yes", "No"))
    assert told.headers["Content-Security-Policy"].endswith("form-action 'self'")
    assert "frame-ancestors 'none'" in told.headers["Content-Security-Policy"]


def test_a_refusal_carries_its_headers() -> None:
    answer = refuse(429, "too_many", "Slow down.", **{"Retry-After": "3"})
    assert (answer.status, answer.headers["Retry-After"]) == (429, "3")


@pytest.mark.parametrize("failure", Failure)
def test_a_failure_is_told_in_the_catalogues_words_with_a_pause_if_it_may_be_asked_again(failure: Failure) -> None:
    words = CATALOGUE[failure]
    later, never = refuse_failure(Temporary("x", failure, retry_after=2.5)), refuse_failure(Permanent("x", failure))
    assert (later.status, later.headers["Retry-After"]) == (LATER.get(failure, 503), "3") and 400 <= never.status < 500
    for answer, pause in ((later, {"retry_after": 3}), (never, {})):
        said = json.loads(str(answer.text))
        assert (said["code"], said["message"]) == (failure.value, words.sentence)
        assert said["details"] == {"title": words.title, "next_step": words.next_step} | pause
    assert refuse_failure(Temporary("x", failure)).headers["Retry-After"] == "10"


def test_who_shows_no_key_is_told_which_kind_is_wanted() -> None:
    none, bad = (refuse_failure(Permanent("x", failure)) for failure in (Failure.NO_KEY, Failure.KEY_ENDED))
    assert none.headers["WWW-Authenticate"] == 'Bearer realm="Mailroom"'
    assert bad.headers["WWW-Authenticate"] == 'Bearer realm="Mailroom", error="invalid_token"'


def test_a_page_shows_a_secret_as_text_alone() -> None:
    told = page(200, Words("t", "s", "n"), Secret("<b>key</b>"))
    assert "&lt;b&gt;key&lt;/b&gt;</code>" in str(told.text) and told.headers["Cache-Control"] == "no-store"
