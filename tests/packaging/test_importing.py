"""The door: light, lazy, and every public name works twice (no room shadows the function of its name)."""

import subprocess
import sys

import pytest

import loopwise

HEAVY = ("torch", "numpy", "plotly", "click", "sqlalchemy", "IPython", "dash", "matplotlib", "sklearn")


def loaded_by(program):
    """Return which heavy packages a fresh Python has loaded after `program`."""
    program = f"{program}\nimport sys\nprint(*[name for name in {HEAVY} if name in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(ended.stdout.splitlines()[-1].split())


def test_importing_loads_nothing_heavy():
    assert loaded_by("import loopwise") == set()


def test_checking_loads_no_torch_numpy_or_plotly():
    assert loaded_by("import loopwise; loopwise.check('x = 1\\n')").isdisjoint({"torch", "numpy", "plotly"})


@pytest.mark.parametrize("name", loopwise.__all__)
def test_every_public_name_resolves_twice(name):
    """Import its module in between: an import of a package sets an attribute on its parent."""
    first = getattr(loopwise, name)
    if module := getattr(first, "__module__", ""):
        __import__(module)
    assert getattr(loopwise, name) is first
    assert name in dir(loopwise)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="checks"):
        _ = loopwise.checks
