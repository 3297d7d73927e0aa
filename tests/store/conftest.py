import subprocess
import sys

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home of its own for every test, with hangul and blanks in its path."""
    folder = tmp_path / "내 결과 폴더"
    monkeypatch.setenv("LOOPWISE_HOME", str(folder))
    return folder


@pytest.fixture
def child():
    """Return a function that runs a program in another Python; a failing test leaves none behind."""
    started = []

    def start(program, *arguments):
        typed = [sys.executable, "-c", program, *map(str, arguments)]
        started.append(subprocess.Popen(typed, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()
