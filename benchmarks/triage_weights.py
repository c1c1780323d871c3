"""Fits the weights of triage without a model, and says by cross-validation what such a fit is worth.

Run `python -m benchmarks.triage_weights [--data DIR]`. A weight starts from what a person knows of its signal: the sign
it has in `assistant.patterns`, 1.5 strong for a signal that nearly decides and 0.7 for any other; a penalty holds it
there unless the labelled mail says otherwise. It reads `triage_enron` and `spamassassin` as `benchmarks.triage_quality`
does, and the half of the self-written modern mails that is not kept aside. Folds never part one sender's mails.
"""

import argparse
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import copysign, exp
from typing import NamedTuple

from assistant.patterns import ASK_FROM, NEEDS_REPLY, SPAM, SPAM_FROM
from assistant.signals import measure
from benchmarks.triage_mails import Labelled, enron, find_data, spamassassin
from benchmarks.triage_quality import rates
from tests.assistant.modern_mails import OWNER, modern_mails

ORDINARY, DECISIVE = 0.7, 1.5
DECIDES = frozenset({"machine", "robot", "bulk", "away", "impostor", "reply_elsewhere", "colleague", "unproven"})
BIAS = {"needs_reply": -2.5, "spam": -2.0}
_STEP = 0.35


class Example(NamedTuple):
    """The signals of a mail, its label, where it comes from and who sent it."""

    values: Mapping[str, float]
    label: str
    source: str
    sender: str


@dataclass(frozen=True)
class Task:
    """One of the two sums: its category, its signals, its threshold, how much it is held, how much a source counts."""

    category: str
    table: Mapping[str, float]
    threshold: float
    penalty: float
    counts: Mapping[str, float]

    def start(self) -> dict[str, float]:
        """What a person knows before any fit."""
        known = {name: copysign(DECISIVE if name in DECIDES else ORDINARY, self.table[name]) for name in self.table}
        return {**known, "bias": BIAS[self.category]}


TASKS = (
    Task("needs_reply", NEEDS_REPLY, ASK_FROM, 4, {"enron": 1, "modern": 1}),
    # business mail counts more: a request lost among spam is the worst error
    Task("spam", SPAM, SPAM_FROM, 20, {"enron": 5, "modern": 5, "public": 1}),
)


def probability(weights: Mapping[str, float], values: Mapping[str, float]) -> float:
    """The logistic of the weighted sum."""
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in values.items() if value)
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def fit(task: Task, examples: Sequence[Example], rounds: int = 150) -> dict[str, float]:
    """Logistic regression with a squared penalty on the distance from the start: damped Newton steps, one by one."""
    start = task.start()
    weights = dict(start)
    for _ in range(rounds):
        slope = {name: task.penalty * (weights[name] - start[name]) for name in start}
        curve = dict.fromkeys(start, task.penalty)
        for one in examples:
            guess = probability(weights, one.values)
            miss = task.counts[one.source] * (guess - (one.label == task.category))
            bend = task.counts[one.source] * guess * (1 - guess)
            for name, value in (*one.values.items(), ("bias", 1.0)):
                if value and name in start:
                    slope[name] += miss * value
                    curve[name] += bend * value * value
        for name in start:
            weights[name] -= _STEP * slope[name] / curve[name]
    return weights


def folds(examples: Sequence[Example], count: int, seed: int) -> Iterable[tuple[list[Example], list[Example]]]:
    """What is learned from and what is tested on, so that no sender is in both."""
    senders = sorted({one.sender for one in examples})
    random.Random(seed).shuffle(senders)
    place = {sender: at % count for at, sender in enumerate(senders)}
    for at in range(count):
        yield [one for one in examples if place[one.sender] != at], [one for one in examples if place[one.sender] == at]


def cross_validate(task: Task, examples: Sequence[Example], seeds: int) -> None:
    """Prints precision, recall and F1 of weights that never saw the mail they judge, by source."""
    found: dict[str, list[tuple[str, str]]] = {}
    for seed in range(seeds):
        for learned, tested in folds(examples, 5, seed):
            weights = fit(task, learned, 80)
            for one in tested:
                said = task.category if probability(weights, one.values) >= task.threshold else "other"
                found.setdefault(one.source, []).append((one.label, said))
    for source, pairs in found.items():
        rate = rates([label for label, _ in pairs], [said for _, said in pairs], task.category)
        print(
            f"  {source:8} P {rate.precision:.2f}  R {rate.recall:.2f}  F1 {rate.f1:.2f}  (n = {len(pairs) // seeds})"
        )


def _measured(mails: Iterable[Labelled], source: str) -> list[Example]:
    return [Example(measure(one.email, one.me).values, one.label, source, one.email.sender.email) for one in mails]


def main() -> None:
    """Prints both tables as they stand in `assistant.patterns`, and what cross-validation says of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="folder with the corpora")
    data = find_data(parser.parse_args().data)
    modern = [Labelled(one.email, OWNER, one.label) for one in modern_mails() if not one.kept]
    examples = _measured(enron(data), "enron") + _measured(modern, "modern")
    examples += _measured(spamassassin(data), "public")
    for task in TASKS:
        used = [one for one in examples if one.source in task.counts]
        print(f"\n{task.category}: five-fold, no sender in two folds")
        cross_validate(task, used, seeds=3 if len(used) < 1000 else 1)
        for name, weight in fit(task, used).items():
            print(f'    "{name}": {round(weight * 20) / 20},')


if __name__ == "__main__":
    main()
