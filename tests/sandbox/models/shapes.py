"""Shapes and a prompt like those of a mail assistant, for asking the stand-ins through the real SDKs."""

from typing import Literal

from pydantic import BaseModel, Field


class ActionItem(BaseModel):
    text: str
    due: str | None


class Verdict(BaseModel):
    category: Literal["needs_reply", "informational", "spam"]
    confidence: float = Field(ge=0, le=1)
    reasoning: str
    summary: str = Field(max_length=200)
    tags: list[str]
    priority: Literal["low", "normal", "high"]
    action_items: list[ActionItem]


class Draft(BaseModel):
    body: str


MAIL = """\
Classify the mail between the marks.

<mail>
From: Jane Roe <jane@customer.example>
To: Alice Marsh <alice@fernhill.example>
Subject: Pump order

Hi Alice,

the pumps arrived, thank you. Could you send me the calibration sheets by Friday? And is the second parcel on its way?

Jane
</mail>
"""
