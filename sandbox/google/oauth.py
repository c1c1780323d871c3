"""OAuth grants: codes, access tokens and refresh tokens, with their rules and their ends."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sandbox.google.discovery import load
from sandbox.google.errors import Json
from sandbox.google.keys import ISSUER, Keys

_CODE_LIFE = timedelta(minutes=10)
_TOKENS_PER_USER = 100  # https://developers.google.com/identity/protocols/oauth2#expiration
_IDENTITY = frozenset(
    {
        "openid",
        "email",
        "profile",
        "https://www.googleapis.com/auth/userinfo.email",
        "https://www.googleapis.com/auth/userinfo.profile",
    }
)
MAIL_SCOPES = ("https://www.googleapis.com/auth/gmail.modify",)
ALL_SCOPES = (
    "https://mail.google.com/",
    *MAIL_SCOPES,
    "https://www.googleapis.com/auth/gmail.settings.basic",
    "https://www.googleapis.com/auth/calendar",
    "https://www.googleapis.com/auth/drive",
)


class OAuthError(Exception):
    """An answer of the token endpoint: `{"error", "error_description"}`."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.error, self.description, self.status = error, description, status


@dataclass(frozen=True)
class Asked:
    """What an authorization request asks for, checked."""

    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    offline: bool
    prompt: str
    challenge: str
    challenge_method: str
    keeps_granted: bool = False  # include_granted_scopes: what was granted before stays so, ticked or not


@dataclass
class Grant:
    """One consent of a user, with the refresh token that stands for it ('' if none was given)."""

    email: str
    scopes: tuple[str, ...]
    refresh_token: str
    revoked: bool = False


@dataclass(frozen=True)
class _Code:
    grant: Grant
    asked: Asked
    expires: datetime


@dataclass(frozen=True)
class _Access:
    grant: Grant
    expires: datetime


