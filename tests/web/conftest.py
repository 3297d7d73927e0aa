"""A lab to ask: its Flask test client with the token's cookie; results kept in a folder of the test's own."""

from __future__ import annotations

import warnings

import pytest
from flask.testing import FlaskClient

from loopwise.web.app import create_app

with warnings.catch_warnings():  # its fonts are found by a deprecated function of importlib
    warnings.simplefilter("ignore", DeprecationWarning)
    import ziamath  # noqa: F401

TOKEN = "test-token"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="session")
def app():
    return create_app(TOKEN)


@pytest.fixture
def stranger(app) -> FlaskClient:
    return app.server.test_client()


@pytest.fixture
def client(stranger) -> FlaskClient:
    stranger.get(f"/?token={TOKEN}")
    return stranger
