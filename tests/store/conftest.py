import pytest


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home of its own for every test, with hangul and blanks in its path."""
    folder = tmp_path / "내 결과 폴더"
    monkeypatch.setenv("LOOPWISE_HOME", str(folder))
    return folder
