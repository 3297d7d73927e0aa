"""Rows of a table are asked for by their label where their place was meant: `frame["y"][i]` after a split."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.records.failures import Failure, Told

_PANDAS = re.compile(r"[\\/]pandas[\\/]")


class RowsByLabel(Fault):
    """`self.y[index]` in `__getitem__`, where y is a column behind train_test_split, a filter or dropna."""

    severity = "error"
    title = Text(en="Rows taken by label, not by place", ko="위치가 아니라 이름표로 찾는 행")
    says = Text(
        en="""A table or column of pandas is asked for the row called {label}, and it has none of that name.
        | A table or column of pandas is asked for a row by its name, and it has none of that name.
        It is {table}.""",
        ko="""pandas의 표나 열에서 이름표(index)가 {label}인 행을 찾았는데, 그런 행이 없습니다.
        | pandas의 표나 열에서 이름표(index)로 행을 찾았는데, 그런 행이 없습니다.
        찾은 곳: {table}.""",
    )
    mend = Text(
        en="""Take rows by their place, self.y.iloc[index] and self.frame.iloc[index], or keep arrays in the data set,
        self.y = y.to_numpy(). reset_index(drop=True) behind the split gives the names 0, 1, 2 again.""",
        ko="""self.y.iloc[index], self.frame.iloc[index]처럼 위치로 꺼내거나, self.y = y.to_numpy()처럼 데이터셋에
        배열을 두세요. 나눈 뒤에 reset_index(drop=True)를 부르면 이름표가 다시 0, 1, 2가 됩니다.""",
    )
    why = Text(
        en="""Square brackets ask pandas for a name: of a column the row with that label, of a table a column. Straight
        from a file the labels are 0, 1, 2, and name and place are the same. train_test_split, a filter and dropna
        keep the labels of the rows that stay: row 17 is gone, or has moved. A loader asks for all places from 0 to
        len - 1, in an order of its own, so that the number in the error is another one each time - and rows that
        exist under both come out wrong without a word.""",
        ko="""pandas에서 대괄호는 이름표를 찾습니다. 열에서는 그 이름표의 행을, 표에서는 그 이름의 열을 찾습니다.
        파일에서 막 읽었을 때는 이름표가 0, 1, 2라서 위치와 같습니다. train_test_split이나 조건, dropna는 남은 행의
        이름표를 그대로 두므로 17번은 없거나 다른 위치에 있습니다. 데이터 로더는 0부터 길이 - 1까지의 위치를 섞어서
        찾으므로 에러에 나오는 숫자는 그때마다 다르고, 이름표와 위치가 둘 다 있는 행은 말없이 엉뚱한 행이 나옵니다.""",
    )
    symptoms = (
        "KeyError: 17",
        "KeyError: 0",
        "KeyError: Caught KeyError in DataLoader worker process 0.",
        "KeyError in __getitem__ of my Dataset after train_test_split",
        "single positional indexer is out-of-bounds",
        "Dataset에서 KeyError가 나요",
        "train_test_split 다음에 KeyError가 나요",
    )
    errors = (
        ErrorText(r"^(?:KeyError: )?(?P<label>\d+)$"),
        ErrorText(r"Caught KeyError in DataLoader worker process \d+\..*KeyError: (?P<label>\d+)$"),
        ErrorText(r"Caught KeyError in DataLoader worker process"),
        ErrorText(r"\"?None of \[.{0,80}\] are in the \[(?:index|columns)\]"),
    )
    often = 2
    measures = {
        "label": Measure(Text(en="row asked for", ko="찾은 행")),
        "table": Measure(Text(en="what was asked", ko="찾은 곳")),
    }
    sources = ("pandas documentation, Indexing and selecting data: .loc by label, .iloc by position",)

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """A number alone is the text of a KeyError; that pandas raised it shows in the frames."""
        if failure.kind and failure.kind.rpartition(".")[2] != "KeyError":
            return False
        if not failure.kind and "KeyError" not in failure.message:
            return False
        library = [frame for frame in failure.frames if not frame.own]
        return any(_PANDAS.search(frame.path) for frame in library) if library else None

    def shown_by(self, failure: Failure) -> Told:
        """Name what the failing line asks."""
        held = failure.own.seen if failure.own else ()
        return next(({"table": seen.name} for seen in held if seen.kind in ("Series", "DataFrame")), {})
