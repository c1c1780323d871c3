"""How well triage without a model does on real mail, beside a twenty-line rule and always saying "informational".

Run `python -m benchmarks.triage_quality [--data DIR]`; without --data it looks where MAILROOM_DATA points, then at
../shared/data. The folders it reads are `triage_enron` (labels) with `enron_raw` (mail), `spamassassin` and
`triage_synthetic`; each missing one is named and left out.
"""

import argparse
import gzip
import json
import os
import re
import tarfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from assistant.judgement import Category
from assistant.patterns import judge_by_patterns
from assistant.prefilter import prefilter
from connectors.mail.email import Address, Email
from connectors.mail.read import read_email

Judge = Callable[[Email, frozenset[str]], str]
CATEGORIES = tuple(category.value for category in Category)


@dataclass(frozen=True)
class Labelled:
    """A mail, whose it is, and what it is."""

    email: Email
    me: frozenset[str]
    label: str
    also: str = ""  # a second label that counts as right
    ambiguous: bool = False


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


def _members(archive: Path, wanted: set[str]) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.name in wanted and (stream := tar.extractfile(member)):
                yield member.name, stream.read()


def enron(data: Path) -> list[Labelled]:
    """Business mail of 1999-2002 with silver labels, seen by the owner of each mailbox."""
    lines = (data / "triage_enron" / "silver_labels.dev.jsonl").read_text("utf-8").splitlines()
    rows = {row["file"]: row for row in map(json.loads, lines)}
    found = []
    for name, raw in _members(data / "enron_raw" / "enron_raw.tar.gz", set(rows)):
        row = rows[name]
        also = "informational" if row["sublabel"] == "promo" else ""
        me = frozenset(one.lower() for one in row["owner"])
        found.append(Labelled(read_email(raw), me, row["label"], also, bool(row["ambiguous"])))
    return found


def spamassassin(data: Path) -> list[Labelled]:
    """Public ham and spam of 2002-2003; the owner is not known."""
    with gzip.open(data / "spamassassin" / "labels.dev.jsonl.gz", "rt", encoding="utf-8") as stream:
        rows = {row["file"]: row["label"] for row in map(json.loads, stream)}
    archive = data / "spamassassin" / "messages.dev.tar.gz"
    return [Labelled(read_email(raw), frozenset(), rows[name]) for name, raw in _members(archive, set(rows))]


def synthetic(data: Path) -> list[Labelled]:
    """A handful of clean mails written for triage."""
    lines = (data / "triage_synthetic" / "emails.dev.jsonl").read_text("utf-8").splitlines()
    return [_synthetic(json.loads(line)) for line in lines]


def _synthetic(row: dict[str, Any]) -> Labelled:
    author, to = _address(row["author"]), _address(row["to"])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    email = Email("", "", (), author, (), (to,), (), (), row["subject"], now, row["email_thread"])
    return Labelled(email, frozenset({to.email}), row["label"], "", bool(row.get("ambiguous")))


def _address(text: str) -> Address:
    name, _, rest = text.partition("<")
    return Address(name.strip(), (rest.rstrip("> ") or name.strip()).lower())


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


def find_data(given: str | None) -> Path:
    """Where the corpora are."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(given or os.environ.get("MAILROOM_DATA") or default)


def main() -> int:
    """Prints the tables; 1 if no corpus was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="folder with the corpora")
    data = find_data(parser.parse_args().data)
    loaded: dict[str, list[Labelled]] = {}
    for name, load in (("triage_enron", enron), ("triage_synthetic", synthetic), ("spamassassin", spamassassin)):
        try:
            loaded[name] = load(data)
        except FileNotFoundError as error:
            print(f"{name}: not found ({error.filename}). Say where the corpora are with --data or MAILROOM_DATA.")
    if "triage_enron" in loaded:
        mails = loaded["triage_enron"]
        triage_table("Enron, all silver labels", mails)
        triage_table("Enron, without the ambiguous ones", [one for one in mails if not one.ambiguous])
        calibration_table(mails)
        saved("Enron", mails)
        speed(mails)
    if "triage_synthetic" in loaded:
        triage_table("Synthetic smoke test", loaded["triage_synthetic"])
    if "spamassassin" in loaded:
        saved("SpamAssassin", loaded["spamassassin"])
        spam_table(loaded["spamassassin"], loaded.get("triage_enron", []))
    return 0 if loaded else 1


if __name__ == "__main__":
    raise SystemExit(main())
