"""Files that are no text table: known by their first bytes, told by name and ending, with what to do instead.

An Excel workbook that is called .csv is one all the same; JSON is text, and told by its ending.
"""

from __future__ import annotations

from pathlib import Path

from loopwise.errors import LoopwiseError
from loopwise.text import Text

SAVE_AS = Text(
    en="save it as CSV UTF-8 (Excel: File > Save As > CSV UTF-8)",
    ko="CSV UTF-8 형식으로 다시 저장하세요 (Excel: 다른 이름으로 저장 > CSV UTF-8)",
)
_FROM_PYTHON = Text(
    en="in Python, as a pandas table: df.to_csv({csv!r}, index=False)",
    ko="Python에서 pandas 표로 읽어 저장하세요: df.to_csv({csv!r}, index=False)",
)
_PICTURES = Text(
    en="a table: unpack it and give the .csv; pictures: a .zip with a folder for each class",
    ko="표라면 압축을 풀어 .csv 파일을 주고, 그림이라면 클래스마다 폴더가 하나씩 있는 .zip 파일을 주세요",
)

_ONE_PICTURE = Text(
    en="pictures: give their folder, with a folder in it for each class (photos/cat/1.png, photos/dog/2.png ...)",
    ko="그림이라면 클래스마다 폴더가 하나씩 든 폴더를 주세요 (photos/cat/1.png, photos/dog/2.png ...)",
)

_PNG, _JPEG = b"\x89PNG", b"\xff\xd8\xff"
_ZIPPED = b"PK\x03\x04"
_SIGNATURES = {  # first bytes -> what the file is, whatever its name says
    _ZIPPED: Text(en="an Excel workbook (.xlsx) or a zip archive", ko="Excel 파일(.xlsx) 또는 zip 압축 파일"),
    b"\xd0\xcf\x11\xe0": Text(en="an Excel workbook (.xls)", ko="Excel 파일(.xls)"),
    b"%PDF": Text(en="a PDF", ko="PDF 파일"),
    _PNG: Text(en="a PNG picture", ko="PNG 그림"),
    _JPEG: Text(en="a JPEG picture", ko="JPEG 그림"),
    b"\x1f\x8b": Text(en="a gzip archive", ko="gzip 압축 파일"),
    b"PAR1": Text(en="a Parquet file", ko="Parquet 파일"),
    b"\x93NUMPY": Text(en="a NumPy array", ko="NumPy 배열 파일"),
    b"\x80": Text(en="a pickle", ko="pickle 파일"),
    b"\xff\xfe": Text(en="UTF-16 text", ko="UTF-16 텍스트"),
    b"\xfe\xff": Text(en="UTF-16 text", ko="UTF-16 텍스트"),
}
_ENDINGS = {  # of what begins as a zip archive, or as text
    ".xlsx": Text(en="an Excel workbook (.xlsx)", ko="Excel 파일(.xlsx)"),
    ".xlsm": Text(en="an Excel workbook (.xlsm)", ko="Excel 파일(.xlsm)"),
    ".ods": Text(en="an OpenDocument table (.ods)", ko="OpenDocument 표(.ods)"),
    ".numbers": Text(en="a Numbers table (.numbers)", ko="Numbers 표(.numbers)"),
    ".zip": Text(en="a zip archive (.zip)", ko="zip 압축 파일(.zip)"),
    ".json": Text(en="JSON (.json)", ko="JSON 파일(.json)"),
}
_FIXES = {  # by ending; all others: save it as CSV
    ".zip": _PICTURES,
    **dict.fromkeys((".json", ".pkl", ".pickle", ".npy", ".npz"), _FROM_PYTHON),
}


def refuse_other_formats(name: str, first: bytes) -> None:
    """Raise LoopwiseError where a file that should be a text table is something else. first: its first bytes."""
    ending = Path(name).suffix.lower()
    kind = next((told for start, told in _SIGNATURES.items() if first.startswith(start)), None)
    if ending == ".json" or first.startswith(_ZIPPED):
        kind = _ENDINGS.get(ending, kind)
    if kind:
        raise LoopwiseError(
            Text(en=f"{name} is {kind.en}, not a CSV file.", ko=f"{name}: CSV가 아니라 {kind.ko}입니다."),
            fix=_fix(first, ending).format(csv=f"{Path(name).stem}.csv"),
        )


def _fix(first: bytes, ending: str) -> Text:
    return _ONE_PICTURE if first.startswith((_PNG, _JPEG)) else _FIXES.get(ending, SAVE_AS)
