"""Which of Google's services a grant opens. Only mail is needed; the person may leave the boxes of the others empty."""

from collections.abc import Iterable

GMAIL, CALENDAR, FREE_TIMES, DRIVE = "gmail", "calendar", "free times", "drive"
EVERY = frozenset({GMAIL, CALENDAR, FREE_TIMES, DRIVE})
_ROOT = "https://www.googleapis.com/auth/"
# what we ask for comes first; wider scopes, which an account may have from elsewhere, do as well
_ENOUGH = {
    GMAIL: ("gmail.modify",),
    CALENDAR: ("calendar.events.owned", "calendar.events", "calendar"),
    FREE_TIMES: ("calendar.events.freebusy", "calendar.readonly", "calendar"),
    DRIVE: ("drive",),
}


def services_of(scopes: Iterable[str]) -> frozenset[str]:
    """What these scopes open: 'gmail', 'calendar' (one's own events), 'free times' (colleagues' too), 'drive'."""
    held = frozenset(scope.removeprefix(_ROOT) for scope in scopes)
    return frozenset(service for service, enough in _ENOUGH.items() if held.intersection(enough))
