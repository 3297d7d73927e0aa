"""Handing in and reading a class: one file a person, nothing private in it, nothing of it run, nothing fatal."""

from __future__ import annotations

import csv
import io
import json
import os

import pytest

import loopwise
from loopwise import store
from loopwise.cli import run
from loopwise.errors import LoopwiseError
from loopwise.faults import fault_named
from loopwise.records import Finding, FitResult, Place, Scores, WatchReport
from loopwise.reports.building import build, load_week
from loopwise.reports.class_page import class_csv, show_class
from loopwise.reports.classroom import masked, read_folder, text_in_pdf
from loopwise.reports.handing_in import read_hand_in
from loopwise.text import speaking

BAD = fault_named("softmax-before-cross-entropy")
WORSE = fault_named("gradients-accumulate")


def notebook(source):
    cell = {
        "cell_type": "code",
        "metadata": {},
        "outputs": [{"output_type": "stream", "text": "SECRET OUTPUT"}],
    }
    cells = [cell | {"source": source, "execution_count": 1}]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def work(tmp_path):
    folder = tmp_path / "somebody's home" / "week8"
    folder.mkdir(parents=True)
    (folder / "week8.ipynb").write_text(notebook(BAD.bad), encoding="utf-8")
    return folder


def test_a_hand_in_holds_findings_results_and_versions(work, tmp_path):
    store.keep(
        WatchReport("train.py", (Finding("graph-kept", Place("/home/me/train.py", 3, 1), "error"),), 9)
    )
    path = loopwise.handin([work], name="팀원 A", week=8, out=tmp_path)
    assert path.name in ("8주차_팀원 A.loopwise", "week8_팀원 A.loopwise")
    made = read_hand_in(path)
    assert made.name == "팀원 A" and made.week == 8 and made.files == ("week8.ipynb",)
    assert [one.fault for one in made.findings] == ["softmax-before-cross-entropy"]
    assert made.findings[0].place.cell == 1 and made.training_loops == 1
    assert [one.findings[0].fault for one in made.results] == ["graph-kept"] and "loopwise" in made.versions


def test_it_holds_no_source_data_folder_or_output_unless_asked(work, tmp_path):
    scores = Scores((1, 0), (0.123456, 0.654321))
    store.keep(FitResult("/home/me/patients.csv", "binary", metrics={"test": {"accuracy": 0.5}}, test=scores))
    plain = loopwise.handin([work], name="A", out=tmp_path).read_text(encoding="utf-8")
    for private in ("nn.Softmax", "SECRET", "0.123456", "/home/me", "somebody"):
        assert private not in plain
    assert "patients.csv" in plain and '"accuracy": 0.5' in plain
    asked = loopwise.handin([work], name="A", out=tmp_path, with_source=True).read_text(encoding="utf-8")
    assert "Softmax" in asked and "SECRET" not in asked


def test_the_command_says_what_it_holds(work, tmp_path, capsys):
    arguments = [
        "handin",
        str(work),
        "--name",
        "A",
        "--week",
        "8",
        "--out",
        str(tmp_path),
        "--language",
        "en",
    ]
    assert run(arguments) == 0
    assert "1 findings of 1 files" in (told := capsys.readouterr().out) and "not included" in told
    assert (tmp_path / "week8_A.loopwise").is_file()
    assert run(["handin", "nope.py", "--name", "A"]) == 2


