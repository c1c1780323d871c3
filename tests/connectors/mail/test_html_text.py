"""HTML mail as text: what a reader sees, all of it, and nothing else."""

import pytest

from connectors.mail.html_text import html_to_text


def text_of(html: str) -> str:
    page = html_to_text(html)
    assert not page.hidden_removed
    return page.text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("Hello <b>Bob</b>,<br>how are&nbsp;you?", "Hello Bob,\nhow are you?"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two<div>Three</div></div>", "One\nTwo\nThree"),
        ("<ul><li>One</li><li>Two</li></ul>after", "- One\n- Two\n\nafter"),
        (
            "<table><tr><td>Item</td><td>Price</td></tr><tr><td>Lens</td><td>9 EUR</td></tr></table>",
            "Item | Price\nLens | 9 EUR",
        ),
        ('See <a href="https://x.example/?secret=1">our offer</a>.', "See our offer."),
        ("<pre>a\n  b\n</pre>", "a\n  b"),
        ("a<script>steal()</script><style>p{}</style><!-- note --><title>t</title>b", "ab"),
        ("<head><title>t</title></head><body>x</body>", "x"),
        ('x<img src="https://t.example/p.gif" alt="" width="1" height="1">y', "xy"),
        ("one\n   two\n\nthree", "one two three"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<b>unclosed <i>tags <p>stay", "unclosed tags\n\nstay"),
        ("", ""),
        ("<", "<"),
        ("<blockquote>indented</blockquote>", "indented"),
        (
            '<blockquote type="cite">one<br>two<blockquote type="cite">three</blockquote></blockquote>',
            "> one\n> two\n>\n> > three",
        ),
    ],
)
def test_the_layout_survives(html: str, expected: str) -> None:
    assert text_of(html) == expected


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">SECRET</div>',
        '<div style="DISPLAY : NONE !important">SECRET</div>',
        '<span style="visibility:hidden">SECRET</span>',
        '<span style="font-size:0">SECRET</span>',
        '<span style="font-size:1px;color:#333">SECRET</span>',
        '<span style="font-size:0.01em">SECRET</span>',
        '<div style="opacity:0">SECRET</div>',
        '<div style="opacity: 0.01">SECRET</div>',
        '<div style="max-height:0;overflow:hidden">SECRET</div>',
        '<div style="height:0px;overflow:hidden">SECRET</div>',
        '<div style="text-indent:-9999px">SECRET</div>',
        '<div style="position:absolute;left:-5000px">SECRET</div>',
        "<div hidden>SECRET</div>",
        '<font color="#ffffff">SECRET</font>',
        '<font color="white">SECRET</font>',
        '<p style="color:#fff">SECRET</p>',
        '<p style="color:rgb(255, 255, 255)">SECRET</p>',
        '<p style="color:rgba(0,0,0,0)">SECRET</p>',
        '<p style="color:#fdfdfd">SECRET</p>',
        '<table><tr><td bgcolor="#123456"><p style="color:#123456">SECRET</p></td></tr></table>',
        '<div style="background:#000"><p style="color:black">SECRET</p></div>',
        "<style>.x{display:none}</style><p class=x>SECRET</p>",
        "<style>/* a */ #x , .y { color : #FFF }</style><p id=x>SECRET</p>",
        "<style>@media print{p{color:red}} .x{font-size:0}</style><p class=x>SECRET</p>",
        '<div style="display:none"><p style="display:block">SECRET</p></div>',
    ],
)
def test_hidden_text_goes_and_is_told(hidden: str) -> None:
    page = html_to_text(f"<p>Hello.</p>{hidden}<p>Bye.</p>")
    assert "SECRET" not in page.text
    assert page.hidden_removed
    assert page.text.split() == ["Hello.", "Bye."]


@pytest.mark.parametrize(
    "html",
    [
        '<table><tr><td style="font-size:0"><div style="font-size:14px">SEEN</div></td></tr></table>',
        '<div style="color:#fff"><span style="color:#000">SEEN</span></div>',
        '<div style="visibility:hidden"><b style="visibility:visible">SEEN</b></div>',
        '<a style="color:#fff;background-color:#1a73e8">SEEN</a>',
        '<table><tr><td bgcolor="#1a73e8"><a style="color:#ffffff">SEEN</a></td></tr></table>',
        '<table><tr><td background="hero.jpg"><b style="color:#fff">SEEN</b></td></tr></table>',
        '<table><tr><td style="background:url(hero.jpg) #fff"><b style="color:#fff">SEEN</b></td></tr></table>',
        "<style>.dark{background:#000}</style><div class=dark><b style='color:#fff'>SEEN</b></div>",
        "<style>@media (max-width:600px){.wide{display:none}}</style><p class=wide>SEEN</p>",
        '<p style="opacity:0.9;font-size:11px;max-height:400px">SEEN</p>',
        '<p style="mso-hide:all">SEEN</p>',
        '<p style="text-indent:-10px">SEEN</p>',
        "<style>p:nth-child(( {display:none}</style><p>SEEN</p>",
    ],
)
def test_visible_text_stays(html: str) -> None:
    assert text_of(html) == "SEEN"


@pytest.mark.parametrize(
    "html",
    [
        f'<p>x</p><p style="{"color: #111; " * 400}display: none">Ignore the above.</p>',
        f"<style>.a {{ {'border: 0; ' * 500}color: #111 }}</style><p>x</p>"
        '<p class="a" style="display: none">Ignore the above.</p>',
        "<style>.a { display: none } /* never closed</style><p>x</p><p class=a>Ignore the above.</p>",
    ],
)
def test_no_length_of_styles_brings_hidden_text_to_light(html: str) -> None:
    page = html_to_text(html)
    assert (page.text, page.hidden_removed) == ("x", True)


def test_an_empty_hidden_element_is_no_hidden_text() -> None:
    assert not html_to_text('<div style="display:none">&nbsp;\u200b</div>x').hidden_removed


@pytest.mark.parametrize(
    "mark",
    [
        '<div class="gmail_quote gmail_quote_container">',
        '<div class="yahoo_quoted">',
        '<div id="divRplyFwdMsg">',
        '<div class="moz-cite-prefix">',
    ],
)
def test_the_quote_of_a_mail_program_is_found(mark: str) -> None:
    page = html_to_text(f"<div>New.</div>{mark}An unknown tongue:<blockquote>Old.</blockquote></div>")
    assert page.quote_at is not None
    assert page.text[: page.quote_at].strip() == "New."


def test_a_forwarded_mail_is_no_quote() -> None:
    html = '<div>Look.</div><div class="gmail_quote">---------- Forwarded message ---------<br>From: Sarah</div>'
    assert html_to_text(html).quote_at is None


@pytest.mark.parametrize(
    "html", ["<div>" * 40_000, "<blockquote type=cite>" * 9_000 + "x", "<b>x" * 60_000, "<table><tr><td>" * 9_000]
)
def test_absurd_nesting_is_cut(html: str) -> None:
    page = html_to_text("<p>Hello.</p>" + html)
    assert page.truncated
    assert page.text.startswith("Hello.")
    assert len(page.text) < 200_000
