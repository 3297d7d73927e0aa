"""Ten ways in which data are wrong, each on the command line, from Python and on the page: the same words, and a fix.

On the page a file is looked at when it is dropped, and read by the worker's task when the run is started.
"""

from __future__ import annotations

import base64
import struct
import zlib

import pytest

from loopwise.cli._running import run_safely
from loopwise.errors import LoopwiseError
from loopwise.jobs.tasks.fit import run as task
from loopwise.training import fit

pytest.importorskip("dash")
HEAD = "age,size,target\n"
ROWS = [f"{30 + i},{i * 1.5},{i % 2}\n" for i in range(40)]
TABLE = HEAD + "".join(ROWS)
PICTURE_HEAD = b"\x89PNG\r\n\x1a\n"


def claims_a_gigabyte(path):
    """A PNG whose head says 30,000 x 30,000 pixels of three bytes, with nothing behind it."""
    chunks = [
        b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0),
        b"IDAT" + zlib.compress(b"0" * 64),
    ]
    packed = [struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in chunks]
    path.write_bytes(PICTURE_HEAD + b"".join(packed))


def pictures(path, broken):
    for kind in ("cat", "dog"):
        (path / kind).mkdir(parents=True)
        for at in range(12):
            broken(path / kind / f"{at}.png")


def sparse(path):
    path.write_text(TABLE, encoding="utf-8")
    with path.open("ab") as file:
        file.truncate(2 * 2**30)


def written(text):
    return lambda path: path.write_bytes(text if isinstance(text, bytes) else text.encode())


BAD = {  # name, how it is made, the words the answer needs
    "empty file": ("t.csv", written(""), ["t.csv", "empty"]),
    "one row": ("t.csv", written(HEAD + ROWS[0]), ["t.csv", "1 rows", "at least 10"]),
    "one class": ("t.csv", written(HEAD + "".join(ROWS[::2])), ["'target'", "'0'"]),
    "an all-missing column": (
        "t.csv",
        written(HEAD + "".join(f"{i},,{i % 2}\n" for i in range(40))),
        ["'size'", "no value in any row"],
    ),
    "text in a number column": (
        "t.csv",
        written(TABLE.replace("\n44,", "\nmany,")),
        ["'age'", "'many'", "row 16"],
    ),
    "absent target": ("t.csv", written(TABLE.replace("target", "sold")), ["'target'", "age, size, sold"]),
    "wrong extension": ("t.csv", written(PICTURE_HEAD), ["t.csv is a PNG picture"]),
    "10^6 columns": (
        "t.csv",
        written(",".join(f"c{i}" for i in range(10**6)) + "\n1\n"),
        ["1,000,000 columns"],
    ),
    "a table of gigabytes": ("t.csv", sparse, ["t.csv", "2,048 MB", "512 MB"]),
    "broken PNGs": (
        "photos",
        lambda path: pictures(path, written(b"nothing")),
        ["0 pictures", "at least 10"],
    ),
    "heads that claim gigabytes": ("photos", lambda path: pictures(path, claims_a_gigabyte), ["0 pictures"]),
}


@pytest.fixture(params=BAD)
def bad(request, tmp_path, monkeypatch):
    """Return the path of something wrong, its target if it has one, and the words."""
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOOPWISE_LANGUAGE", "en")
    name, make, words = BAD[request.param]
    make(tmp_path / name)
    return tmp_path / name, {"target": "target"} if name.endswith(".csv") else {}, words


def holds(told, words):
    assert [word for word in words if word not in told] == [], told


def test_on_the_command_line(bad, capsys):
    path, target, words = bad
    code = run_safely(("fit", str(path), *(f"--{key}={value}" for key, value in target.items())))
    said = capsys.readouterr()
    assert (code, said.out) == (2, ""), said
    assert "Traceback" not in said.err and "Try: " in said.err
    holds(said.err, words)


def test_from_python(bad):
    path, target, words = bad
    with pytest.raises(LoopwiseError) as told:
        fit(path, **target)
    assert told.value.fix
    holds(str(told.value), words)


def test_on_the_page(bad):
    from loopwise.web.pages.recipe import given
    from loopwise.web.visit import Visit

    path, target, words = bad
    with pytest.raises(LoopwiseError) as told:
        if path.is_file() and path.stat().st_size < 2**20:
            dropped = f"data:text/csv;base64,{base64.b64encode(path.read_bytes()).decode()}"
            given(Visit.of("/recipe", ""), dropped, path.name)
        task(data=str(path), **target)
    assert told.value.fix
    holds(str(told.value), words)


def test_among_good_pictures_broken_ones_are_named_and_left_out(tmp_path, caplog):
    image = pytest.importorskip("PIL.Image")
    pictures(
        tmp_path / "photos", lambda path: image.new("RGB", (8, 8), (len(path.parent.name),) * 3).save(path)
    )
    written(b"nothing")(tmp_path / "photos" / "cat" / "bad.png")
    claims_a_gigabyte(tmp_path / "photos" / "dog" / "huge.png")
    result = fit(tmp_path / "photos", epochs=1)
    assert sorted(result.skipped) == ["cat/bad.png", "dog/huge.png"]
    assert "cat/bad.png" in caplog.text and "50 million pixels" in caplog.text
