"""A wheel of this checkout and an environment of the base install, each built once a session."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OFFLINE = (
    "No matching distribution",
    "NewConnectionError",
    "NameResolutionError",
    "Could not find a version",
)


@pytest.fixture(scope="session")
def pip():
    """Return a function that runs pip and returns what it printed.

    Where there is no package index these tests are skipped, visibly; in CI they must run.
    """

    def run(python, *arguments):
        typed = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python, *arguments]
        ended = subprocess.run(typed, capture_output=True, text=True)
        if ended.returncode and any(sign in ended.stderr for sign in OFFLINE) and not os.environ.get("CI"):
            pytest.skip("pip reaches no package index")
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    return run


@pytest.fixture(scope="session")
def wheel(pip, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    pip(sys.executable, "wheel", "--quiet", "--no-deps", "-w", folder, ROOT)
    [built] = folder.glob("loopwise-*.whl")
    return built


@pytest.fixture(scope="session")
def bare(tmp_path_factory):
    """Return a function that makes an environment with nothing in it, and returns its Python."""

    def make(name):
        folder = tmp_path_factory.mktemp(name)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
        return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    return make


@pytest.fixture(scope="session")
def base_python(pip, wheel, bare):
    """Return the Python of an environment in which somebody typed `pip install loopwise`."""
    python = bare("base install")
    pip(python, "install", "--quiet", "-c", ROOT / "constraints.txt", wheel)
    return python
