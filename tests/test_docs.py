"""The docs build without a warning, every fault has its page in both languages, and links lead somewhere."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path

import pytest

from loopwise.faults import catalogue

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    return folder


@pytest.mark.parametrize("fault", catalogue(), ids=lambda fault: fault.name)
def test_every_fault_has_a_page_in_both_languages(site, fault):
    for folder, title in (("faults", fault.title.en), ("ko/faults", fault.title.ko)):
        page = html.unescape((site / folder / fault.name / "index.html").read_text(encoding="utf-8"))
        assert title in page and fault.name in page


def test_the_commands_page_shows_the_help(site):
    assert "loopwise check" in (site / "commands" / "index.html").read_text(encoding="utf-8")


def test_no_page_asks_another_host_for_anything(site):
    asked = re.compile(r"""<(?:script|link|img)[^>]+(?:src|href)=["']?(https?://[^"' >]+)""")
    foreign = {
        url
        for page in site.rglob("*.html")
        for url in asked.findall(page.read_text(encoding="utf-8"))
        if "loopwise" not in url
    }
    assert not foreign


@pytest.mark.parametrize("name", ["README.md", "README.ko.md", "CONTRIBUTING.md"])
def test_links_into_the_repository_lead_somewhere(name):
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text(encoding="utf-8"))
    dead = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert not dead
