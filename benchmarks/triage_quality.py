"""How well triage without a model does on labelled mail, beside a twenty-line rule and always saying "informational".

Run `python -m benchmarks.triage_quality [--data DIR]`; without --data it looks where MAILROOM_DATA points, then at
../shared/data. The folders it reads are `triage_enron` (labels) with `enron_raw` (mail), `spamassassin` and
`triage_synthetic`; each missing one is named and left out. The sample letters and the modern mails are always here.
"""

import argparse
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.judgement import Category
from assistant.patterns import judge_by_patterns
from assistant.prefilter import prefilter
from benchmarks.table import Row, percentile
from benchmarks.triage_mails import Labelled, enron, letters, modern, spamassassin, synthetic
from benchmarks.triage_mails import find_data as find_data
from connectors.mail.email import Email

Judge = Callable[[Email, frozenset[str]], str]
Figure = Callable[[Sequence[str], Sequence[str]], float]
CATEGORIES = tuple(category.value for category in Category)
CORPORA: dict[str, Callable[[Path], list[Labelled]]] = {
    "Enron (tuned on)": enron,
    "sample letters (self-written)": letters,
    "modern mails (self-written, tuned on)": modern,
    "synthetic": synthetic,
    "SpamAssassin (tuned on)": spamassassin,
}


def patterns(email: Email, me: frozenset[str]) -> str:
    """The product's verdict without a model."""
    return judge_by_patterns(email, me, date(2026, 1, 1)).category.value


def rules_then_patterns(email: Email, me: frozenset[str]) -> str:
    """As a mail without Gmail labels goes through the product: the rules before any model, then the patterns."""
    ruled = prefilter(email, frozenset(), me)
    return ruled.category.value if ruled else patterns(email, me)


def always_informational(email: Email, me: frozenset[str]) -> str:
    """The laziest verdict."""
    return "informational"


def twenty_lines(email: Email, me: frozenset[str]) -> str:
    """What one writes in five minutes."""
    text = f"{email.subject}\n{email.text[:300]}".lower()
    if len(re.findall(r"unsubscribe|click here|special offer|free|\$\d|act now|viagra|winner", text)) >= 3:
        return "spam"
    direct = bool({one.email for one in email.to} & me) and len(email.to) + len(email.cc) <= 4
    asks = "?" in email.text[:300] or re.search(r"\b(please|can you|could you|would you|let me know|call me)\b", text)
    if direct and asks and not re.search(r"unsubscribe|http|newsletter", text):
        return "needs_reply"
    return "informational"


JUDGES: dict[str, Judge] = {
    "patterns": patterns,
    "rules, then patterns": rules_then_patterns,
    "20-line rule": twenty_lines,
    "always informational": always_informational,
}


@dataclass(frozen=True)
class Rates:
    """Precision, recall and F1 of one category."""

    precision: float
    recall: float
    f1: float


def rates(labels: Sequence[str], verdicts: Sequence[str], category: str) -> Rates:
    """How well one category was found."""
    hit = sum(label == verdict == category for label, verdict in zip(labels, verdicts, strict=True))
    said, real = verdicts.count(category), labels.count(category)
    precision, recall = hit / said if said else 0.0, hit / real if real else 0.0
    return Rates(precision, recall, 2 * precision * recall / (precision + recall) if hit else 0.0)


