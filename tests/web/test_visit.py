"""Addresses: taken apart, put together, and the language they speak."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loopwise.web.visit import Visit


@given(st.none() | st.text(), st.none() | st.text())
def test_any_address_can_be_read(path, search):
    visit = Visit.of(path, search)
    assert visit.language in ("en", "ko")
    assert Visit.of(*_split(visit.in_language("ko"))).language == "ko"


def test_a_link_carries_the_language_only_where_the_address_names_it():
    assert Visit.of("/check", "?lang=ko").link("/kept") == "/kept?lang=ko"
    assert Visit.of("/check", "").link("/kept") == "/kept"
    assert Visit.of("/check", "?lang=fr").link("/kept") == "/kept"


def test_the_same_address_in_another_language_keeps_its_state():
    visit = Visit.of("/recipe/binary", "?threshold=0.3&lang=en")
    assert visit.in_language("ko") == "/recipe/binary?threshold=0.3&lang=ko"


def test_the_language_is_the_address_then_the_labs_own_then_the_browsers(app):
    browser = {"headers": {"Accept-Language": "ko"}}
    with app.server.test_request_context("/", **browser):
        assert Visit.of("/", "").language == "ko"
        assert Visit.of("/", "?lang=en").language == "en"
    app.server.config["LOOPWISE_LANGUAGE"] = "en"
    try:
        with app.server.test_request_context("/", **browser):
            assert Visit.of("/", "").language == "en"
    finally:
        app.server.config["LOOPWISE_LANGUAGE"] = None


def _split(address: str) -> tuple[str, str]:
    path, _, search = address.partition("?")
    return path, search
