"""Nobody but this computer's own browser, with the token, gets an answer out of the lab."""

from __future__ import annotations

import pytest

from loopwise.web.guard import ours
from loopwise.web.inputs import LARGEST_BODY

PATHS = ["/", "/check", "/_dash-layout", "/_dash-dependencies", "/assets/lab.css", "/nothing/here"]


@pytest.mark.parametrize("path", PATHS)
def test_without_the_token_every_address_says_what_to_do(stranger, path):
    answer = stranger.get(path)
    assert answer.status_code == 403
    assert "?token=" in answer.text and "loopwise lab" in answer.text


def test_the_refusal_speaks_the_browsers_language(stranger):
    korean = stranger.get("/", headers={"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.5"})
    assert 'lang="ko"' in korean.text and "터미널" in korean.text
    assert 'lang="en"' in stranger.get("/?lang=en").text


@pytest.mark.parametrize("wrong", ["x", "test-toke", "test-token2", "", "한글"])
def test_a_wrong_token_opens_nothing(stranger, wrong):
    assert stranger.get("/", query_string={"token": wrong}).status_code == 403
    stranger.set_cookie("loopwise_localhost", "wrong")
    assert stranger.get("/").status_code == 403


def test_the_token_leaves_the_address_and_becomes_a_cookie(stranger):
    answer = stranger.get("/check?token=test-token&example=gradients-accumulate&lang=ko")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/check?example=gradients-accumulate&lang=ko"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert stranger.get("/check").status_code == 200


def test_the_token_does_not_lead_to_another_site(stranger):
    answer = stranger.get("//evil.example/?token=test-token")
    assert answer.headers.get("Location", "/").startswith("/evil.example") or answer.status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "[::1"]
)
def test_a_foreign_host_is_refused_even_with_the_cookie(client, host):
    assert client.get("/", headers={"Host": host}).status_code in (400, 403)


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost:1", "https://localhost.evil.example"]
)
def test_a_foreign_origin_is_refused(client, origin):
    answer = client.post("/_dash-update-component", json={}, headers={"Origin": origin})
    assert answer.status_code == 403


def test_hosts_that_are_ours():
    loopback = {"127.0.0.1", "localhost", "::1"}
    assert ours("127.0.0.1:8050", None, loopback)
    assert ours("[::1]:8050", "http://[::1]:8050", loopback)
    assert ours("LOCALHOST:8050", None, loopback)
    assert not ours("192.168.0.7:8050", None, loopback)
    assert ours("192.168.0.7:8050", None, loopback | {"*"})
    assert not ours("rebound.example:8050", None, loopback | {"*"})


def test_a_body_over_the_limit_is_refused(client):
    body = b'{"output": "' + b"x" * LARGEST_BODY + b'"}'
    answer = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"1",
        b"\x00\xff",
        b'{"output": 3}',
        b'{"output": "a.b"}',
        b'{"output": "a.b", "inputs": 1}',
        b'{"output": "a.b", "outputs": {}, "inputs": ["x"]}',
    ],
)
def test_a_broken_callback_is_a_bad_request(client, body):
    assert (
        client.post("/_dash-update-component", data=body, content_type="application/json").status_code == 400
    )


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_forbids_foreign_content(stranger, client, path):
    for answer in (stranger.get(path, buffered=True), client.get(path, buffered=True)):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
        assert "unsafe-eval" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_the_page_names_no_foreign_address(client):
    import re

    sources = re.findall(r'(?:src|href)="([^"]+)"', client.get("/").text)
    assert sources and all(source.startswith("/") and not source.startswith("//") for source in sources)
