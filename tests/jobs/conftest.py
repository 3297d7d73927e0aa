import pytest

from loopwise import jobs
from loopwise.jobs import tasks


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    folder = tmp_path / "내 결과 폴더"
    monkeypatch.setenv("LOOPWISE_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def small_tasks(monkeypatch):
    """The tasks of `small_tasks.py`, by their names, for one test."""
    from pathlib import Path

    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    monkeypatch.setattr(tasks, "_registered", {})
    for name in ("count", "stubborn", "refuse", "crash", "die", "absent"):
        jobs.register(name, f"small_tasks:{name}")
