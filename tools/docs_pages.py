"""mkdocs hook: pages made from the code at build time, so that none can be stale.

Faults come from the catalogue, in both languages; the commands' help from the commands themselves.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from loopwise.faults import catalogue
from loopwise.rendering.markdown import fault_page
from loopwise.text import Text, speaking

MARK = Path("faults", "index.md")  # is generated: tells the copy from docs/
_FAULTS = Text(en="Faults", ko="학습 문제 목록")
_COMMANDS = Text(en="Commands", ko="명령어")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Build from a copy of docs/ with the generated pages beside the written ones."""
    config.docs_dir = _with_generated_pages(config.docs_dir)
    return config


@cache  # asked once a language; the second time with the copy itself
def _with_generated_pages(docs: str) -> str:
    if (Path(docs) / MARK).exists():
        return docs
    copy = Path(tempfile.mkdtemp(prefix="loopwise-docs-"))
    atexit.register(shutil.rmtree, copy)
    shutil.copytree(docs, copy, dirs_exist_ok=True)
    for suffix, language in ((".md", "en"), (".ko.md", "ko")):
        with speaking(language):
            for name, text in _pages(language):
                page = copy / (name + suffix)
                page.parent.mkdir(exist_ok=True)
                page.write_text(text, encoding="utf-8")
    return str(copy)


def _pages(language: str) -> Iterator[tuple[str, str]]:
    rows = [f"- [{fault.title}]({fault.name}.md) - `{fault.name}`" for fault in catalogue()]
    yield "faults/index", f"# {_FAULTS}\n\n" + "\n".join(rows) + "\n"
    for fault in catalogue():
        yield f"faults/{fault.name}", fault_page(fault)
    yield "commands", f"# {_COMMANDS}\n\n" + _help(language)


def _help(language: str) -> str:
    """Return the help of the program and of each of its commands, as printed."""
    from loopwise.cli import commands

    shown = []
    for arguments in ([], *([name] for name in commands())):
        command = [sys.executable, "-m", "loopwise", *arguments, "--help"]
        environment = {**os.environ, "LOOPWISE_LANGUAGE": language, "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", env=environment, check=True
        )
        shown.append(f"## `{' '.join(['loopwise', *arguments])}`\n\n```text\n{done.stdout.rstrip()}\n```\n")
    return "\n".join(shown)