def triage_table(title: str, mails: Sequence[Labelled]) -> None:
    """Prints one row a judge."""
    counts = {name: sum(one.label == name for one in mails) for name in CATEGORIES}
    print(f"\n{title}: n = {len(mails)} ({', '.join(f'{count} {name}' for name, count in counts.items())})")
    heads = (
        ("accuracy", 9),
        ("macro-F1", 9),
        ("needs_reply P    R    F1", 28),
        ("info F1", 9),
        ("spam F1", 9),
        ("lenient", 9),
    )
    print(f"{'':22}" + "".join(f"{head:>{width}}" for head, width in heads))
    for name, judge in JUDGES.items():
        verdicts = [judge(one.email, one.me) for one in mails]
        labels = [one.label for one in mails]
        found = {category: rates(labels, verdicts, category) for category in CATEGORIES if category in labels}
        right = sum(map(str.__eq__, labels, verdicts)) / len(mails)
        lenient = sum(said in (one.label, one.also) for one, said in zip(mails, verdicts, strict=True)) / len(mails)
        needs, spam = found["needs_reply"], found.get("spam")
        macro = sum(one.f1 for one in found.values()) / len(found)
        asked = f"{needs.precision:.2f} {needs.recall:.2f} {needs.f1:.2f}"
        spam_f1 = f"{spam.f1:.2f}" if spam else "-"
        print(
            f"{name:22}{right:9.2f}{macro:9.2f}  {asked:>26}{found['informational'].f1:9.2f}{spam_f1:>9}{lenient:9.2f}"
        )


def spam_table(public: Sequence[Labelled], business: Sequence[Labelled]) -> None:
    """Spam found on the public corpus, always with what that costs on real business mail."""
    legitimate = [one for one in business if one.label != "spam"]
    requests = [one for one in business if one.label == "needs_reply"]
    spam = sum(one.label == "spam" for one in public)
    print(f"\nSpam: n = {len(public)} public mails ({spam} spam), {len(legitimate)} legitimate business mails")
    print(f"{'':22}{'P':>6}{'R':>6}{'F1':>6}   false alarms on business mail / on its requests")
    for name, judge in JUDGES.items():
        verdicts = ["spam" if judge(one.email, one.me) == "spam" else "ham" for one in public]
        found = rates([one.label for one in public], verdicts, "spam")
        wrong = sum(judge(one.email, one.me) == "spam" for one in legitimate)
        lost = sum(judge(one.email, one.me) == "spam" for one in requests)
        print(
            f"{name:22}{found.precision:6.2f}{found.recall:6.2f}{found.f1:6.2f}   "
            f"{wrong} of {len(legitimate)} / {lost} of {len(requests)}"
        )


def calibration_table(mails: Sequence[Labelled]) -> None:
    """Whether 'sure' means right: accuracy by stated confidence."""
    judged = [(judge_by_patterns(one.email, one.me, date(2026, 1, 1)), one) for one in mails]
    print("\nConfidence against accuracy")
    for low, high in ((0.0, 0.6), (0.6, 0.8), (0.8, 0.9), (0.9, 1.01)):
        within = [(verdict, one) for verdict, one in judged if low <= verdict.confidence < high]
        if within:
            right = sum(verdict.category.value == one.label for verdict, one in within) / len(within)
            stated = sum(verdict.confidence for verdict, _ in within) / len(within)
            print(f"  stated {stated:.2f}: right {right:.2f}  (n = {len(within)})")


def speed(mails: Sequence[Labelled]) -> None:
    """Prints the processor time of one verdict, without reading the mail."""
    times = []
    for one in mails:
        start = time.process_time()
        patterns(one.email, one.me)
        times.append((time.process_time() - start) * 1000)
    times.sort()
    share = {name: times[min(len(times) - 1, int(part * len(times)))] for name, part in (("p50", 0.5), ("p99", 0.99))}
    print(f"\nProcessor time a mail: p50 {share['p50']:.2f} ms, p99 {share['p99']:.2f} ms (n = {len(times)})")


def saved(title: str, mails: Sequence[Labelled]) -> None:
    """Prints how many mails need no model, and how many requests the rules would lose."""
    ruled = [one for one in mails if prefilter(one.email, frozenset(), one.me)]
    lost = sum(one.label == "needs_reply" for one in ruled)
    requests = f", {lost} of them a request" if any(one.label == "needs_reply" for one in mails) else ""
    print(f"\nDecided by rules alone, {title}: {len(ruled)} of {len(mails)}{requests}")


