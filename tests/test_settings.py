from pathlib import Path

import pytest

from loopwise import settings
from loopwise.errors import LoopwiseError


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    """No settings but the test's own."""
    for variable in ("LANGUAGE", "HOME", "FAIL_ON", "SELECT", "IGNORE", "JOBS"):
        monkeypatch.delenv(f"LOOPWISE_{variable}", raising=False)
    monkeypatch.setattr(settings, "user_file", lambda: tmp_path / "user" / "settings.toml")
    (tmp_path / "user").mkdir()
    return tmp_path


def test_the_nearer_place_wins(alone, monkeypatch):
    (alone / "user" / "settings.toml").write_text('language = "en"\nfail_on = "error"\njobs = 1\n')
    (alone / "pyproject.toml").write_text('[tool.loopwise]\nlanguage = "ko"\njobs = 2\n')
    monkeypatch.setenv("LOOPWISE_JOBS", "3")
    found = settings.load({"jobs": 4, "language": None}, start=alone)
    assert (found.fail_on, found.language, found.jobs) == ("error", "ko", 4)
    assert settings.load(start=alone).jobs == 3


def test_pyproject_is_found_from_a_folder_below(alone):
    (alone / "pyproject.toml").write_text('[tool.loopwise]\nignore = ["seed-missing"]\n')
    (alone / "a" / "b").mkdir(parents=True)
    assert settings.load(start=alone / "a" / "b").ignore == ("seed-missing",)


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("LOOPWISE_LANGUAGE", "fr", "ko, en"),
        ("LOOPWISE_JOBS", "-1", "1, 2, 3"),
        ("LOOPWISE_JOBS", "many", "1, 2, 3"),
        ("LOOPWISE_FAIL_ON", "always", "never"),
    ],
)
def test_a_bad_value_names_place_value_and_what_is_wanted(alone, monkeypatch, variable, value, said):
    monkeypatch.setenv(variable, value)
    with pytest.raises(LoopwiseError) as caught:
        settings.load(start=alone)
    message = caught.value.message.en
    assert variable in message and value in message and said in message


def test_an_unknown_setting_is_named(alone):
    (alone / "pyproject.toml").write_text("[tool.loopwise]\nlangage = 'ko'\n")
    with pytest.raises(LoopwiseError, match="langage"):
        settings.load(start=alone)


def test_broken_toml_names_the_file(alone):
    (alone / "pyproject.toml").write_text("[tool.loopwise\n")
    with pytest.raises(LoopwiseError, match="pyproject"):
        settings.load(start=alone)


def test_home_comes_from_the_environment(alone, monkeypatch):
    monkeypatch.setenv("LOOPWISE_HOME", str(alone / "한글 폴더"))
    assert settings.data_home(settings.load(start=alone)) == Path(alone / "한글 폴더")
