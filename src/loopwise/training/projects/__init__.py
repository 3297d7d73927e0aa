"""Write a new project: data, model, a training loop with evaluation, settings, a test  ->  write_project("digits").

    write_project(Path("digits"), template="images")
    write_project(Path("flowers"), template="head")      # a trained network with a new head

A template is a folder here; its files end in .txt, and their comments are in both languages.
"""

from __future__ import annotations

from pathlib import Path

from loopwise.errors import LoopwiseError
from loopwise.text import Text, current_language
from loopwise.text.comments import comments_in

__all__ = ["project_templates", "write_project"]

_HERE = Path(__file__).parent
TAKEN = Text(
    en="{folder} is there already and is not empty; nothing was written.",
    ko="이미 있고 비어 있지 않은 폴더라 아무것도 쓰지 않았습니다: {folder}",
)
UNKNOWN = Text(
    en="there is no template {name!r}; there is: {known}.",
    ko="없는 템플릿입니다: {name!r}. 쓸 수 있는 것: {known}",
)
NOT_WRITTEN = Text(en="{folder} could not be written: {why}.", ko="쓰지 못한 폴더: {folder} ({why})")


def project_templates() -> tuple[str, ...]:
    """Return the names of the templates."""
    return tuple(sorted(folder.name for folder in _HERE.iterdir() if (folder / "train.py.txt").is_file()))


def write_project(folder: Path, *, template: str = "images", language: str | None = None) -> list[Path]:
    """Write a project into a new folder and return its files.

    language: of the comments; the reader's where None. LoopwiseError where the folder holds something already.
    """
    if template not in project_templates():
        known = ", ".join(project_templates())
        raise LoopwiseError(UNKNOWN.format(name=template, known=known), fix="--template images")
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise LoopwiseError(TAKEN.format(folder=folder), fix=f"loopwise new {folder.name}-2")
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for file in sorted((_HERE / template).glob("*.txt")):
            text = comments_in(language or current_language(), file.read_text(encoding="utf-8"))
            path = folder / file.name.removesuffix(".txt")
            path.write_text(
                text.replace("{name}", folder.name) if file.stem == "README.md" else text, encoding="utf-8"
            )
            written.append(path)
        (folder / ".gitignore").write_text("runs/\n__pycache__/\n", encoding="utf-8")
    except OSError as problem:
        raise LoopwiseError(NOT_WRITTEN.format(folder=folder, why=problem.strerror)) from problem
    return written
