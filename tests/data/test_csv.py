"""A person's own table: what is read right, and some thirty ways in which a file is wrong."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from loopwise.data import from_csv
from loopwise.data._cells import is_date, is_number, number, with_unit
from loopwise.errors import LoopwiseError
from loopwise.text import speaking

GOOD = [
    "age,city,sold",
    *(f"{20 + i},{'서울' if i % 3 else '부산'},{'yes' if i % 2 else 'no'}" for i in range(40)),
]


def written(folder, lines, name="표.csv", encoding="utf-8"):
    path = folder / name
    content = lines if isinstance(lines, (str, bytes)) else "\n".join(lines) + "\n"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def kinds(data):
    return {column.name: column.kind for column in data.columns}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_same_table_in_every_dress(tmp_path, encoding, newline, delimiter):
    text = newline.join(GOOD).replace(",", delimiter) + newline
    data = from_csv(written(tmp_path, text, "내 표.csv", encoding), target="sold")
    assert kinds(data) == {"age": "number", "city": "category", "sold": "target"}
    assert data.numbers[:, 0].tolist() == list(range(20, 60))
    assert data.categories[:4, 0].tolist() == ["부산", "서울", "서울", "부산"]
    assert (data.classes, data.positive, data.problem) == (("no", "yes"), "yes", "binary")
    assert data.target.tolist() == [0, 1] * 20


def test_missing_cells_stay_missing_and_are_counted(tmp_path):
    lines = GOOD.copy()
    lines[3], lines[4], lines[5] = ",서울,yes", "NaN,,no", "25,부산,"
    data = from_csv(written(tmp_path, lines), target="sold")
    assert np.flatnonzero(np.isnan(data.numbers[:, 0])).tolist() == [2, 3]
    assert data.categories[3, 0] == ""
    assert (data.rows, data.left_out) == (39, 1)
    assert [column.missing for column in data.columns] == [2, 1, 1]


def test_columns_that_only_name_rows_are_left_out(tmp_path):
    lines = [",이름,age,same,sold", *(f"{i},사람{i},{i % 7},x,{i % 2}" for i in range(40))]
    data = from_csv(written(tmp_path, lines), target="sold")
    assert kinds(data) == {
        "column 1": "row_number",
        "이름": "identifier",
        "age": "number",
        "same": "constant",
        "sold": "target",
    }
    assert data.numbers.shape == (40, 1)


def test_numbers_as_spreadsheets_write_them(tmp_path):
    lines = ["price,sold", *(f'"1,{i:03d}.5",{i % 2}.0' for i in range(20))]
    data = from_csv(written(tmp_path, lines), target="sold")
    assert data.numbers[:, 0].tolist() == [1000.5 + i for i in range(20)]
    assert data.classes == ("0", "1")


@pytest.mark.parametrize(
    ("values", "positive"),
    [("01", "1"), (("True", "False"), "True"), (("ham", "spam"), "spam"), (("정상", "불량"), "불량")],
)
def test_the_positive_class_is_the_one_people_look_for(tmp_path, values, positive):
    lines = [
        "x,y",
        *(
            f"{i},{values[i % 4 == 0]}" if positive in values[1:] else f"{i},{values[i % 4 > 0]}"
            for i in range(40)
        ),
    ]
    assert from_csv(written(tmp_path, lines), target="y").positive == positive


def test_the_positive_class_can_be_asked_for(tmp_path):
    path = written(tmp_path, GOOD)
    assert from_csv(path, target="sold", positive="no").positive == "no"
    with pytest.raises(LoopwiseError, match="'maybe'"):
        from_csv(path, target="sold", positive="maybe")


@pytest.mark.parametrize(
    ("target", "problem"),
    [("kind", "multiclass"), ("price", "regression"), ("age", "regression"), ("ok", "binary")],
)
def test_the_problem_is_guessed_from_the_target(tmp_path, target, problem):
    lines = ["kind,price,age,ok", *(f"{'abc'[i % 3]},{i / 7:.3f},{i},{i % 2}" for i in range(40))]
    assert from_csv(written(tmp_path, lines), target=target).problem == problem


def rows(*changed, at=3):
    return [*GOOD[:at], *changed, *GOOD[at + len(changed) :]]


WIDE = ",".join(f"c{i}" for i in range(1_000_000)) + "\n"
NAMES_ONLY = ["id,name,sold", *(f"{i},n{i},{i % 2}" for i in range(40))]
BAD = {
    "empty file": (b"", {}, ["표.csv", "empty"]),
    "only blank lines": (b"\n\n \n", {}, ["표.csv", "empty"]),
    "header only": (GOOD[:1], {}, ["표.csv", "0 rows"]),
    "one row": (GOOD[:2], {}, ["표.csv", "1 rows"]),
    "one column": (["sold", *"01" * 20], {}, ["'sold'", "separated"]),
    "one class": ([GOOD[0], *GOOD[2::2]], {}, ["'sold'", "'yes'"]),
    "missing target column": (GOOD, {"target": "Sold "}, ["'Sold '", "--target sold"]),
    "near match": (GOOD, {"target": "slod"}, ["'slod'", "--target sold"]),
    "no target named": (GOOD, {"target": None}, ["age, city, sold", "--target sold"]),
    "empty target": ([GOOD[0], *(f"{i},서울," for i in range(40))], {}, ["'sold'", "no value"]),
    "text in a number column": (rows("스물,서울,no"), {}, ["'age'", "'스물'", "row 4"]),
    "infinity": (rows("inf,서울,no"), {}, ["'age'", "'inf'", "row 4"]),
    "too large a number": (rows("1e999,서울,no"), {}, ["'age'", "'1e999'", "row 4"]),
    "all-missing column": (["a,b,sold", *(f"{i},,{i % 2}" for i in range(20))], {}, ["'b'", "no value"]),
    "null byte": ("\n".join(rows("2\0,서울,no")).encode(), {}, ["row 4", "null byte"]),
    "xlsx named csv": (b"PK\x03\x04\x14\x00rest", {}, ["Excel workbook (.xlsx)", "CSV UTF-8"]),
    "png named csv": (b"\x89PNG\r\n\x1a\n", {}, ["PNG"]),
    "parquet named csv": (b"PAR1\x15\x04", {}, ["Parquet"]),
    "utf-16": ("\n".join(GOOD).encode("utf-16"), {}, ["UTF-16", "CSV UTF-8"]),
    "neither utf-8 nor cp949": ("\n".join(GOOD[:6]).encode() + b"\xff\n", {}, ["row 6", "cp949"]),
    "two columns of one name": (["age,age,sold", *GOOD[1:]], {}, ["'age'", "columns 1 and 2"]),
    "row too short": (rows("31,no"), {}, ["row 4", "2 cells", "has 3"]),
    "row too long": (rows("31,서울,강남,no"), {}, ["row 4", "4 cells", "quotes"]),
    "quote not closed": (rows('31,"서울,no'), {}, ["cannot be read as CSV", "quote"]),
    "no header": (["1,2,0", *(f"{i},{i},{i % 2}" for i in range(20))], {}, ["row 1", "only numbers"]),
    "a million columns": (WIDE + "1\n", {}, ["1,000,000 columns", "10,000"]),
    "endless first line": (b"x" * (17 * 2**20), {}, ["first line", "16 MB"]),
    "nothing to learn from": (NAMES_ONLY, {}, ["id (numbers the rows)", "name (differs in nearly every row)"]),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_named_with_its_place_and_fix(tmp_path, case):
    content, options, words = BAD[case]
    path = written(tmp_path, content)
    with speaking("en"), pytest.raises(LoopwiseError) as told:
        from_csv(path, **{"target": "sold", **options})
    for word in words:
        assert word in str(told.value)
    assert told.value.fix
    with speaking("ko"):
        assert any("가" <= letter <= "힣" for letter in str(told.value.message).replace("표", ""))


def test_a_file_of_gigabytes_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(2**31)
    with pytest.raises(LoopwiseError, match=r"huge\.csv"):
        from_csv(path, target="sold")


@pytest.mark.parametrize("name", ["없는 파일.csv", "."])
def test_no_such_file(tmp_path, name):
    with pytest.raises(LoopwiseError) as told:
        from_csv(tmp_path / name, target="sold")
    assert told.value.fix


MANY = [
    "x,mpg,acceleration,a,b,tags,steps",
    *(
        f"{i},{20 + i / 3:.2f},{9 + i % 7},{i % 2},{i % 3 // 2},{('sad; long', 'long', 'short')[i % 3]},{i % 5 + 1}"
        for i in range(40)
    ),
]


@pytest.mark.parametrize(
    ("target", "recipe", "problem", "shape", "outputs"),
    [
        ("mpg,acceleration", None, "multioutput", (40, 2), ("mpg", "acceleration")),
        ("a, b", None, "multilabel", (40, 2), ("a", "b")),
        ("a,b", "multioutput", "multioutput", (40, 2), ("a", "b")),
        ("tags", None, "multilabel", (40, 3), ("long", "sad", "short")),
        ("steps", None, "multiclass", (40,), ()),
        ("steps", "ordinal", "ordinal", (40,), ()),
        ("steps", "regression", "regression", (40,), ()),
        ("a", "multiclass", "multiclass", (40,), ()),
    ],
)
def test_several_targets_and_another_recipe(tmp_path, target, recipe, problem, shape, outputs):
    data = from_csv(written(tmp_path, MANY), target=target, recipe=recipe)
    assert (data.problem, data.target.shape, data.outputs) == (problem, shape, outputs)
    assert set(data.target_name.split(", ")) == {name.strip() for name in target.split(",")}
    assert data.row_name(0) == "2"


@pytest.mark.parametrize(
    ("target", "recipe", "words"),
    [
        ("mpg,acceler", None, ["'acceler'", "--target acceleration"]),
        ("mpg,a", "multilabel", ["'mpg'", "row 2", "0 or 1"]),
        ("tags", "regression", ["'tags'", "row 2"]),
        ("tags", "ordinal", ["order", "1, 2, 3"]),
    ],
)
def test_a_target_that_does_not_fit_the_recipe_is_told(tmp_path, target, recipe, words):
    with pytest.raises(LoopwiseError) as told:
        from_csv(written(tmp_path, MANY), target=target, recipe=recipe)
    assert all(word in str(told.value) for word in words), str(told.value)


def test_parquet_is_the_same_table(tmp_path):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    table = pandas.DataFrame(
        {"age": [1.5, None, *range(18)], "city": ["서울", None] * 10, "sold": ["yes", "no"] * 10}
    )
    table.to_parquet(tmp_path / "표.parquet")
    data = from_csv(tmp_path / "표.parquet", target="sold")
    assert kinds(data) == {"age": "number", "city": "category", "sold": "target"}
    assert np.isnan(data.numbers[1, 0]) and data.categories[1, 0] == ""
    assert (data.classes, data.positive) == (("no", "yes"), "yes")


def test_a_parquet_head_that_claims_too_much_is_refused_before_it_is_read(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "wide.parquet"
    parquet.write_table(pyarrow.table({f"c{i}": [1] for i in range(10_001)}), path)
    with pytest.raises(LoopwiseError, match="10,000 columns"):
        from_csv(path, target="c0")
    (tmp_path / "no.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(LoopwiseError, match="cannot be read as Parquet"):
        from_csv(tmp_path / "no.parquet", target="c0")


@pytest.mark.parametrize("cell", ["1,200원", "1200 원", "₩1,200", "$1200.0"])
def test_an_amount_of_money_is_a_number(cell):
    assert is_number(cell) and number(cell) == 1200
    assert not is_number("원") and not is_number("12원 34")


@pytest.mark.parametrize(
    ("cells", "unit", "values"),
    [
        (("12%", "7 %"), "%", [12, 7]),
        (("3.5kg", "1,200 kg"), "kg", [3.5, 1200]),
        (("12 km/h", "8 km/h"), "km/h", [12, 8]),
        (("20대", "30대"), "대", [20, 30]),
        (("3,5 kg", "1.204,25 kg"), "kg", [3.5, 1204.25]),
        (("3,5", "4"), "", [3.5, 4]),
        (("1,234", "5,678"), "", [1234, 5678]),
    ],
)
def test_numbers_as_people_write_them(tmp_path, cells, unit, values):
    data = from_csv(written(tmp_path, ["x;y", *(f"{cells[i % 2]};{i % 2}" for i in range(40))]), target="y")
    assert data.numbers[:2, 0].tolist() == values
    assert (data.columns[0].kind, data.columns[0].unit) == ("number", unit)


def test_a_thousand_and_a_little_over_one_are_told_apart_by_the_rest_of_the_file(tmp_path):
    def first(other):
        lines = ["x;z;y", *(f"1,{234 + i};{other};{i % 2}" for i in range(20))]
        return from_csv(written(tmp_path, lines), target="y").numbers[0, 0]

    assert (first("0,5"), first("0.5"), first("a")) == (1.234, 1234, 1234)


def test_letters_behind_numbers_that_differ_are_names(tmp_path):
    lines = ["room,y", *(f"{i % 4}{'ab'[i % 2]},{i % 2}" for i in range(40))]
    assert kinds(from_csv(written(tmp_path, lines), target="y"))["room"] == "category"


def test_amounts_in_several_units_are_refused_with_both_places(tmp_path):
    lines = ["w,y", *(f"{i}kg,{i % 2}" for i in range(30)), *(f"{i}00 g,{i % 2}" for i in range(10))]
    with speaking("en"), pytest.raises(LoopwiseError, match="'0kg' in row 2, '000 g' in row 32"):
        from_csv(written(tmp_path, lines), target="y")


@pytest.mark.parametrize("name", ["id", "PassengerId", "customer_no", "고객번호", "Unnamed: 0"])
def test_a_number_that_names_the_row_is_no_feature(tmp_path, name):
    lines = [f"{name},x,y", *(f"{1000 + 7 * i},{i % 9},{i % 2}" for i in range(40))]
    assert kinds(from_csv(written(tmp_path, lines), target="y"))[name] == "row_number"


def test_a_column_that_counts_the_rows_is_used_and_said(tmp_path):
    lines = ["day,paid,x,y", *(f"{i},{i % 9},{i * i},{i % 2}" for i in range(1, 41))]
    columns = from_csv(written(tmp_path, lines), target="y").columns
    assert [column.counts for column in columns] == [True, False, False, False]
    assert columns[0].is_feature


@pytest.mark.parametrize(
    "day",
    ["2026-11-30", "2026/1/5 12:30", "30.11.2026", "2026년 1월 5일", "5 Jan 2026", "Jan 5, 2026", "23:59"],
)
def test_dates_are_left_out_and_said(tmp_path, day):
    assert is_date(day) and not is_number(day)
    path = written(tmp_path, ["when,x,y", *(f'"{day}",{i % 9},{i % 2}' for i in range(39)), "2020-01-01,1,1"])
    assert kinds(from_csv(path, target="y"))["when"] == "date"
    with speaking("en"), pytest.raises(LoopwiseError, match="'when' holds dates"):
        from_csv(path, target="when")


def test_what_is_no_date_and_no_unit():
    assert is_number("5.") and is_number("-.5E3")
    assert not any(map(is_date, ["1.5", "1.2.3", "10-20", "May be", "12345", "1:2:3:4"]))
    assert not any(map(with_unit, ["12", "A4", "1e5", "kg", "12 34", "3 apples or more", "0.png"]))


@pytest.mark.parametrize(
    ("words", "classes"),
    [
        ("good bad fair", ("bad", "fair", "good")),
        ("High LOW Medium", ("LOW", "Medium", "High")),
        ("보통 좋음 나쁨", ("나쁨", "보통", "좋음")),
    ],
)
def test_words_of_a_known_scale_are_in_its_order(tmp_path, words, classes):
    lines = ["x,y", *(f"{i},{words.split()[i % 3]}" for i in range(45))]
    data = from_csv(written(tmp_path, lines), target="y")
    assert (data.problem, data.classes) == ("ordinal", classes)
    assert data.target[:3].tolist() == [classes.index(word) for word in words.split()]


def test_other_words_have_no_order_until_they_are_numbers(tmp_path):
    path = written(tmp_path, ["x,y", *(f"{i},{('earth', 'mars', 'venus')[i % 3]}" for i in range(45))])
    assert from_csv(path, target="y").problem == "multiclass"
    with speaking("en"), pytest.raises(LoopwiseError, match="order of the steps"):
        from_csv(path, target="y", recipe="ordinal")


def test_texts_are_no_classes(tmp_path):
    lines = ["x,review", *(f"{i},review {i // 2} of many" for i in range(80))]
    assert len(from_csv(written(tmp_path, lines), target="review").classes) == 40
    with speaking("en"), pytest.raises(LoopwiseError, match="80 different values in 80 rows"):
        from_csv(
            written(tmp_path, ["x,review", *(f"{i},nr {i} is long" for i in range(80))]), target="review"
        )


def test_hangul_that_macos_took_apart_is_the_same_name(tmp_path):
    text = "\n".join(["나이,판매", *(f"{i},{'예' if i % 2 else '아니요'}" for i in range(40))])
    path = written(tmp_path, unicodedata.normalize("NFD", text))
    for target in ("판매", unicodedata.normalize("NFD", "판매")):
        assert from_csv(path, target=target, positive="예").target_name == "판매"


def test_rows_met_before_are_counted(tmp_path):
    data = from_csv(
        written(tmp_path, ["x,c,y", *(f"{i % 10},{'ab'[i % 2]},{i % 2}" for i in range(20))]), target="y"
    )
    assert data.copies(np.arange(5), np.arange(5, 20)) == 5
