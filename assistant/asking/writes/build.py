"""Writes of a plan become draughts with their exact content. Nothing is done here: each waits for its approval."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.asking.agents.desk import Desk
from assistant.asking.checking import harmless
from assistant.asking.values import WRITES, Draught, Outcome, Plan
from assistant.asking.writes import choices, events, files, mails
from assistant.asking.writes.holding import held
from assistant.asking.writes.order import Made, Order, ask
from storage.contacts import Known

MAKERS: Mapping[str, Callable[[Order], Awaitable[Made]]] = {
    "mail.draft": mails.write,
    "mail.send": mails.write,
    "event.create": events.create,
    "event.update": events.update,
    "event.delete": events.delete,
    "file.share": files.share,
}
DRAUGHTS_AT_MOST = 10
REST = "These are {shown} of {every}. Ask again for the rest once they are done."


ENDED = (
    "Google access to {emails} has ended, so I prepared nothing there. Connect it again with /mailroom reconnect, and "
    "then ask me once more."
)


@dataclass(frozen=True)
class Built:
    """What is to be approved, what must be asked first, and the outcome of each write."""

    draughts: tuple[Draught, ...] = ()
    questions: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    def asking(self, question: str) -> "Built":
        """With one more thing to ask, if it is any."""
        return replace(self, questions=(*self.questions, question)) if question else self


async def build(
    desk: Desk,
    plan: Plan,
    outcomes: Sequence[Outcome],
    said: Sequence[str],
    contacts: Mapping[str, Sequence[Known]],
) -> Built:
    """The draughts of all writes of a plan. `said` is what the asker said, the newest first."""
    by_id = {outcome.step.id: outcome for outcome in outcomes}
    draughts: list[Draught] = []
    questions: list[str] = []
    done: list[Outcome] = []
    for step in plan.steps:
        if step.operation in WRITES:
            needed = {need: by_id[need] for need in step.needs if need in by_id}
            order = Order(desk, step, said, contacts, needed)
            made = _without_ended(desk, await MAKERS[step.operation](order))
            made = ask(choices.WHICH) if made.draughts and choices.leaves_choice(order) else made
            draughts += made.draughts
            asked = harmless(made.question, "\n".join([*said, *made.offered]))
            questions += [asked] if asked else []
            done.append(Outcome(step, note=asked, trouble=made.trouble))
    if len(draughts) > DRAUGHTS_AT_MOST:
        questions.append(REST.format(shown=DRAUGHTS_AT_MOST, every=len(draughts)))
    kept, refused = held(draughts[:DRAUGHTS_AT_MOST])
    return Built(kept, tuple(dict.fromkeys([*questions, *refused])), tuple(done))


def _without_ended(desk: Desk, made: Made) -> Made:
    """Without what would be done in a mailbox to which access has ended: no card of it could be approved."""
    ended = {box.account_id: box.email for box in desk.asker.mailboxes if box.ended}
    lost = {one.account_id: ended[one.account_id] for one in made.draughts if one.account_id in ended}
    if len(ended) == len(desk.asker.mailboxes):
        lost = ended
    if not lost:
        return made
    kept = tuple(one for one in made.draughts if one.account_id not in ended)
    emails = tuple(dict.fromkeys(lost.values()))
    return replace(made, draughts=kept, question=ENDED.format(emails=" and ".join(emails)), offered=emails)
