"""What the speed of searches is measured on: mails, questions about them, and vectors."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.search_corpora import enron
from storage.documents import NewDocument, Service

DIMENSIONS, CLUSTERS = 384, 200
SENDERS, DAYS = 300, 1_000
START = datetime(2024, 1, 1, tzinfo=UTC)


class Text:
    """Titles, texts and questions: of real mail, or of made-up words as frequent as words are."""

    def __init__(self, data: Path) -> None:
        self._dice = random.Random(7)
        try:
            corpus = enron(data)
            self.source = "real mail, mixed anew"
            self._texts = [(one.title, one.text.split()) for one in corpus.documents]
            self.questions = [question.text for question in corpus.questions]
        except OSError:
            self.source = "made-up words"
            self._texts = [(" ".join(self._words(5)), self._words(150)) for _ in range(2_000)]
            self.questions = [" ".join(self._words(8)) for _ in range(200)]

    def _words(self, number: int) -> list[str]:
        return [f"word{int(self._dice.paretovariate(0.7))}" for _ in range(number)]

    def mail(self, number: int) -> NewDocument:
        """One mail: as it is the first time round, then the beginning of one with the end of another."""
        title, words = self._texts[number % len(self._texts)]
        if number >= len(self._texts):
            _, others = self._dice.choice(self._texts)
            words = words[: len(words) // 2] + others[len(others) // 2 :]
        sender = f"p{number % SENDERS}@x.example"
        people = tuple(f"p{self._dice.randrange(SENDERS)}@x.example" for _ in range(3))
        at = START + timedelta(days=number % DAYS, seconds=number)
        return NewDocument(
            Service.GMAIL,
            str(number),
            title,
            " ".join(words),
            at,
            thread_id=f"t{number // 3}",
            sender=sender,
            people=people,
            labels=("INBOX",),
            outgoing=number % 4 == 3,
        )


class Cloud:
    """Random unit vectors in clusters, as those of texts are."""

    def __init__(self) -> None:
        import numpy

        self._dice = numpy.random.default_rng(7)
        self._centres = self._dice.normal(size=(CLUSTERS, DIMENSIONS))

    def vectors(self, number: int) -> list[list[float]]:
        """So many."""
        made = self._centres[self._dice.integers(0, CLUSTERS, number)] + self._dice.normal(size=(number, DIMENSIONS))
        made /= (made**2).sum(axis=1, keepdims=True) ** 0.5
        return [[float(value) for value in row] for row in made]
