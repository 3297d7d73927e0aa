"""The lab: the whole package in a browser, on this computer only.

loopwise.web.serve()
"""

from __future__ import annotations

from importlib import import_module, util
from typing import TYPE_CHECKING, Any

from loopwise.errors import MissingExtra

if TYPE_CHECKING:
    from loopwise.web.app import create_app
    from loopwise.web.server import LabServer, serve

__all__ = ["LabServer", "create_app", "serve"]

_HOMES = {"create_app": "app", "LabServer": "server", "serve": "server"}


def __getattr__(name: str) -> Any:
    """Load Dash only when the lab is wanted, and say the line to type where it is missing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    for package in ("dash", "dash_mantine_components", "ziamath"):
        if util.find_spec(package) is None:
            raise MissingExtra(package, "lab")
    return getattr(import_module(f"loopwise.web.{_HOMES[name]}"), name)
