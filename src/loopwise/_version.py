"""The version, in one place: read by the build, by `--version` and by every stored result."""

__version__ = "0.1.0"
