"""The labels of a mailbox: Gmail's own and the user's."""

from dataclasses import dataclass, field

from sandbox.google.errors import GoogleError, Json, invalid, not_found

_SHOWN = ("INBOX", "UNREAD", "STARRED", "IMPORTANT", "SENT", "DRAFT", "SPAM", "TRASH", "CHAT")
_CATEGORIES = tuple(f"CATEGORY_{name}" for name in ("PERSONAL", "SOCIAL", "UPDATES", "FORUMS", "PROMOTIONS"))
SYSTEM = _SHOWN + _CATEGORIES
_FIXED = frozenset({"SENT", "DRAFT", "CHAT"})
_SETTABLE = ("name", "messageListVisibility", "labelListVisibility", "color")


@dataclass
class Labels:
    """Label id to label resource, without counts."""

    _made: int = 0
    _all: dict[str, Json] = field(
        default_factory=lambda: {name: {"id": name, "name": name, "type": "system"} for name in SYSTEM}
    )

    def __contains__(self, label_id: object) -> bool:
        return label_id in self._all

    def listing(self) -> list[Json]:
        """Every label, as `labels.list` shows it."""
        return [dict(label) for label in self._all.values()]

    def get(self, label_id: str) -> Json:
        """One label. Raises 404."""
        if label_id not in self._all:
            raise not_found()
        return dict(self._all[label_id])

    def named(self, name: str) -> str | None:
        """The id of the label that a search means by this name."""
        wanted = name.casefold().replace("-", " ").replace("/", " ")
        names = ((i, str(label["name"]).casefold().replace("-", " ").replace("/", " ")) for i, label in self._items())
        return next((label_id for label_id, text in names if text == wanted), None)

    def _items(self) -> list[tuple[str, Json]]:
        return list(self._all.items())

    def create(self, wanted: Json) -> Json:
        """A new user label. Raises 400 without a name, 409 if the name is taken."""
        self._check_name(wanted.get("name"), "")
        self._made += 1
        label_id = f"Label_{self._made}"
        shown = {"messageListVisibility": "show", "labelListVisibility": "labelShow"}
        given = {key: wanted[key] for key in _SETTABLE if key in wanted}
        self._all[label_id] = {"id": label_id, "type": "user", **shown, **given}
        return self.get(label_id)

    def change(self, label_id: str, wanted: Json) -> Json:
        """Renames or restyles a user label."""
        self._own(label_id)
        if "name" in wanted:
            self._check_name(wanted["name"], label_id)
        self._all[label_id] |= {key: wanted[key] for key in _SETTABLE if key in wanted}
        return self.get(label_id)

    def delete(self, label_id: str) -> None:
        """Forgets a user label."""
        self._own(label_id)
        del self._all[label_id]

    def _own(self, label_id: str) -> None:
        if self.get(label_id)["type"] == "system":
            raise invalid("Invalid delete request")

    def _check_name(self, name: object, label_id: str) -> None:
        if not isinstance(name, str) or not name.strip():
            raise invalid("Invalid label name")
        taken = (i for i, label in self._items() if label["name"].casefold() == name.casefold() and i != label_id)
        if name.upper() in SYSTEM or next(taken, None):
            raise GoogleError(409, "aborted", "Label name exists or conflicts")

    def check_change(self, add: list[str], remove: list[str]) -> None:
        """Refuses a relabelling that Gmail refuses."""
        for label_id in (*add, *remove):
            if label_id not in self._all:
                raise invalid("labelId not found")
            if label_id in _FIXED:
                raise invalid(f"Invalid label: {label_id}")
        if both := set(add) & set(remove):
            raise invalid(f"Cannot both add and remove the same label: {min(both)}")
        if not add and not remove:
            raise invalid("No label add or removes specified")
