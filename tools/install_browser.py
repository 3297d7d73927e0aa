"""Install Debian's Chromium, a hangul font and poppler-utils for the tests, where this machine lets us.

python tools/install_browser.py [--soak]       # with --soak LibreOffice too, which opens the report's Word document

Where it does not, the tests that need them are skipped and say so; under CI they fail instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NEEDED = {
    "chromium": "/usr/bin/chromium",
    "fonts-nanum": "/usr/share/fonts/truetype/nanum/NanumGothic.ttf",
    "poppler-utils": "/usr/bin/pdftotext",  # finds the text of a report's PDF
}


# Only the tests of `make soak` open Word documents.
FOR_SOAK = {
    "libreoffice-writer": "/usr/lib/libreoffice/program/libswlo.so",
    "libreoffice-math": "/usr/lib/libreoffice/program/libsmlo.so",
}


def main(arguments: list[str]) -> int:
    """Return 0 whether or not it could install: the tests decide what that means."""
    needed = NEEDED | (FOR_SOAK if "--soak" in arguments else {})
    missing = [package for package, file in needed.items() if not Path(file).exists()]
    if not missing:
        return 0
    if not shutil.which("apt-get") or os.geteuid() != 0:
        print(
            f"tests of pages and PDFs will be skipped: install {' '.join(missing)} to run them",
            file=sys.stderr,
        )
        return 0
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *missing]):
        done = subprocess.run(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL)
        if done.returncode:
            print(f"apt-get {command[0]} failed; tests of pages and PDFs will be skipped", file=sys.stderr)
            return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
