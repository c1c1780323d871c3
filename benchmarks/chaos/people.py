"""The readers: they look at their cards, click twice at once, and click again where nothing happens."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp

from benchmarks.chaos.board import APPROVE, DISCARD, UNDO, Shown, all_cards, read_card
from benchmarks.chaos.plan import Errand, Mail
from sandbox.server import Stage
from sandbox.slack.human import Human, Impossible
from sandbox.slack.orders import Click

LOOK_SECONDS = 0.25
PATIENCE_SECONDS = 8.0  # before somebody who sees nothing happen clicks again
BY_HAND = "Dear Jo,\n\nI have looked it up myself: lot {} is closed.\n\nBest regards"


@dataclass
class Deed:
    """What a reader did, and saw: `approved` is the last card that was approved, `undone` an approval seen undone."""

    mail: Mail
    approved: Shown | None = None
    undone: bool = False
    edited: str = ""  # the text put into Gmail by hand
    clicks: int = 0
    finished: bool = False


@dataclass
class Readers:
    """Everybody who works on the cards of one run."""

    stage: Stage
    url: str
    http: aiohttp.ClientSession
    deeds: list[Deed] = field(default_factory=list)
    _cards: dict[str, tuple[str, str]] = field(default_factory=dict)  # subject: channel and ts of its oldest card

    async def watch(self) -> None:
        """Keeps up with the cards that appear, until cancelled."""
        while True:
            cards = all_cards(self.stage.slack)
            self._cards = {subject: (found[0][0], found[0][1].ts) for subject, found in cards.items()}
            await asyncio.sleep(LOOK_SECONDS)

    @property
    def approved(self) -> int:
        """How many replies were approved for good so far, as their cards have said."""
        return sum(deed.finished for deed in self.deeds if deed.mail.errand is Errand.APPROVE)

    @property
    def seen(self) -> int:
        """How many mails have a card."""
        return len(self._cards)

    def look(self, mail: Mail) -> Shown | None:
        """The mail's card as it stands, if it has one."""
        if mail.subject not in self._cards:
            return None
        channel, ts = self._cards[mail.subject]
        message = self.stage.slack.talk.channels[channel].at(ts)
        return read_card(channel, message) if message else None

    async def run(self, mail: Mail) -> None:
        """Does what there is to do about one mail, and notes it."""
        deed = Deed(mail)
        self.deeds.append(deed)
        match mail.errand:
            case Errand.APPROVE:
                await self._approve(deed)
            case Errand.UNDO:
                await self._undo(deed)
            case Errand.EDIT_FIRST | Errand.EDIT_AFTER:
                await self._edit(deed)
            case Errand.DISCARD:
                await self._press(deed, DISCARD, lambda card: card.is_discarded)
        deed.finished = True

    async def _approve(self, deed: Deed) -> None:
        """Approves what the card shows, until the card says that it was taken. What it asks anew is left alone."""
        card = await self._until(deed.mail, lambda card: bool(card.version))
        deed.approved = card
        await self._press(deed, APPROVE, lambda now: now.version != card.version, card.version)

    async def _undo(self, deed: Deed) -> None:
        """Approves, and takes it back as soon as the card offers that; it may be too late."""
        await self._approve(deed)
        await self._until(deed.mail, lambda card: UNDO in card.buttons or card.is_sent)
        ended = await self._press(deed, UNDO, lambda card: bool(card.version) or card.is_sent)
        deed.undone = bool(ended.version)

    async def _edit(self, deed: Deed) -> None:
        """Changes the draft in Gmail, just before or just after the old card is approved; then looks again."""
        mail, first = deed.mail, deed.mail.errand is Errand.EDIT_FIRST
        card = await self._until(mail, lambda card: bool(card.version))
        if first:
            await self._write_by_hand(deed)
        await self._click_twice(deed, APPROVE, card, card.version)
        if not first:
            await self._write_by_hand(deed)
        await self._until(mail, lambda now: now.version not in ("", card.version) and deed.edited in now.body)
        if mail.again:
            await self._approve(deed)

    async def _write_by_hand(self, deed: Deed) -> None:
        mail = deed.mail
        box = self.stage.google.boxes[mail.reader.email]
        draft = next(i for i, stored in box.drafts() if stored.subject == f"Re: {mail.subject}")
        text = BY_HAND.format(mail.subject.rpartition(" ")[2])
        await self.act(f"mail/{mail.reader.email}/drafts/{draft}", {"text": text})
        deed.edited = text

    async def _press(self, deed: Deed, button: str, done: Callable[[Shown], bool], value: str = "") -> Shown:
        """Clicks twice at once, and again while nothing happens, until the card is as it should be; gives that card."""
        while True:
            card = self.look(deed.mail)
            if card is not None and done(card):
                return card
            if card is not None and button in card.buttons:
                await self._click_twice(deed, button, card, value or card.buttons[button])
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    return await self._until(deed.mail, done)
            except TimeoutError:
                continue

    async def _click_twice(self, deed: Deed, button: str, card: Shown, value: str) -> None:
        """Two sessions of the entitled reader, which show the same card, click at the same moment."""
        human = Human(self.stage.slack, deed.mail.reader.slack_id)
        order = Click(
            action_id=button, block_id=f"reply:{value}", channel=card.channel, message_ts=card.ts, stale=True
        )  # fmt: skip
        deed.clicks += 2
        for ended in await asyncio.gather(human.click(order), human.click(order), return_exceptions=True):
            if isinstance(ended, BaseException) and not isinstance(ended, Impossible):
                raise ended

    async def _until(self, mail: Mail, seen: Callable[[Shown], bool]) -> Shown:
        while True:
            card = self.look(mail)
            if card is not None and seen(card):
                return card
            await asyncio.sleep(LOOK_SECONDS)

    async def act(self, path: str, order: dict[str, str]) -> None:
        """Does something on the stand-ins' human side."""
        async with self.http.post(f"{self.url}/play/{path}", json=order) as answer:
            answer.raise_for_status()
