"""The vault: what is sealed opens for its own row only, with the right key only, and not after any change."""

import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Permanent
from storage.crypto import Vault

OLD, NEW = {"k1": b"1" * 32}, {"k2": b"2" * 32}
ROW, OTHER_ROW = "accounts|a1", "accounts|a2"


@given(st.text(), st.text(max_size=40))
def test_what_was_sealed_opens(text: str, row: str) -> None:
    vault = Vault(OLD)
    assert vault.open(vault.seal(text, row), row) == text


def test_sealing_twice_gives_two_texts_that_hold_nothing_readable() -> None:
    vault = Vault(OLD)
    first, second = vault.seal("1//refresh-token", ROW), vault.seal("1//refresh-token", ROW)
    assert first != second
    assert "refresh" not in first
    assert b"refresh" not in base64.urlsafe_b64decode(first.split(".")[3] + "==")


def test_a_ciphertext_moved_to_another_row_does_not_open() -> None:
    vault = Vault(OLD)
    with pytest.raises(Permanent):
        vault.open(vault.seal("secret", ROW), OTHER_ROW)


def test_another_key_of_the_same_name_does_not_open_it() -> None:
    sealed = Vault(OLD).seal("secret", ROW)
    with pytest.raises(Permanent):
        Vault({"k1": b"9" * 32}).open(sealed, ROW)


def test_an_unknown_key_id_is_refused() -> None:
    sealed = Vault(OLD).seal("1//refresh-token", ROW)
    with pytest.raises(Permanent) as caught:
        Vault(NEW).open(sealed, ROW)
    assert "token" not in str(caught.value) and sealed not in str(caught.value)


def test_after_rotation_the_old_key_opens_and_the_new_one_seals() -> None:
    sealed = Vault(OLD).seal("secret", ROW)
    rotated = Vault({**NEW, **OLD})
    assert rotated.open(sealed, ROW) == "secret"
    assert rotated.seal("secret", ROW).startswith("v1.k2.")
    with pytest.raises(Permanent):
        Vault(OLD).open(rotated.seal("secret", ROW), ROW)


def test_a_key_id_swapped_in_the_text_does_not_open() -> None:
    same = os.urandom(32)
    vault = Vault({"k1": same, "k2": same})  # even where both names stand for one key
    with pytest.raises(Permanent):
        vault.open(vault.seal("secret", ROW).replace("v1.k1.", "v1.k2."), ROW)


@given(st.data())
def test_a_changed_byte_anywhere_does_not_open(data: st.DataObject) -> None:
    vault = Vault(OLD)
    version, name, nonce, body = vault.seal("secret", ROW).split(".")
    parts = [bytearray(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in (nonce, body)]
    part = data.draw(st.sampled_from(parts))
    part[data.draw(st.integers(0, len(part) - 1))] ^= data.draw(st.integers(1, 255))
    changed = [base64.urlsafe_b64encode(bytes(part)).decode().rstrip("=") for part in parts]
    with pytest.raises(Permanent):
        vault.open(".".join([version, name, *changed]), ROW)


RUBBISH = ["", "v1", "v1.k1..", "v1.k1.AAAA.AAAA", "v2.k1.AAAA.AAAA", "v1.k1.é.é", "v1.k1.a.b.c"]


@given(st.text() | st.sampled_from(RUBBISH))
def test_rubbish_is_refused_and_never_raises_anything_else(text: str) -> None:
    with pytest.raises(Permanent):
        Vault(OLD).open(text, ROW)


def test_another_version_of_the_format_is_refused() -> None:
    vault = Vault(OLD)
    with pytest.raises(Permanent):
        vault.open("v2" + vault.seal("secret", ROW)[2:], ROW)


def test_a_signature_holds_for_its_text_and_key_only() -> None:
    vault = Vault(OLD)
    signature = vault.sign("connect|abc")
    assert vault.signed("connect|abc", signature)
    assert not vault.signed("connect|abd", signature)
    assert not vault.signed("connect|abc", signature[:-1])
    assert not vault.signed("connect|abc", "")
    assert not vault.signed("connect|abc", "é")
    assert not Vault(NEW).signed("connect|abc", signature)


def test_a_link_of_an_older_key_holds_as_long_as_that_key_stands() -> None:
    signature = Vault(OLD).sign("connect|abc")
    assert Vault({**NEW, **OLD}).signed("connect|abc", signature)
    assert not Vault({**NEW, **OLD}).signed("connect|abd", signature)
    assert not Vault(NEW).signed("connect|abc", signature)
    assert Vault({**NEW, **OLD}).sign("connect|abc") == Vault(NEW).sign("connect|abc")


def test_a_stamp_names_its_key_and_tells_a_lost_key_from_a_forgery() -> None:
    stamp = Vault(OLD).stamp("entry")
    assert stamp.startswith("k1.")
    assert Vault({**NEW, **OLD}).stamped("entry", stamp) is True
    assert Vault({**NEW, **OLD}).stamped("other", stamp) is False
    assert Vault(NEW).stamped("entry", stamp) is None
    assert Vault(OLD).stamped("entry", f"k1.{Vault(OLD).sign('entry')}") is False


def test_a_cut_text_does_not_open() -> None:
    sealed = Vault(OLD).seal("1//refresh-token", ROW)
    for length in range(len(sealed)):
        with pytest.raises(Permanent):
            Vault(OLD).open(sealed[:length], ROW)


def test_another_way_to_write_the_same_bytes_does_not_open() -> None:
    vault = Vault({"k1": b"1" * 32})
    sealed = vault.seal("a token", "accounts.tokens|a1")
    for last in set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") - {sealed[-1]}:
        with pytest.raises(Permanent):
            vault.open(sealed[:-1] + last, "accounts.tokens|a1")
