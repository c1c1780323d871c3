"""The state of the Google stand-in: one object that owns every mailbox, calendar, drive, grant and watch."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from sandbox.faults import Faults
from sandbox.google.cast import Options, User, sample_users
from sandbox.google.errors import Json
from sandbox.google.invitations import Invitation
from sandbox.google.keys import Keys
from sandbox.google.mailbox import Ids, Mailbox
from sandbox.google.oauth import OAuth
from sandbox.google.post import PostOffice
from sandbox.google.push import Pusher, PushSettings
from sandbox.google.quota import Quota
from sandbox.google.rfc822 import split
from sandbox.google.sample_events import sample_calendars
from sandbox.google.sample_files import sample_drive


def utc_now() -> datetime:
    """The time of day, aware."""
    return datetime.now(UTC)


class GoogleWorld:
    """Everything that Google would hold for these users. Call `start()` in a running loop before, `close()` after."""

    def __init__(
        self,
        users: Iterable[User] = (),
        *,
        client_id: str = "sandbox-client",
        client_secret: str = "sandbox-secret",
        push: PushSettings | None = None,
        faults: Faults | None = None,
        now: Callable[[], datetime] = utc_now,
        quota_per_minute: int | None = 6000,
        token_seconds: int = 3600,
    ) -> None:
        """`now` must give aware UTC. `quota_per_minute` None switches Gmail's quota off."""
        self.now, self.faults, self.options = now, faults or Faults(), Options()
        self.users = list(users) or list(sample_users())
        self.keys = Keys(now)
        self.oauth = OAuth(client_id, client_secret, self.keys, now, token_seconds)
        self.quota = Quota(now, quota_per_minute)
        ids = Ids(now)
        self.boxes = {user.email: Mailbox(user, ids, self._changed) for user in self.users}
        self.post = PostOffice(self.boxes, self.options, now)
        self.pusher = Pusher(push or PushSettings(), self.keys, self.faults, self.options, now=now, cursor=self._cursor)
        self.calendars = sample_calendars(self.users, now)
        self.drive = sample_drive(self.users, now)
        self.invitations: list[Invitation] = []  # the mails that Calendar sent
        self._listeners: set[asyncio.Queue[Json]] = set()

    async def start(self) -> None:
        """Opens what pushing needs."""
        await self.pusher.start()

    async def close(self) -> None:
        """Stops pushing, and ends every `listen` with an empty event."""
        for queue in self._listeners:
            queue.put_nowait({})
        await self.pusher.close()

    def furnish(self, raw: bytes, mailboxes: Iterable[str], folder: str, at: datetime, *, unread: bool = False) -> None:
        """Puts an old mail into these mailboxes (by their emails); `folder` is inbox, sent or spam. Oldest first, so
        that replies find their threads."""
        self.post.furnish(split(raw), mailboxes, folder, at, {"UNREAD"} if unread else ())

    def listen(self) -> asyncio.Queue[Json]:
        """A queue that gets `{"email"}` whenever a mailbox changes; give it back with `unlisten`."""
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._listeners.add(queue)
        return queue

    def unlisten(self, queue: asyncio.Queue[Json]) -> None:
        """Ends a `listen`."""
        self._listeners.discard(queue)

    def announce(self) -> None:
        """Lets those who listen know that a calendar or a file has changed: they look at their own mailbox again."""
        for email in self.boxes:
            for queue in self._listeners:
                queue.put_nowait({"email": email})

    def rotate_keys(self) -> None:
        """Signs with a new key from now on, as Google does every few weeks."""
        self.keys.rotate()
        self.pusher.forget_token()

    def _cursor(self, email: str) -> int:
        return self.boxes[email].history.current

    def _changed(self, email: str, touched: frozenset[str]) -> None:
        self.pusher.notice(email, touched)
        for queue in self._listeners:
            queue.put_nowait({"email": email})
