"""Why a column is no feature, by its kind, in words."""

from __future__ import annotations

from collections.abc import Mapping

from loopwise.text import Text

WHY_UNUSED: Mapping[str, Text] = {
    "row_number": Text(en="numbers the rows", ko="행 번호"),
    "identifier": Text(en="differs in nearly every row", ko="행마다 거의 다른 값"),
    "date": Text(
        en="dates; make numbers of what matters: month, age ...",
        ko="날짜. 월이나 경과 일수 같은 숫자로 바꾸면 쓸 수 있음",
    ),
    "constant": Text(en="one value only", ko="값이 한 가지"),
    "empty": Text(en="no value", ko="값이 없음"),
}
