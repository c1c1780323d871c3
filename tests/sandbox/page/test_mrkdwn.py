"""How the page reads Slack's mrkdwn, rich text and Markdown; drawn in a real browser."""

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.sandbox.page.conftest import Open
from tests.sandbox.page.fake_sandbox import FakeSandbox
from tests.sandbox.page.scene import message, section

pytestmark = pytest.mark.asyncio(loop_scope="session")

_DRAW = """async ([module, name, text]) => {
  const drawn = (await import(`/static/${module}.js`))[name];
  const ctx = { me: "U0ALICE", people: new Map([["U0BOB", "Bob Okafor"]]), rooms: new Map([["C1", "sales"]]) };
  return drawn(text, ctx).innerHTML;
}"""


async def drawn(page: Page, text: str) -> str:
    html: str = await page.evaluate(_DRAW, ["mrkdwn", "mrkdwn", text])
    return html


@pytest_asyncio.fixture(loop_scope="session")
async def page(open_page: Open) -> Page:
    return await open_page()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* and _it_ and ~no~", "<strong>bold</strong> and <em>it</em> and <s>no</s>"),
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("* not bold *", "* not bold *"),
        ("*a\nb*", "*a\nb*"),
        ("`*code*`", "<code>*code*</code>"),
        ("a &amp; b &lt;c&gt;", "a &amp; b &lt;c&gt;"),
        ("&lt;!channel&gt;", "&lt;!channel&gt;"),
        ("&amp;lt;", "&amp;lt;"),
        ("<script>alert(1)</script>", "alert"),
    ],
)
async def test_inline_marks_read_as_slack_reads_them(page: Page, text: str, html: str) -> None:
    drawn_html = await drawn(page, text)
    assert html in drawn_html
    assert "<script" not in drawn_html


async def test_quotes_and_fences_become_blocks(page: Page) -> None:
    html = await drawn(page, "before\n> one\n&gt; two\nafter ```x\n*y*```")
    assert "<blockquote>one\ntwo</blockquote>" in html
    assert "<pre>x\n*y*</pre>" in html


async def test_mentions_show_names(page: Page) -> None:
    html = await drawn(page, "<@U0BOB> in <#C1> or <#C9|ops>")
    assert "@Bob Okafor" in html
    assert "#sales" in html
    assert "#ops" in html


async def test_a_mention_of_everyone_is_loud(page: Page) -> None:
    assert 'class="broadcast"' in await drawn(page, "<!channel>")
    assert 'class="broadcast"' not in await drawn(page, "`<!channel>`")


async def test_links_go_only_to_the_web_and_to_mail(page: Page) -> None:
    assert '<a href="https://a.example/?x=1&amp;y=2"' in await drawn(page, "<https://a.example/?x=1&amp;y=2|here>")
    assert "<a" not in await drawn(page, "<javascript:alert(1)|here>")
    assert '<a href="https://b.example/p"' in await drawn(page, "see https://b.example/p.")


async def test_dates_are_in_the_viewers_own_time(page: Page) -> None:
    assert "2026-11-20 at 9:00:05" in await drawn(page, "<!date^1795161605^{date_num} at {time_secs}|then>")
    assert ">then<" in await drawn(page, "<!date^1795161605^{no_such_thing}|then>")


async def test_rich_text_draws_every_inline_element(page: Page) -> None:
    text = {"type": "text", "text": "hi", "style": {"bold": True, "code": True}}
    elements = [
        text,
        {"type": "user", "user_id": "U0BOB"},
        {"type": "link", "url": "https://a.example", "text": "a"},
        {"type": "date", "timestamp": 1795161605, "format": "{date_short}"},
        {"type": "wonder"},
    ]
    parts = [
        {"type": "rich_text_section", "elements": elements},
        {"type": "rich_text_list", "style": "ordered", "elements": [{"type": "rich_text_section", "elements": [text]}]},
        {"type": "rich_text_quote", "elements": [text]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a  b"}]},
    ]
    html = await page.evaluate(_DRAW, ["rich_text", "richText", {"elements": parts}])
    for piece in ("<code><strong>hi", "@Bob Okafor", "Nov 20, 2026", "<ol", "<blockquote>", "<pre>a  b"):
        assert piece in html
    assert "cannot draw: rich_text element wonder" in html


async def test_markdown_draws_the_plain_part_and_no_html(page: Page) -> None:
    text = "# Top\n**b** *i* ~~s~~ `c`\n\n- one\n- two\n\n1. first\n\n> q\n\n```\nx < y\n```\n<img src=x> ![p](https://a.example/p.png)"
    html = await page.evaluate(_DRAW, ["markdown", "markdown", text])
    for piece in (
        "<h3>Top",
        "<strong>b",
        "<em>i",
        "<s>s",
        "<li",
        "<ol",
        "<blockquote>",
        "x &lt; y",
        'href="https://a.example/p.png"',
    ):
        assert piece in html
    assert "<img" not in html


async def test_slack_text_never_becomes_html(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [message(section("<b>x</b> &lt;img src=x onerror=alert(1)&gt;"))]
    page = await open_page()
    assert await page.get_by_test_id("message").locator("img, b").count() == 0
    assert "<img src=x onerror=alert(1)>" in await page.get_by_test_id("message").inner_text()