def macro(labels: Sequence[str], verdicts: Sequence[str]) -> float:
    """The mean F1 of the categories that occur."""
    found = [rates(labels, verdicts, category).f1 for category in CATEGORIES if category in labels]
    return sum(found) / len(found)


def interval(mails: Sequence[Labelled], judge: Judge, figure: Figure) -> str:
    """The figure with its 95 % bootstrap interval (1,000 draws of the mails, always the same ones)."""
    pairs = [(one.label, judge(one.email, one.me)) for one in mails]
    draw = random.Random(1)
    found = []
    for _ in range(1000):
        labels, verdicts = zip(*draw.choices(pairs, k=len(pairs)), strict=True)
        found.append(figure(labels, verdicts))
    exact = figure([label for label, _ in pairs], [said for _, said in pairs])
    return f"{exact:.2f} ({percentile(found, 0.025):.2f} to {percentile(found, 0.975):.2f})"


def _needs(mails: Sequence[Labelled], judge: Judge) -> str:
    found = rates([one.label for one in mails], [judge(one.email, one.me) for one in mails], "needs_reply")
    return f"{found.precision:.2f} / {found.recall:.2f} / {found.f1:.2f}"


def _spam_f1(labels: Sequence[str], verdicts: Sequence[str]) -> float:
    return rates(labels, verdicts, "spam").f1


def _false_alarms(mails: Sequence[Labelled], judge: Judge) -> str:
    called = [one for one in mails if one.label != "spam" and judge(one.email, one.me) == "spam"]
    return f"{len(called)}, {sum(one.label == 'needs_reply' for one in called)} of them a request"


def rows_of(title: str, mails: Sequence[Labelled]) -> list[Row]:
    """What is shown of a corpus with all three categories: rules and patterns, beside the 20-line rule."""
    legitimate = sum(one.label != "spam" for one in mails)

    def told(judge: Judge) -> str:
        return (
            f"macro-F1 {interval(mails, judge, macro)}; needs_reply P / R / F1 {_needs(mails, judge)}; "
            f"false spam {_false_alarms(mails, judge)}, of {legitimate}"
        )

    beside = f"20-line rule: {told(twenty_lines)}"
    return [Row(f"triage without a model, {title}", told(rules_then_patterns), beside, str(len(mails)))]


async def measure(_: int) -> list[Row]:
    """The rows for README; what is not here is a row that says so."""
    folder, rows = find_data(None), []
    for title, load in CORPORA.items():
        try:
            mails = load(folder)
        except FileNotFoundError as error:
            lacking = Path(error.filename).relative_to(folder)
            rows.append(Row(f"triage without a model, {title}", "not measured", f"no {lacking}", "0"))
            continue
        if load is spamassassin:
            ours, rule = (interval(mails, judge, _spam_f1) for judge in (patterns, twenty_lines))
            rows.append(Row(f"triage without a model, {title}: spam F1", ours, f"20-line rule {rule}", str(len(mails))))
        else:
            rows += rows_of(title, mails)
    return rows


def main() -> None:
    """Prints the tables; a corpus that is not here is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="folder with the corpora")
    data = find_data(parser.parse_args().data)
    loaded: dict[str, list[Labelled]] = {}
    for name, load in CORPORA.items():
        try:
            loaded[name] = load(data)
        except FileNotFoundError as error:
            print(f"{name}: not found ({error.filename}). Say where the corpora are with --data or MAILROOM_DATA.")
    public = loaded.pop("SpamAssassin (tuned on)", None)
    for name, mails in loaded.items():
        triage_table(name, mails)
        if any(one.ambiguous for one in mails):
            triage_table(f"{name}, without the ambiguous ones", [one for one in mails if not one.ambiguous])
        calibration_table(mails)
        saved(name, mails)
    speed([one for mails in loaded.values() for one in mails])
    if public:
        saved("SpamAssassin", public)
        spam_table(public, loaded.get("Enron (tuned on)", []))


if __name__ == "__main__":
    main()
