"""Exporting one's data: the link to it, with the code that the link does not hold (SPEC AC6)."""

from bot.views.mail_card import Drawn
from bot.views.text import actions, button, context, section


def export_offer(url: str, code: str) -> Drawn:
    """The button that leads to the page, and what must be typed there."""
    words = (
        "*Your data.* The archive holds what Mailroom keeps about you: mails as they were read, verdicts, drafts, "
        "questions and answers, events, files, contacts and the log of what was done. No passwords, no access tokens."
    )
    link = button("Fetch my data", "export_opened", "export", url=url, style="primary")
    spaced = f"{code[:4]}-{code[4:]}"
    return Drawn(
        "Fetch your data",
        [
            section(words),
            section(f"The page asks for this code: `{spaced}`"),
            actions(link, block_id="export"),
            context(
                "Link and code work once, within ten minutes. Only you see this message: give the code to nobody.",
                "The archive is made while you fetch it; no copy is kept here.",
            ),
        ],
    )