@dataclass
class OAuth:
    """The authorization server's memory. `token_seconds` is an access token's life."""

    client_id: str
    client_secret: str
    keys: Keys
    now: Callable[[], datetime]
    token_seconds: int = 3600
    _codes: dict[str, _Code] = field(default_factory=dict)
    _access: dict[str, _Access] = field(default_factory=dict)
    _grants: list[Grant] = field(default_factory=list)
    issued: list[tuple[str, str]] = field(default_factory=list)  # every secret that went through here, with its kind

    # consent

    def check_request(self, query: dict[str, str]) -> Asked:
        """The authorization request, or OAuthError with the words of Google's error page."""
        if query.get("client_id") != self.client_id:
            raise OAuthError("invalid_client", "The OAuth client was not found.", 401)
        redirect = query.get("redirect_uri", "")
        if not _is_loopback(redirect):
            raise OAuthError("redirect_uri_mismatch", f"The redirect_uri is not registered: {redirect or 'none'}")
        if query.get("response_type") != "code":
            raise OAuthError("unsupported_response_type", "This stand-in answers response_type=code only.")
        scopes = tuple(query.get("scope", "").split())
        if not scopes:
            raise OAuthError("invalid_request", "Missing required parameter: scope")
        if unknown := [scope for scope in scopes if scope not in known_scopes()]:
            raise OAuthError("invalid_scope", f"Some requested scopes were invalid: {unknown}")
        method = query.get("code_challenge_method", "plain")
        challenge = query.get("code_challenge", "")
        if method not in ("plain", "S256") or (challenge and not re.fullmatch(r"[\w.~-]{43,128}", challenge)):
            raise OAuthError("invalid_request", "Invalid parameter value for code_challenge or its method")
        offline = query.get("access_type", "online") == "offline"
        kept = query.get("include_granted_scopes", "false")
        if kept not in ("true", "false"):
            raise OAuthError("invalid_request", f"Invalid parameter value for include_granted_scopes: {kept}")
        state, prompt = query.get("state", ""), query.get("prompt", "")
        return Asked(redirect, scopes, state, offline, prompt, challenge, method, kept == "true")

    def consent(self, email: str, asked: Asked, scopes: tuple[str, ...]) -> str:
        """The user has allowed these scopes: the code for the redirect. Good once, for ten minutes."""
        before = [g for g in self._grants if g.email == email and not g.revoked]
        known = bool(before)
        if asked.keeps_granted:
            scopes = tuple(sorted({*scopes, *(scope for grant in before for scope in grant.scopes)}))
        fresh = asked.offline and ("consent" in asked.prompt.split() or not known)
        code = f"4/0A{secrets.token_urlsafe(48)}"
        self.issued += [("code", code), ("state", asked.state)]
        self._codes[code] = _Code(self._grant(email, scopes, refreshable=fresh), asked, self.now() + _CODE_LIFE)
        return code

    def outdate(self, code: str) -> None:
        """Lets a code grow too old on its way."""
        self._codes[code] = replace(self._codes[code], expires=self.now() - timedelta(seconds=1))

    def issue(self, email: str, scopes: tuple[str, ...] = ALL_SCOPES) -> str:
        """An access token without the ceremony, for tests and tools."""
        return self._new_access(self._grant(email, scopes, refreshable=True))

    def _grant(self, email: str, scopes: tuple[str, ...], *, refreshable: bool) -> Grant:
        grant = Grant(email, scopes, f"1//0{secrets.token_urlsafe(60)}" if refreshable else "")
        self._grants.append(grant)
        self.issued.append(("refresh token", grant.refresh_token))
        living = [g for g in self._grants if g.email == email and g.refresh_token and not g.revoked]
        for oldest in living[:-_TOKENS_PER_USER]:
            oldest.revoked = True
        return grant

    # the token endpoint

    def exchange(self, form: dict[str, str], client: tuple[str, str]) -> Json:
        """An answer of POST /token. Raises OAuthError."""
        kinds = {"authorization_code": self._redeem, "refresh_token": self._refresh}
        kind = _need(form, "grant_type")
        if kind not in kinds:
            raise OAuthError("unsupported_grant_type", f"Invalid grant_type: {kind}")
        self._check_client(*client)
        return kinds[kind](form)

    def _check_client(self, client_id: str, secret: str) -> None:
        if not client_id:
            raise OAuthError("invalid_request", "Could not determine client ID from request.")
        if client_id != self.client_id:
            raise OAuthError("invalid_client", "The OAuth client was not found.", 401)
        if not secret:
            raise OAuthError("invalid_request", "client_secret is missing.")
        if not hmac.compare_digest(secret.encode(), self.client_secret.encode()):
            raise OAuthError("invalid_client", "Unauthorized", 401)

    def _redeem(self, form: dict[str, str]) -> Json:
        code = self._codes.get(_need(form, "code"))
        if code is None:
            raise OAuthError("invalid_grant", "Malformed auth code.")
        if _need(form, "redirect_uri") != code.asked.redirect_uri:
            raise OAuthError("redirect_uri_mismatch", "Bad Request")
        self.issued.append(("verifier", form.get("code_verifier", "")))
        _check_verifier(code.asked, form.get("code_verifier", ""))
        del self._codes[form["code"]]
        if code.expires <= self.now() or code.grant.revoked:
            raise OAuthError("invalid_grant", "Bad Request")
        refresh = {"refresh_token": code.grant.refresh_token} if code.grant.refresh_token else {}
        return self._answer(code.grant) | refresh

    def _refresh(self, form: dict[str, str]) -> Json:
        token = _need(form, "refresh_token")
        grant = next((g for g in self._grants if g.refresh_token == token), None)
        if grant is None:
            raise OAuthError("invalid_grant", "Bad Request")
        if grant.revoked:
            raise OAuthError("invalid_grant", "Token has been expired or revoked.")
        return self._answer(grant)

    def _answer(self, grant: Grant) -> Json:
        answer: Json = {
            "access_token": self._new_access(grant),
            "expires_in": max(self.token_seconds - 1, 1),
            "scope": " ".join(grant.scopes),
            "token_type": "Bearer",
        }
        return answer | ({"id_token": self._identity(grant)} if "openid" in grant.scopes else {})

    def _new_access(self, grant: Grant) -> str:
        token = f"ya29.a0{secrets.token_urlsafe(96)}"
        self.issued.append(("access token", token))
        self._access[token] = _Access(grant, self.now() + timedelta(seconds=self.token_seconds))
        return token

    def _identity(self, grant: Grant) -> str:
        issued = int(self.now().timestamp())
        subject = str(int(hashlib.sha256(grant.email.encode()).hexdigest()[:16], 16))
        return self.keys.sign(
            {
                "iss": ISSUER,
                "azp": self.client_id,
                "aud": self.client_id,
                "sub": subject,
                "email": grant.email,
                "email_verified": True,
                "iat": issued,
                "exp": issued + 3600,
            }
        )

    # use and end

    def holder(self, token: str) -> Grant | None:
        """The grant behind an access token that is still good."""
        access = self._access.get(token)
        if access is None or access.grant.revoked or access.expires <= self.now():
            return None
        return access.grant

    def revoke(self, token: str) -> bool:
        """Ends the access of whoever's refresh or access token it is, all of it: False if there is none."""
        access = self._access.get(token)
        grant = access.grant if access else next((g for g in self._grants if token and g.refresh_token == token), None)
        if grant is None or grant.revoked:
            return False
        return self.revoke_all(grant.email) > 0

    def revoke_all(self, email: str) -> int:
        """Ends every grant of a user, as a change of password does; how many there were."""
        living = [g for g in self._grants if g.email == email and not g.revoked]
        for grant in living:
            grant.revoked = True
        return len(living)

    def connected(self, email: str) -> bool:
        """Whether some app holds a refresh token of this user."""
        return any(g.email == email and g.refresh_token and not g.revoked for g in self._grants)


def known_scopes() -> frozenset[str]:
    """Every scope that the stand-in's consent page accepts."""
    return _IDENTITY.union(*(load(name).scopes for name in ("gmail", "calendar", "drive")))


def _need(form: dict[str, str], name: str) -> str:
    if value := form.get(name):
        return value
    raise OAuthError("invalid_request", f"Missing required parameter: {name}")


def _is_loopback(uri: str) -> bool:
    parts = urlsplit(uri)
    return parts.scheme in ("http", "https") and parts.hostname in ("127.0.0.1", "localhost") and not parts.fragment


def _check_verifier(asked: Asked, verifier: str) -> None:
    if not asked.challenge:
        return
    if not verifier:
        raise OAuthError("invalid_grant", "Missing code verifier.")
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode("ascii")
    made = digest if asked.challenge_method == "S256" else verifier
    if not hmac.compare_digest(made.encode(), asked.challenge.encode()):
        raise OAuthError("invalid_grant", "Invalid code verifier.")
