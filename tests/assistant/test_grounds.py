"""Tests of what a draft says that stands nowhere in its sources. The day is Monday, 2 March 2026."""

import pytest

from assistant.grounds import Sources, unfounded_amounts, unfounded_dates
from tests.assistant.mails import MONDAY


def unfounded(source: str, draft: str) -> list[str]:
    sources = Sources.read([source], [MONDAY], MONDAY)
    return [*unfounded_amounts(draft, sources), *unfounded_dates(draft, sources)]


@pytest.mark.parametrize(
    ("source", "draft"),
    [
        ("Twelve of us will come.", "A table for 12 people is booked."),
        ("Wir kommen zu 23.", "Ein Tisch für dreiundzwanzig Personen ist bestellt."),
        ("100-150 EUR, 10-15 people", "We have 150 EUR for 15 people."),
        ("How many?", "A thousand thanks, we met once at ten, with a hundred ideas."),
        ("How many?", "One or two of them, maybe three."),
        ("Half of it", "50 % it is."),
        ("Your mail of 1 February", "I thank you for your mail of Sunday, 1 February."),
        ("Monday or 12 May?", "Monday or 12 May is fine."),
        ("Is Monday 12 May fine?", "Monday 12 May is fine."),
        ("Tuesday or Wednesday, 12 May or 13 May", "Tuesday, 12 May, Wednesday, 13 May: both are fine."),
        ("By the end of the day on Thursday?", "You will have it by end of day Thursday."),
        ("From 3 to 5 December", "December 3 and 5 December are fine."),
        ("December 3-5, 2026", "5 December is fine."),
        ("Vom 3. bis 5. Dezember", "Der 3. Dezember passt."),
        ("10時から11時、12月3日から5日", "12月5日の11時で問題ありません。"),
        ("It ends at 11.", "11:00 is good."),
        ("Alle 10.15?", "Alle 10:15 va bene."),
        ("1,5 million", "Au total 1 500 000."),
        ("In FY2025", "In 2025."),
        ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("At half past three?", "15:30 is good."),
        ("Um halb elf?", "10:30 passt."),
        ("Um elf", "Elf Uhr passt."),
    ],
)
def test_what_a_source_says_in_another_way_is_founded(source: str, draft: str) -> None:
    assert unfounded(source, draft) == []


@pytest.mark.parametrize(
    ("source", "draft", "told"),
    [
        ("Twelve of us will come.", "A table for thirteen people is booked.", "thirteen people"),
        ("Nous serons douze.", "Une table pour treize personnes est réservée.", "treize personnes"),
        ("12名で参ります。", "十三名の席を予約しました。", "十三名"),
        ("Is 12 May fine, or the Monday?", "Monday, 12 May is fine.", "Monday, 12 May"),
        ("Passt der 12. Mai oder der Montag?", "Montag, der 12. Mai passt.", "Montag, der 12. Mai"),
        ("5月12日か月曜日はいかがですか。", "5月12日(月)で問題ありません。", "5月12日(月"),
        ("DE89 3704 0044 0532 0130 00", "To DE88 3704 0044 0532 0130 00.", "DE88 3704 0044 0532 0130 00"),
        ("At ten?", "Eleven o'clock is fine.", "Eleven o'clock"),
    ],
)
def test_what_differs_is_told(source: str, draft: str, told: str) -> None:
    assert unfounded(source, draft) == [told]
