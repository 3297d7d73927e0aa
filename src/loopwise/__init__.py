"""See how a PyTorch model learns, and what stops it."""

from loopwise._version import __version__

__all__ = ["__version__"]
