"""Send the report to Slack: the PDF with a summary by a bot's token, or the summary alone by a webhook.

    send_file(pdf, "2025-05-08.pdf", text, channel="C0123ABCD", token=token())

Tokens come from the environment or the system's keyring, never from a file of the repository. Waits and tries again
where Slack asks for it (429); nothing else is tried twice, as a lost answer may belong to a message that arrived.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from loopwise import settings
from loopwise.errors import LoopwiseError, MissingExtra
from loopwise.reports.blocks import links
from loopwise.reports.checks.last_week import items
from loopwise.reports.composing import when
from loopwise.reports.rows import TITLE, TITLE_OF_WEEK
from loopwise.reports.saving import replace_file
from loopwise.reports.week import Week
from loopwise.store.locks import FileLock
from loopwise.text import Text, speaking

log = logging.getLogger("loopwise")

TOKEN, WEBHOOK = "SLACK_BOT_TOKEN", "SLACK_WEBHOOK_URL"
API = "https://slack.com/api/"
TRIES = 3  # after a 429
SECONDS = 30  # for one answer
MOST_GOALS = 5

NO_TOKEN = Text(
    en="no token for Slack: set SLACK_BOT_TOKEN (files:write), or SLACK_WEBHOOK_URL for the summary alone.",
    ko="Slack 토큰이 없습니다. SLACK_BOT_TOKEN(files:write 권한)이나, 요약만 보낼 때는 SLACK_WEBHOOK_URL을 지정하세요.",
)
NO_CHANNEL = Text(
    en='no channel: write slack = "C0123ABCD" (its id, not its name) into team.toml.',
    ko='채널이 없습니다. team.toml에 slack = "C0123ABCD"처럼 채널 이름이 아닌 ID를 적으세요.',
)
REFUSED = Text(en="Slack refused: {why}.", ko="Slack이 거절했습니다: {why}")
LOST = Text(
    en="the connection to Slack broke ({why}); the report may have arrived: look into the channel first.",
    ko="Slack과 연결이 끊어졌습니다({why}). 이미 올라갔을 수 있으니 채널을 먼저 확인하세요.",
)
LIMITED = Text(
    en="Slack still asks to wait after {tries} tries.",
    ko="{tries}번 다시 시도했지만 Slack이 기다리라고 합니다.",
)
REASONS = {
    "invalid_auth": Text(en="the token is not valid", ko="토큰이 올바르지 않습니다"),
    "not_in_channel": Text(
        en="the bot is not in the channel (/invite it)", ko="봇이 채널에 없습니다(/invite로 초대하세요)"
    ),
    "channel_not_found": Text(en="there is no such channel", ko="그런 채널이 없습니다"),
    "missing_scope": Text(en="the token lacks files:write", ko="토큰에 files:write 권한이 없습니다"),
}


def token() -> str | None:
    """Return the bot's token from the environment, else from the system's keyring where one is installed."""
    if found := os.environ.get(TOKEN):
        return found
    if find_spec("keyring") is None:
        return None
    keyring: Any = import_module("keyring")
    return str(found) if (found := keyring.get_password("loopwise", TOKEN)) else None


def webhook() -> str | None:
    """Return the webhook's address from the environment."""
    return os.environ.get(WEBHOOK)


def summary(week: Week, language: str) -> str:
    """Return what stands beside the file: title, when, who, goals, links. Nothing of it is Slack's markup."""
    with speaking(language):
        title = TITLE_OF_WEEK.format(week=week.number) if week.number else TITLE
        head = [f"{title} - {week.field('team')}", when(week), ", ".join(week.participants)]
    goals = week.row("goals")
    wanted = items(goals.blocks)[:MOST_GOALS] if goals else []
    results = week.row("results")
    found = [link.url for link in links(results.all_blocks)] if results else []
    lines = [*head, *(f"• {goal}" for goal in wanted), *found]
    return "\n".join(_plain(line) for line in lines if line.strip())


def send_file(
    data: bytes, name: str, text: str, *, channel: str, token: str, title: str = "", api: str = API
) -> None:
    """Upload a file to a channel with a summary; LoopwiseError says what Slack answered."""
    client, errors = _client(token, api)
    try:
        client.files_upload_v2(
            file=data, filename=name, title=title or name, channel=channel, initial_comment=text
        )
    except errors.SlackApiError as problem:
        raise _refused(problem.response) from problem
    except errors.SlackClientError as problem:
        raise LoopwiseError(REFUSED.format(why=problem)) from problem
    except OSError as problem:  # urllib's errors are OSErrors
        raise LoopwiseError(LOST.format(why=problem)) from problem


def send_summary(text: str, url: str) -> None:
    """Post the summary alone. The webhook's client does not raise on a bad answer: it is looked at."""
    webhooks = _slack("slack_sdk.webhook")
    client = webhooks.WebhookClient(url, timeout=SECONDS, retry_handlers=_patient())
    try:
        answer = client.send(text=text)
    except OSError as problem:
        raise LoopwiseError(LOST.format(why=problem)) from problem
    if answer.status_code == 429:
        raise LoopwiseError(LIMITED.format(tries=TRIES))
    if answer.status_code != 200 or answer.body.strip() != "ok":
        raise LoopwiseError(REFUSED.format(why=f"{answer.status_code} {answer.body[:80]}"))


def sent_before(data: bytes, channel: str) -> str | None:
    """Return when these very bytes were sent to this channel; None where they never were."""
    found = _sent().get(_key(data, channel))
    return str(found) if found else None


def remember(data: bytes, channel: str) -> None:
    """Write down that these bytes were sent."""
    file = _sent_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(file.with_suffix(".lock")):
        told = _sent() | {_key(data, channel): datetime.now(UTC).isoformat(timespec="seconds")}
        replace_file(file, json.dumps(told, indent=1).encode())


def _sent_file() -> Path:
    return settings.data_home(settings.load()) / "sent.json"


def _sent() -> dict[str, str]:
    try:
        told = json.loads(_sent_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _key(data: bytes, channel: str) -> str:
    return f"{channel} {hashlib.sha256(data).hexdigest()}"


def _client(token: str, api: str) -> tuple[Any, Any]:
    web = _slack("slack_sdk")
    return web.WebClient(token, base_url=api, timeout=SECONDS, retry_handlers=_patient()), _slack(
        "slack_sdk.errors"
    )


def _patient() -> list[Any]:
    return [_slack("slack_sdk.http_retry").RateLimitErrorRetryHandler(max_retry_count=TRIES)]


def _slack(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as problem:
        raise MissingExtra("slack_sdk", "report") from problem


def _refused(answer: Any) -> LoopwiseError:
    if answer.status_code == 429:
        return LoopwiseError(LIMITED.format(tries=TRIES))
    why = str(answer.get("error") or answer.status_code)
    return LoopwiseError(REFUSED.format(why=REASONS.get(why, why)))


def _plain(text: str) -> str:
    """Return text in which Slack sees no link, mention or entity."""
    return " ".join(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").split())
