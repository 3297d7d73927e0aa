"""A file a person gives to the lab: kept beside the results while it is used, forgotten after a day.

path = keep_upload("houses.csv", data)
upload_named(f"{path.parent.name}/{path.name}") == path
"""

from __future__ import annotations

import hashlib
import shutil
import time
from pathlib import Path

from loopwise import settings
from loopwise.errors import LoopwiseError
from loopwise.text import Text

DAY = 24 * 60 * 60  # seconds


def keep_upload(name: str, data: bytes) -> Path:
    """Write an uploaded file where a worker process can read it; the same file twice is one."""
    folder = _home() / hashlib.sha256(data).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    return path


def upload_named(key: str) -> Path:
    """Return the file of "<digest>/<name>"; LoopwiseError where it is gone."""
    digest, _, name = key.partition("/")
    path = _home() / Path(digest).name / Path(name).name
    if not (digest and name and path.is_file()):
        raise LoopwiseError(
            Text(en="that file is no longer here.", ko="파일이 더 이상 없습니다."),
            fix=Text(en="choose it again", ko="파일을 다시 고르세요"),
        )
    return path


def forget_uploads(older: float = DAY) -> None:
    """Remove the uploads nobody has touched for a day."""
    home = _home()
    for folder in home.iterdir() if home.is_dir() else ():
        if time.time() - folder.stat().st_mtime > older:
            shutil.rmtree(folder, ignore_errors=True)


def _home() -> Path:
    return settings.data_home(settings.load()) / "uploads"
