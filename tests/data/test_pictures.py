"""Folders of pictures: classes, parts, sizes, rotation, labels.csv; and what is wrong with them."""

from __future__ import annotations

import logging
import struct
import unicodedata
import zlib

import numpy as np
import pytest

PIL = pytest.importorskip("PIL.Image")

from loopwise.data import from_pictures  # noqa: E402
from loopwise.errors import LoopwiseError  # noqa: E402
from loopwise.training import fit  # noqa: E402


def painted(path, value, size=(12, 12), mode="RGB", **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(abs(hash(path.name)) % 1000).integers(0, 40, (size[1], size[0]))
    grey = np.clip(value + noise, 0, 255).astype(np.uint8)
    PIL.fromarray(grey).convert(mode).save(path, **options)


@pytest.fixture
def photos(tmp_path):
    for at in range(30):
        painted(tmp_path / "사진" / "train" / "밤" / f"{at}.png", 20, (12 + at % 3, 12))
        painted(tmp_path / "사진" / "train" / "낮" / f"{at}.jpg", 180)
    return tmp_path / "사진"


def test_a_folder_of_classes_is_read_and_fitted(photos):
    data = from_pictures(photos)
    assert (data.classes, data.problem, data.picture, data.rows) == (("낮", "밤"), "binary", (3, 12, 12), 60)
    assert data.numbers.min() >= 0 and data.numbers.max() <= 1
    result = fit(str(photos), model="cnn", epochs=8, lr=0.01)
    assert result.metrics["test"]["accuracy"] > 0.9
    assert result.worst[0].row.startswith("train/")


def test_given_parts_are_kept_and_nothing_is_drawn_from_the_test_part(photos):
    for at in range(6):
        painted(photos / "test" / "밤" / f"t{at}.png", 20)
        painted(photos / "test" / "낮" / f"t{at}.png", 180)
    result = fit(str(photos), epochs=2)
    assert (result.rows.test, result.rows.train + result.rows.validation) == (12, 60)
    assert all(row.row.startswith("test/") for row in result.worst)


def test_grey_pictures_have_one_channel_and_large_ones_are_made_smaller(tmp_path):
    for at in range(6):
        painted(tmp_path / "a" / f"{at}.png", 10, (300, 200), "L")
        painted(tmp_path / "b" / f"{at}.png", 200, (200, 300), "L")
    assert from_pictures(tmp_path).picture == (1, 64, 64)


def test_exif_turns_a_picture(tmp_path):
    for at in range(6):
        left = np.zeros((16, 16), np.uint8)
        left[:, :8] = 255
        turned = PIL.Exif()
        turned[0x0112] = 6  # to be turned by 90 degrees clockwise: the left half comes to the top
        for kind in "ab":
            (tmp_path / kind).mkdir(exist_ok=True)
            PIL.fromarray(left).save(tmp_path / kind / f"{at}.png", exif=turned)
    picture = from_pictures(tmp_path).numbers[0].reshape(16, 16)
    assert picture[:8].mean() > 0.9 > 0.1 > picture[8:].mean()


def test_labels_in_a_table_may_be_several(tmp_path):
    lines = ["file,bright,wide"]
    for at in range(24):
        painted(tmp_path / f"{at}.png", 200 if at % 2 else 20)
        lines.append(f"{at}.png,{at % 2},{at % 3 // 2}")
    (tmp_path / "labels.csv").write_text("\n".join(lines), encoding="utf-8")
    data = from_pictures(tmp_path)
    assert (data.problem, data.outputs, data.target.shape) == ("multilabel", ("bright", "wide"), (24, 2))
    one = from_pictures(tmp_path, target="bright")
    assert one.problem == "binary" and one.target.tolist() == [0, 1] * 12


def test_hangul_file_names_are_found_however_they_are_spelt(tmp_path):
    for at in range(12):
        painted(tmp_path / unicodedata.normalize("NFD", f"그림{at}.png"), 200 if at % 2 else 20)
    lines = ["file,밝음", *(f"그림{at}.png,{at % 2}" for at in range(12))]
    (tmp_path / "labels.csv").write_text("\n".join(lines), encoding="utf-8")
    data = from_pictures(tmp_path)
    assert (data.rows, data.left_out, data.row_name(0)) == (12, 0, "그림0.png")


def huge_png(path, side=60_000):
    """A real PNG head that claims 60,000 x 60,000 pixels, and nothing behind it."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 64))]
    packed = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    ]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(packed))


def test_broken_files_are_left_out_counted_and_named(photos, caplog):
    (photos / "train" / "밤" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    (photos / "train" / "밤" / "text.jpg").write_text("no picture")
    huge_png(photos / "train" / "낮" / "huge.png")
    with caplog.at_level(logging.WARNING, "loopwise"):
        data = from_pictures(photos)
    assert data.rows == 60 and data.left_out == 3
    assert set(data.skipped) == {"train/밤/broken.png", "train/밤/text.jpg", "train/낮/huge.png"}
    assert "broken.png" in caplog.text and "no picture" in caplog.text
    assert "huge.png (more than 50 million pixels)" in caplog.text


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda root: root.mkdir(), ["no folder of pictures", ".png"]),
        (lambda root: painted(root / "a" / "1.png", 3), ["one class, 'a'"]),
        (lambda root: [painted(root / kind / "1.png", 3) for kind in "ab"], ["2 pictures", "10"]),
        (
            lambda root: [painted(root / kind / f"{at}.png", 3) for kind in "ab" for at in range(9)],
            ["'c'", "a, b"],
        ),
    ],
)
def test_a_folder_that_cannot_be_learnt_from_is_told(tmp_path, make, words):
    root = tmp_path / "photos"
    make(root)
    with pytest.raises(LoopwiseError) as told:
        from_pictures(root, positive="c" if "'c'" in words else None)
    assert all(word in str(told.value) for word in words), str(told.value)
