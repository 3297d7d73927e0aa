"""Whose code a frame runs: the program's, or that of Python, a package, loopwise."""

from __future__ import annotations

import sys

import pytest
import torch

from loopwise.runtime import frames


@pytest.fixture
def anew():
    def forget():
        frames._library_folders.cache_clear()
        frames.is_library.cache_clear()

    forget()
    yield
    forget()


@pytest.mark.usefixtures("anew")
def test_packages_of_an_environment_that_is_joined_by_its_path_are_not_the_program(monkeypatch, tmp_path):
    joined = tmp_path / "elsewhere" / "site-packages"
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path), str(joined)])
    assert frames.is_library(str(joined / "torch" / "nn" / "modules" / "module.py"))
    assert not frames.is_library(str(tmp_path / "train.py"))


def test_torch_is_a_library_and_this_file_is_not():
    assert frames.is_library(torch.__file__)
    assert not frames.is_library(__file__)