@pytest.fixture
def room_folder(work, project, tmp_path):
    """Return a folder of everything that comes: three people, a report, and what should not be there."""
    folder = tmp_path / "class"
    folder.mkdir()
    loopwise.handin([work], name="팀원 A", week=8, out=folder)
    (folder / "8주차_팀원 B.ipynb").write_text(notebook(BAD.bad + "\n\n" + WORSE.bad), encoding="utf-8")
    (folder / "8주차_팀원 D.ipynb").write_text(notebook(BAD.good), encoding="utf-8")
    (folder / "8주차_팀원 E.ipynb").write_text(notebook("print('hello')"), encoding="utf-8")
    build(load_week(project / "2025-05-08.md"), ["pdf"], folder)
    (folder / "broken.ipynb").write_text("{not json", encoding="utf-8")
    (folder / "foreign.loopwise").write_text('{"kind": "recipe", "schema": 1}', encoding="utf-8")
    (folder / "evil.loopwise").write_text('{"kind": "handin", "schema": 1, "name": ["x"]}', encoding="utf-8")
    (folder / "fake.pdf").write_text("not a pdf", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    return folder


def test_who_handed_in_what_they_met_and_whom_to_look_at_first(room_folder):
    room = read_folder(room_folder, roster=("팀원 A", "팀원 B", "팀원 C", "팀원 D"))
    assert [one.name for one in room.learners] == ["팀원 B", "팀원 A", "팀원 E", "팀원 D"]
    assert room.missing == ("팀원 C",)
    assert room.faults["softmax-before-cross-entropy"] == 2 and room.faults["gradients-accumulate"] == 1
    assert next(iter(room.faults)) == "softmax-before-cross-entropy"
    by_name = {one.name: one for one in room.learners}
    assert by_name["팀원 A"].report and not by_name["팀원 D"].report  # the PDF carries its participants
    assert by_name["팀원 D"].understood and not by_name["팀원 E"].understood


def test_a_broken_or_foreign_file_is_named_and_not_fatal(room_folder):
    unread = {one.file: str(one.why) for one in read_folder(room_folder).unread}
    assert set(unread) == {"broken.ipynb", "foreign.loopwise", "evil.loopwise", "fake.pdf", "picture.png"}
    assert all(unread.values())


def test_nothing_in_a_folder_is_run(tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    mark = tmp_path / "it ran"
    (folder / "a.py").write_text(f"open({str(mark)!r}, 'w')\n" + BAD.bad, encoding="utf-8")
    (folder / "b.ipynb").write_text(notebook(f"open({str(mark)!r}, 'w')\n" + BAD.bad), encoding="utf-8")
    if hasattr(os, "symlink"):
        os.symlink("/etc/passwd", folder / "c.py")
    room = read_folder(folder)
    assert [one.name for one in room.learners] == ["a", "b"] and not mark.exists()


def test_the_page_and_the_table_say_the_same_and_run_nothing(room_folder):
    (room_folder / "8주차_=cmd()<script>.ipynb").write_text(notebook(BAD.bad), encoding="utf-8")
    with speaking("ko"):
        room = read_folder(room_folder, roster=("팀원 C",))
        page, table = show_class(room, "class"), class_csv(room)
    assert "<script" not in page and "&lt;script&gt;" in page and "팀원 C" in page
    assert table.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert len(rows) == 1 + 5 + 1 and rows[0][0] == "이름" and {len(row) for row in rows} == {7}
    assert [row[0] for row in rows if "cmd" in row[0]] == ["'=cmd()<script>"]


def test_masked_names_stand_nowhere(room_folder):
    room = masked(read_folder(room_folder, roster=("팀원 C",)), "학생")
    for made in (show_class(room, "class"), class_csv(room).decode()):
        assert "팀원" not in made and "broken" not in made and "학생 1" in made


def test_the_command_writes_both_and_speaks_json(room_folder, tmp_path, capsys):
    roster = tmp_path / "names.txt"
    roster.write_text("팀원 A\n팀원 C\n", encoding="utf-8")
    files = ["--html", str(tmp_path / "c.html"), "--csv", str(tmp_path / "c.csv"), "--roster", str(roster)]
    assert run(["class", str(room_folder), *files, "--language", "ko"]) == 0
    told = capsys.readouterr().out
    assert "제출 4명 / 미제출 1명 / 읽지 못한 파일 5개" in told and "CrossEntropyLoss" in told
    assert (tmp_path / "c.html").is_file() and (tmp_path / "c.csv").is_file()
    assert run(["class", str(room_folder), "--json", "--mask"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == 1 and "팀원" not in json.dumps(told, ensure_ascii=False)
    assert run(["class", str(tmp_path / "nowhere")]) == 2


def test_a_pdf_that_unpacks_without_end_is_cut(tmp_path):
    import zlib

    packed = zlib.compress(b"---\n" + b"x" * 50_000_000)
    bomb = b"%PDF-1.7\n1 0 obj\n<</Length 1/Type/EmbeddedFile/Filter/FlateDecode>>\nstream\n" + packed
    (tmp_path / "bomb.pdf").write_bytes(bomb)
    assert len(text_in_pdf(tmp_path / "bomb.pdf")) <= 8_000_000


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", '{"kind":"handin","schema":2}', '{"kind":"handin","schema":1}', "[" * 100_000]
    + [
        f'{{"kind":"handin","schema":1,"name":"a","findings":{what}}}'
        for what in ('["x"]', "[[]]", "7", '[{"fault":1}]')
    ],
)
def test_any_json_is_refused_in_words(tmp_path, text):
    file = tmp_path / "x.loopwise"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LoopwiseError, match=r"x\.loopwise"):
        read_hand_in(file)
