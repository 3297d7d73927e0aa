"""What installing brings, what works without torch, and that it changes nothing that is there."""

import json
import os
import re
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

OURS = {"torch": "2.6.0", "numpy": "2.0.2", "plotly": "6.0.1", "ipython": "8.30.0"}


def name_of(requirement):
    return re.sub(r"[-_.]+", "-", requirement).lower()


def typed(python, folder, *arguments):
    own = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "LOOPWISE_HOME")}
    environment = own | {"LOOPWISE_HOME": str(folder / "home"), "LOOPWISE_LANGUAGE": "en"}
    return subprocess.run(
        [python, "-m", "loopwise", *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )


def test_the_base_install_is_click_and_two_more(base_python, pip):
    installed = {name_of(one["name"]) for one in json.loads(pip(base_python, "list", "--format", "json"))}
    assert installed == {"loopwise", "click", "platformdirs", "wcwidth"}


def test_check_works_without_torch(base_python, tmp_path):
    bad = Path(__file__).parents[2] / "src/loopwise/faults/examples/softmax_before_cross_entropy/bad.py"
    (tmp_path / "week6.py").write_text(bad.read_text(encoding="utf-8"), encoding="utf-8")
    answer = typed(base_python, tmp_path, "check", "week6.py", "--json")
    assert answer.returncode == 1, answer.stderr
    assert [f["fault"] for f in json.loads(answer.stdout)["findings"]] == ["softmax-before-cross-entropy"]


@pytest.mark.parametrize(
    ("arguments", "extra"), [(("fit", "breast_cancer"), "fit"), (("kept",), "keep"), (("lab",), "lab")]
)
def test_what_is_missing_is_one_line_to_type(base_python, tmp_path, arguments, extra):
    answer = typed(base_python, tmp_path, *arguments)
    assert answer.returncode == 2
    assert f'pip install "loopwise[{extra}]"' in answer.stderr
    assert "Traceback" not in answer.stderr


def test_everything_is_installed_beside_what_is_there(wheel, bare, pip):
    """pip asks only for metadata, so the metadata of last year's packages stands for the packages."""
    python = bare("last year")
    [site] = python.parents[1].rglob("site-packages")
    for name, number in OURS.items():
        pretend(site, name, number)
    assert changed(pip, python, wheel).isdisjoint(OURS)


def test_everything_is_installed_beside_this_environment(wheel, bare, pip):
    """The same with the versions that these tests run on."""
    python = bare("this year")
    [site] = python.parents[1].rglob("site-packages")
    here = [name for name in OURS if version_here(name)]
    for name in here:
        pretend(site, name, version_here(name))
    assert here, "none of them is installed: nothing was tested"
    assert changed(pip, python, wheel).isdisjoint(here)


def changed(pip, python, wheel):
    """Return the names that installing every extra would install or replace."""
    report = pip(
        python, "install", "--dry-run", "--quiet", "--report", "-", f"loopwise[all] @ {wheel.as_uri()}"
    )
    names = {name_of(one["metadata"]["name"]) for one in json.loads(report)["install"]}
    assert {"loopwise", "dash", "sqlalchemy"} <= names, "the extras were not asked for"
    return names


def pretend(site, name, number):
    folder = site / f"{name}-{number}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\n")
    (folder / "RECORD").write_text("")
    (folder / "INSTALLER").write_text("pip\n")


def version_here(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return None
