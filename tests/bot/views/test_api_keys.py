"""API keys as Slack shows them: what it takes, whose names are text alone, and never a key."""

from bot.views.api_keys import api_keys
from storage.access_tokens import AccessToken
from tests.bot.views.cases import NOW
from tests.bot.views.payloads import markup, message_complaints, objects

URL = "https://mailroom.fernhill.example/keys?link=" + "x" * 400


def key(number: int, name: str = "laptop", *, used: bool = False) -> AccessToken:
    return AccessToken(
        id=f"t{number}", name=name, key="k1", made_at=NOW, expires_at=NOW, used_at=NOW if used else None
    )  # fmt: skip


def test_slack_takes_none_and_ten_of_them() -> None:
    for count in (0, 1, 10):
        assert message_complaints(api_keys([key(n, "x" * 60) for n in range(count)], URL)) == []


def test_each_has_a_button_of_its_own_and_says_when_it_was_used() -> None:
    drawn = api_keys([key(1), key(2, used=True)], URL)
    revoking = [one["value"] for one in objects(drawn.blocks, "button") if one["action_id"] == "key_revoked"]
    assert revoking == ["t1", "t2"]
    assert "never used" in markup(drawn.blocks) and "last used <!date^" in markup(drawn.blocks)
    assert "You have none yet." in markup(api_keys([], URL).blocks)


def test_a_name_makes_no_mention_and_no_link() -> None:
    assert "<!channel>" not in markup(api_keys([key(1, "<!channel> <https://evil.example|x>")], URL).blocks)
