"""Hours to which an order limits what it is about, in eight languages; what is not clear is asked or not read."""

from datetime import date

import pytest

from assistant.asking.writes.hours import hours_in

TODAY = date(2026, 11, 25)


def told(text: str) -> str:
    hours = hours_in(text, TODAY)
    if hours.question:
        return "asked"
    limits = "-".join(f"{one:%H:%M}" if one else "" for one in (hours.after, hours.before))
    return "unread" if hours.unread else limits if hours.limited else ""


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("cancel my meetings on Tuesday after 10", "10:00-"),
        ("cancel my meetings on Tuesday before 4", "-16:00"),
        ("cancel my meetings between 2 and 4:30 on 3 December", "14:00-16:30"),
        ("cancel my meetings from 9 to 12", "09:00-12:00"),
        ("everything after noon", "12:00-"),
        ("all calls before 9am", "-09:00"),
        ("all calls after 7pm", "19:00-"),
        ("all calls after 07:00", "07:00-"),
        ("all calls after 9 and before 3", "09:00-15:00"),
        ("my Thursday morning meetings", "-12:00"),
        ("the meetings on Thursday afternoon", "12:00-18:00"),
        ("alle Termine nach 14 Uhr", "14:00-"),
        ("alle Termine vor 9 Uhr 30", "-09:30"),
        ("alle Termine zwischen 13 und 15 Uhr", "13:00-15:00"),
        ("toutes les réunions après 14h30", "14:30-"),
        ("toutes les réunions avant midi", "-12:00"),
        ("todas las reuniones después de las 3", "15:00-"),
        ("todas las citas entre las 10 y las 12", "10:00-12:00"),
        ("tutte le riunioni dopo le 15", "15:00-"),
        ("tutte le riunioni tra le 10 e le 12", "10:00-12:00"),
        ("todas as reuniões depois das 14", "14:00-"),
        ("todas as reuniões das 9 às 11", "09:00-11:00"),
        ("alle afspraken tussen 10 en 12 uur", "10:00-12:00"),
        ("金曜日の11時以降の会議", "11:00-"),
        ("14時までの会議", "-14:00"),
        ("10時から12時の会議", "10:00-12:00"),
        ("all calls after 8", "asked"),
        ("all calls after 8\nin the evening", "20:00-"),
        ("all meetings after lunch", "unread"),
        ("all meetings after the board meeting", "unread"),
        ("all meetings at 3", "unread"),
        ("all meetings after 11 December", ""),
        ("all meetings before Friday", ""),
        ("move it by 30 minutes", ""),
        ("cancel my 3 meetings in the next 2 days", ""),
    ],
)
def test_hours_are_read_as_they_are_meant(text: str, limits: str) -> None:
    assert told(text) == limits
