"""mkdocs hook: pages made from the code at build time, so that none can be stale.

Faults come from the catalogue, in both languages; the commands' help from the commands themselves.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from mkdocs.structure.files import File, Files

from loopwise.faults import catalogue
from loopwise.rendering.markdown import fault_page
from loopwise.text import Text, speaking

_FAULTS = Text(en="Faults", ko="학습 문제 목록")
_COMMANDS = Text(en="Commands", ko="명령어")


def on_files(files: Files, config: Any) -> Files:
    """Add the generated pages before mkdocs reads them."""
    for suffix, language in ((".md", "en"), (".ko.md", "ko")):
        with speaking(language):
            for name, text in _pages(language):
                files.append(File.generated(config, name + suffix, content=text))
    return files


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
