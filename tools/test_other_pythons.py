"""Run the tests of the base install under the other Pythons of this machine:  python tools/test_other_pythons.py

The base install needs no torch, so a small environment each is enough. A Python that is not here is said, not failed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
VERSIONS = ("3.12", "3.13")
BASE_TESTS = ("tests/text", "tests/records", "tests/program", "tests/test_settings.py", "tests/test_words.py")


def interpreter(version: str) -> str | None:
    """Return a Python of that version: on PATH, or among pyenv's."""
    pyenv = sorted(Path("~/.pyenv/versions").expanduser().glob(f"{version}.*/bin/python"))
    return str(pyenv[-1]) if pyenv else shutil.which(f"python{version}")


def run(version: str) -> bool:
    """Install the base into a fresh environment and test it; True when nothing failed."""
    if not (python := interpreter(version)):
        print(f"Python {version}: not on this machine, not tested")
        return True
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, "-m", "venv", folder], check=True)
        own = Path(folder) / ("Scripts" if os.name == "nt" else "bin") / "python"
        install = [own, "-m", "pip", "install", "-q", "-c", "constraints.txt", ".", "pytest", "hypothesis"]
        subprocess.run(install, check=True, cwd=ROOT)
        done = subprocess.run([own, "-m", "pytest", "-q", "-m", "not soak", *BASE_TESTS], cwd=ROOT)
    print(f"Python {version}: {'passed' if done.returncode == 0 else 'FAILED'}")
    return done.returncode == 0


if __name__ == "__main__":
    results = [run(version) for version in VERSIONS]  # all of them, also after a failure
    sys.exit(not all(results))
