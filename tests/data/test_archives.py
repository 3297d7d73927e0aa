"""Pictures packed into a zip: the same rows as the folder, and nothing that a stranger's archive should not do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from loopwise.data import _archives as archives
from loopwise.data import columns_of, from_archive, from_pictures
from loopwise.errors import LoopwiseError

PIL_Image = pytest.importorskip("PIL.Image")


def png(shade: int, side: int = 12) -> bytes:
    held = io.BytesIO()
    PIL_Image.new("L", (side, side), shade).save(held, "PNG")
    return held.getvalue()


def pictures(top: str = "") -> dict[str, bytes]:
    """Return name -> bytes of six dark cats and six bright dogs."""
    return {
        f"{top}{kind}/{at}.png": png(at + (0 if kind == "cat" else 200))
        for kind in ("cat", "dog")
        for at in range(6)
    }


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return path


def laid(folder: Path, files: dict[str, bytes]) -> Path:
    for name, raw in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


@pytest.mark.parametrize("top", ["", "photos/", "my photos/all/", "train/"])
def test_a_packed_folder_is_read_as_the_folder_is(tmp_path, top):
    files = pictures(top)
    data = from_archive(packed(tmp_path / "photos.zip", files))
    folder = from_pictures(laid(tmp_path / "laid", pictures(top if top == "train/" else "")))
    assert np.array_equal(data.numbers, folder.numbers) and np.array_equal(data.target, folder.target)
    assert (data.name, data.classes, data.row_names) == ("photos.zip", ("cat", "dog"), folder.row_names)


def test_what_systems_add_is_not_seen(tmp_path):
    files = pictures("photos/") | {
        "__MACOSX/photos/cat/._1.png": b"x",
        "photos/.DS_Store": b"x",
        "photos/a.txt": b"x",
    }
    assert from_archive(packed(tmp_path / "p.zip", files)).skipped == ()


def test_a_broken_picture_is_left_out_and_named(tmp_path):
    files = pictures() | {"dog/torn.png": png(3)[:40], "cat/none.png": b"hello"}
    data = from_archive(packed(tmp_path / "p.zip", files))
    assert data.rows == 12 and set(data.skipped) == {"dog/torn.png", "cat/none.png"}


def test_damaged_bytes_are_a_broken_picture(tmp_path):
    path = packed(tmp_path / "p.zip", pictures() | {"dog/zz.png": b"0123456789" * 40})
    raw = path.read_bytes()
    at = raw.index(b"dog/zz.png") + len(b"dog/zz.png")
    path.write_bytes(raw[:at] + b"\xff\xff" + raw[at + 2 :])
    assert from_archive(path).skipped == ("dog/zz.png",)


def test_no_name_leads_out_of_the_folder(tmp_path):
    outside = {
        "../../out.png": png(1),
        "/etc/out.png": png(1),
        "C:\\out.png": png(1),
        "cat/../../../out.png": png(1),
    }
    path = packed(tmp_path / "p.zip", pictures() | outside)
    with archives.unpacked(path) as folder:
        home = folder.resolve()
        assert all(home in one.resolve().parents for one in home.parent.rglob("*") if one != home)
        assert not any(one.name == "out.png" for one in tmp_path.rglob("*"))
    assert not home.exists()  # thrown away


def test_a_bomb_is_told_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MOST_UNPACKED", 2**20)
    path = packed(tmp_path / "p.zip", pictures() | {"cat/bomb.png": bytes(2**21)})
    assert path.stat().st_size < 2**14
    with pytest.raises(LoopwiseError, match=r"p\.zip would unpack to 13 files of 2 MB"):
        from_archive(path)


def test_a_member_that_says_less_than_it_holds_is_broken(tmp_path):
    path = packed(tmp_path / "p.zip", pictures() | {"cat/liar.png": bytes(50_000)})
    raw = path.read_bytes()
    path.write_bytes(raw.replace((50_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    assert from_archive(path).skipped == ("cat/liar.png",)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "no picture"),
        ({"a.csv": b"x,y\n"}, "no picture"),
        ({"photos/1.png": png(1)}, "no folder of pictures|one class"),
    ],
)
def test_an_archive_without_classes_says_how_to_pack_one(tmp_path, files, told):
    with pytest.raises(LoopwiseError, match=told) as problem:
        from_archive(packed(tmp_path / "p.zip", files))
    assert problem.value.fix


def test_a_file_that_is_no_archive_is_named(tmp_path):
    (tmp_path / "p.zip").write_bytes(b"hello")
    with pytest.raises(LoopwiseError, match=r"p\.zip cannot be read as a zip archive"):
        from_archive(tmp_path / "p.zip")


def test_names_that_korean_windows_packs_are_read(tmp_path):
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, raw in pictures().items():
            archive.writestr(name.replace("cat", "??"), raw)  # as long as one syllable in cp949
    path.write_bytes(path.read_bytes().replace(b"??/", "개".encode("cp949") + b"/"))
    assert from_archive(path).classes == ("dog", "개")


def test_the_columns_to_choose_from(tmp_path):
    table = b"file,sky,water\n" + b"".join(f"{at}.png,{at % 2},1\n".encode() for at in range(12))
    flat = {f"{at}.png": png(at) for at in range(12)}
    path = packed(
        tmp_path / "p.zip", {"set/labels.csv": table} | {f"set/{k}": raw for k, raw in flat.items()}
    )
    assert columns_of(path) == ["sky", "water"]
    assert from_archive(path, target="sky").classes == ("0", "1")
    assert columns_of(packed(tmp_path / "q.zip", pictures())) == []
    (tmp_path / "집.csv").write_bytes("크기;값\n1;2\n".encode("cp949"))
    assert columns_of(tmp_path / "집.csv") == ["크기", "값"]
    with pytest.raises(LoopwiseError, match=r"a.xlsx is an Excel workbook \(.xlsx\)"):
        columns_of(packed(tmp_path / "a.xlsx", {"xl/workbook.xml": b"<x/>"}))
