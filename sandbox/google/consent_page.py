"""The pages of the authorization server: the consent form, and the error page."""

from html import escape
from string import Template
from urllib.parse import quote

from sandbox.google.cast import User
from sandbox.google.discovery import describe
from sandbox.google.oauth import Asked

_FRAME = Template("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>$title</title><style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 30rem; margin: 4rem auto; padding: 0 1rem; color: #202124 }
fieldset { border: 1px solid #dadce0; border-radius: 8px; margin: 1rem 0; padding: 1rem }
label { display: block; margin: .25rem 0 } small { color: #5f6368 }
button { font: inherit; padding: .5rem 1.5rem; border-radius: 4px; border: 1px solid #dadce0; cursor: pointer }
button.main { background: #0b57d0; color: #fff }
</style></head><body><h1>$title</h1>$body<p><small>This is the sandbox's stand-in for Google's sign-in page.
Nothing here reaches Google.</small></p></body></html>
""")
_FORM = Template("""<p>An app on this machine asks for access to a sample mailbox.</p>
<form method="post">$hidden
<fieldset><legend>Continue as</legend>$users</fieldset>
<fieldset><legend>It wants to use</legend>$scopes</fieldset>
<fieldset><legend>On the way back to the app</legend>$troubles</fieldset>
<button class="main" name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>""")


TROUBLES = {
    "": "all goes well",
    "late": "the code expires",
    "client": "Google refuses the app's client secret",
    "busy": "Google asks the app to slow down",
    "away": "Google does not answer",
    "revoked": "access is revoked at once",
    "mailless": "the account has no Gmail",
}


def consent_page(query: dict[str, str], asked: Asked, users: list[User]) -> str:
    """The form that asks the user; it posts the request back together with the decision."""
    hint = query.get("login_hint", "").lower()
    chosen = hint if any(user.email == hint for user in users) else users[0].email
    hidden = "".join(f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in query.items())
    choices = "".join(
        f'<label><input type="radio" name="user" value="{escape(user.email)}"'
        f"{' checked' if user.email == chosen else ''}> {escape(user.name)} <small>{escape(user.email)}</small></label>"
        for user in users
    )
    scopes = "".join(
        f'<label><input type="checkbox" name="granted" value="{escape(scope)}" checked> {escape(describe(scope))}'
        f"<br><small><code>{escape(scope)}</code></small></label>"
        for scope in asked.scopes
    )
    troubles = "".join(
        f'<label><input type="radio" name="trouble" value="{name}"{"" if name else " checked"}> {words}</label>'
        for name, words in TROUBLES.items()
    )
    body = _FORM.substitute(hidden=hidden, users=choices, scopes=scopes, troubles=troubles)
    return _FRAME.substitute(title="Choose an account", body=body)


def error_page(status: int, error: str, description: str) -> str:
    """What Google shows instead of a redirect when the request itself is wrong."""
    body = f"<p>Access blocked: this app's request is invalid.</p><p>{escape(description)}</p>"
    return _FRAME.substitute(title=f"Error {status}: {escape(error)}", body=body)


def redirect_to(uri: str, answer: dict[str, str]) -> str:
    """The app's address with the answer in its query."""
    query = "&".join(f"{key}={quote(value, safe='')}" for key, value in answer.items() if value)
    return f"{uri}{'&' if '?' in uri else '?'}{query}"
