"""API keys in Slack: which there are, when they were made and used, and the way to another one; never a key itself."""

from collections.abc import Sequence

from bot.views.mail_card import Drawn
from bot.views.text import Block, actions, button, context, moment, plain, section
from storage.access_tokens import AccessToken

WHAT = (
    "*API keys* let a program of yours ask Mailroom what you can ask it: which mailboxes you have and how they stand, "
    "and to look at one now. Whoever has a key can do that in your name."
)
ONCE = "The link works once, within ten minutes. The key is shown on its page, only there and only once."


def api_keys(keys: Sequence[AccessToken], url: str) -> Drawn:
    """The keys that open something, and the button to the page where one is made."""
    blocks: list[Block] = [section(WHAT)]
    blocks += [part for key in keys for part in _key(key)]
    if not keys:
        blocks.append(context("You have none yet."))
    link = button("Make a Key", "key_opened", "key", url=url, style="primary")
    return Drawn("Your API keys", [*blocks, actions(link), context(ONCE)])


def _key(key: AccessToken) -> list[Block]:
    element = button("Revoke", "key_revoked", key.id, style="danger")
    used = f"last used {moment(key.used_at)}" if key.used_at else "never used"
    row: Block = {"type": "section", "text": plain(key.name, 200), "accessory": element}
    return [row, context(f"Made {moment(key.made_at)}, {used}, ends {moment(key.expires_at, '{date_short}')}")]
