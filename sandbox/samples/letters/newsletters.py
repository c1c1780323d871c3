"""Newsletters and list mail: hidden preheaders, tracking pixels, List headers, subject tags."""

from sandbox.samples.letter import INFORMATIONAL, Letter

_SHELL = """\
<!doctype html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<style>.btn {{ background: {colour}; color: #fff; padding: 10px 18px; text-decoration: none }}</style></head>
<body style="margin:0;background:#f4f4f4">
<div style="display:none;max-height:0;overflow:hidden;font-size:1px;color:#f4f4f4">{preheader}&#8203;&nbsp;&#8203;</div>
<table role="presentation" width="600" align="center" cellpadding="24" style="background:#ffffff;font-family:Arial">
<tr><td><a href="https://{host}/web/view">View in browser</a></td></tr>
<tr><td><h1 style="color:{colour}">{title}</h1>
{body}
<p><a class="btn" href="https://{host}/c/read-more?r=a1">{button}</a></p></td></tr>
<tr><td style="font-size:11px;color:#888888">You receive this mail because you signed up at {host}.<br>
<a href="https://{host}/unsubscribe?u=5521">Unsubscribe</a> |
<a href="https://{host}/preferences">Manage preferences</a></td></tr>
</table>
<img src="https://{host}/o/pixel.gif?u=5521" width="1" height="1" alt="">
</body></html>
"""


def _newsletter(host: str, title: str, preheader: str, body: str, *, button: str, colour: str) -> str:
    return _SHELL.format(host=host, title=title, preheader=preheader, body=body, button=button, colour=colour)


def _headers(host: str, name: str) -> tuple[tuple[str, str], ...]:
    return (
        ("List-Id", f"{name} <{name.lower().replace(' ', '-')}.{host}>"),
        ("List-Unsubscribe", f"<https://{host}/unsubscribe?u=5521>, <mailto:leave@{host}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Precedence", "bulk"),
    )


def _list_headers(address: str) -> tuple[tuple[str, str], ...]:
    name, _, host = address.partition("@")
    return (
        ("List-Id", f"Users of optical spectrometers <{name}.{host}>"),
        ("List-Post", f"<mailto:{address}>"),
        ("List-Unsubscribe", f"<mailto:{name}-leave@{host}>"),
        ("Precedence", "list"),
        ("Sender", f"{name}-bounces@{host}"),
    )


SPECTRO = "spectro-users@lists.opticsforum.example"

LETTERS = (
    Letter(
        "news-spectroscopy-weekly",
        4,
        "Spectroscopy Weekly <hello@spectroscopyweekly.example>",
        "Deep-UV lamps get smaller | Spectroscopy Weekly 312",
        """\
SPECTROSCOPY WEEKLY, ISSUE 312

Deep-UV lamps get smaller. A group in Delft shows a source at 222 nm that fits on a fingertip. Whether it lasts longer
than a hundred hours is another question, and the authors are honest about it.

Stray light, measured properly. A reader compares five ways to state stray light on a data sheet. None of them agree.

Events: the Northern Lab Expo opens its doors next month.

Read online: https://spectroscopyweekly.example/312
Unsubscribe: https://spectroscopyweekly.example/unsubscribe?u=5521
""",
        INFORMATIONAL,
        unread=True,
        html=_newsletter(
            "spectroscopyweekly.example",
            "Deep-UV lamps get smaller",
            "A source at 222 nm on a fingertip, and five ways to state stray light",
            "<p>A group in Delft shows a source at <b>222 nm</b> that fits on a fingertip. Whether it lasts longer "
            "than a hundred hours is another question, and the authors are honest about it.</p>"
            "<p><b>Stray light, measured properly.</b> A reader compares five ways to state stray light on a data "
            "sheet. None of them agree.</p>",
            button="Read the issue",
            colour="#114477",
        ),
        headers=_headers("spectroscopyweekly.example", "Spectroscopy Weekly"),
    ),
    Letter(
        "news-lab-digest",
        100,
        "The Lab Digest <digest@labdigest.example>",
        "Five labs on how they label their samples",
        "",
        INFORMATIONAL,
        html=_newsletter(
            "labdigest.example",
            "How do you label your samples?",
            "Barcodes, coloured caps, and one lab that uses poems",
            "<p>We asked five labs. Three use barcodes, one uses coloured caps, and one gives every batch a line of "
            "a poem, because people remember lines and not numbers.</p><p>Which one are you?</p>",
            button="See all five",
            colour="#227744",
        ),
        headers=_headers("labdigest.example", "Lab Digest"),
    ),
    Letter(
        "news-coffee",
        66,
        "Harbour Street Roasters <post@harbourroasters.example>",
        "☕ Blend no. 7 is back",
        "",
        INFORMATIONAL,
        html=_newsletter(
            "harbourroasters.example",
            "Blend no. 7, second year",
            "Cocoa, orange peel, and free delivery over 25 pounds",
            "<p>You asked for it for months. Blend no. 7 is back in the shop, with a little more orange peel "
            "than last year. Delivery is free over £25.</p>",
            button="To the shop",
            colour="#7a3b12",
        ),
        headers=_headers("harbourroasters.example", "Harbour Street Roasters"),
    ),
    Letter(
        "news-crm-update",
        152,
        "Tidemark CRM <product@tidemark.example>",
        "What's new in Tidemark: shared pipelines",
        "",
        INFORMATIONAL,
        html=_newsletter(
            "tidemark.example",
            "Shared pipelines are here",
            "Two people, one pipeline, no copy and paste",
            "<p>From today two teams can work on one pipeline. Your existing pipelines stay as they are until you "
            "share them. Imports are twice as fast, and exports finally keep your column order.</p>",
            button="Release notes",
            colour="#3344aa",
        ),
        headers=_headers("tidemark.example", "Tidemark Product News"),
    ),
    Letter(
        "news-chamber",
        210,
        "Chamber of Commerce <news@valley-chamber.example>",
        "Newsletter: export forms change next quarter",
        """\
Dear members,

From next quarter the export declaration has two new boxes, 44b and 47c. The chamber offers two short courses on them,
both free for members. Dates and registration are on our website.

The breakfast meeting this month is about energy prices.

Your chamber of commerce

You receive this newsletter as a member. To unsubscribe, visit https://valley-chamber.example/unsubscribe
""",
        INFORMATIONAL,
        client="plain",
        charset="iso-8859-1",
        cte="base64",
        headers=_headers("valley-chamber.example", "Valley Chamber News"),
    ),
    Letter(
        "list-stray-light",
        117,
        "Ottmar Keil <ok@photonlab.example>",
        "[spectro-users] Stray light below 220 nm - what do you do?",
        """\
Hello list,

my old double-beam instrument shows more stray light below 220 nm every year. I have cleaned the mirrors and changed
the lamp. What do you do when it comes to this? Replace the grating, or live with it?

Ottmar
_______________________________________________
spectro-users mailing list
spectro-users@lists.opticsforum.example
https://lists.opticsforum.example/spectro-users
""",
        INFORMATIONAL,
        to=(SPECTRO,),
        client="plain",
        headers=_list_headers(SPECTRO),
        mailboxes=("alice@fernhill.example", "bob@fernhill.example"),
    ),
    Letter(
        "list-stray-light-answer",
        112,
        "Marta Lindqvist <marta@ljuslab.example>",
        "Re: [spectro-users] Stray light below 220 nm - what do you do?",
        """\
Before the grating I would look at the nitrogen purge. Ozone from the lamp does exactly this, and a new grating is
spoilt in a year if you do not get rid of it.

Marta
_______________________________________________
spectro-users mailing list
spectro-users@lists.opticsforum.example
https://lists.opticsforum.example/spectro-users
""",
        INFORMATIONAL,
        to=(SPECTRO,),
        parent="list-stray-light",
        client="plain",
        headers=_list_headers(SPECTRO),
        mailboxes=("alice@fernhill.example", "bob@fernhill.example"),
    ),
    Letter(
        "list-reference-cells",
        44,
        "Ottmar Keil <ok@photonlab.example>",
        "[spectro-users] Group order of holmium reference cells",
        """\
Hello list,

eleven labs have joined the group order of holmium reference cells, so we get the better price. The order closes on
[[+8 %d %B]]. The form is in the list archive.

Ottmar
_______________________________________________
spectro-users mailing list
spectro-users@lists.opticsforum.example
https://lists.opticsforum.example/spectro-users
""",
        INFORMATIONAL,
        to=(SPECTRO,),
        client="plain",
        headers=_list_headers(SPECTRO),
        mailboxes=("alice@fernhill.example", "bob@fernhill.example"),
    ),
)
