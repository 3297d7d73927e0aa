"""An embedding is asked for a row that it does not have: one word too many, a padding id behind the last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told

_FLOATS = Text(
    en="The ids are {got}: an embedding looks rows up, and takes whole numbers only, ids.long().",
    ko="들어온 번호의 자료형은 {got}입니다. 임베딩은 행을 찾는 표라서 정수만 받습니다. ids.long()으로 바꾸세요.",
)


class IdsOutsideEmbedding(Fault):
    """`nn.Embedding(len(words), 64)` where ids count from 1, or one more stands for padding; an id of -1."""

    severity = "error"
    title = Text(en="Ids outside the embedding", ko="임베딩 범위를 벗어난 번호")
    says = Text(
        en="""An embedding is a table: an id says which row.
        {layer} is the embedding that was asked.
        It has {rows} rows, for the ids 0 to {last}; those that come in go from {smallest} to {largest}.
        The embedding is asked here: {asked_place}.""",
        ko="""임베딩은 표이고, 번호는 몇 번째 행인지를 가리킵니다.
        번호를 받은 임베딩: {layer}.
        행은 {rows}개여서 쓸 수 있는 가장 큰 번호는 {last}인데, 들어온 번호의 범위는 {smallest}~{largest}입니다.
        임베딩에 번호가 들어가는 곳: {asked_place}.""",
    )
    mend = Text(
        en="""Give the table a row for every id: nn.Embedding({largest} + 1, ...), or count the ids from 0.
        | Give the table a row for every id, the largest id + 1: with padding and unknown words that is
        len(words) + 2, and padding_idx names the row of the padding. Print ids.min() and ids.max() in front of the
        embedding. A word not seen in training needs an id of its own, and -1 is none.""",
        ko="""모든 번호에 행이 있도록 nn.Embedding의 첫 인자를 가장 큰 번호({largest})에 1을 더한 수로 하거나, 번호를
        0부터 세세요.
        | 모든 번호에 행이 있도록 nn.Embedding의 첫 인자를 가장 큰 번호에 1을 더한 수로 하세요. 패딩과 모르는 단어까지
        있으면 len(words) + 2이고, 패딩의 행은 padding_idx로 알려 줍니다. 임베딩 바로 앞에서 ids.min()과 ids.max()를
        출력해 보세요. 학습 때 없던 단어에도 번호가 따로 있어야 하고, -1은 번호가 될 수 없습니다.""",
    )
    why = Text(
        en="""nn.Embedding(n, d) keeps n rows, numbered from 0 to n - 1. Vocabularies often count from 1 and keep 0 for
        padding, so that the last word has number n; tokenizers add tokens later; a table of users or items has gaps
        in its ids, and its largest id is far above their number. On the CPU torch says "index out of range in self",
        without the number; on a GPU a "device-side assert" shows up some lines later.""",
        ko="""nn.Embedding(n, d)에는 0부터 n - 1까지 번호가 붙은 행이 n개 있습니다. 단어장은 패딩에 0을 쓰느라 1부터
        세는 일이 많아 마지막 단어의 번호가 n이 되고, 토크나이저는 나중에 토큰을 더하며, 사용자나 상품의 번호에는
        빈 번호가 있어서 가장 큰 번호가 개수보다 훨씬 클 수 있습니다. CPU에서는 번호도 없이 "index out of range in
        self"라고만 하고, GPU에서는 몇 줄 뒤에서 "device-side assert" 에러가 납니다.""",
    )
    symptoms = (
        "index out of range in self",
        "index out of range: Tried to access index 10 out of table with 9 rows",
        "Index 0 of input takes value 10 which is not in the valid range [0, 10)",
        "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int",
        "device-side assert triggered in an embedding",
        "Assertion `srcIndex < srcSelectDimSize` failed",
        "embedding index out of range",
        "임베딩에서 index out of range 에러가 나요",
        "nn.Embedding 크기를 몇으로 해야 하나요",
        "the padding id is outside the vocabulary",
    )
    errors = (
        ErrorText(r"index out of range in self"),
        ErrorText(r"Tried to access index (?P<largest>-?\d+) out of table with \d+ rows"),
        ErrorText(r"Index \d+ of input takes value (?P<largest>-?\d+) which is not in the valid range"),
        ErrorText(r"Assertion `srcIndex < srcSelectDimSize"),
        ErrorText(
            r"Expected tensor for argument #\d 'indices' to have (?:one of the following scalar types: Long, Int|"
            r"scalar type Long); but got (?P<got>[\w.]+)",
            _FLOATS,
        ),
        ErrorText(r"device-side assert triggered"),
    )
    often = 2
    measures = {
        "layer": Measure(Text(en="embedding", ko="임베딩")),
        "rows": Measure(Text(en="rows of the embedding", ko="임베딩의 행 수"), digits=0),
        "last": Measure(Text(en="largest id there is", ko="쓸 수 있는 가장 큰 번호"), digits=0),
        "smallest": Measure(Text(en="smallest id", ko="가장 작은 번호"), digits=0),
        "largest": Measure(Text(en="largest id", ko="가장 큰 번호"), digits=0),
        "got": Measure(Text(en="type of the ids", ko="번호의 자료형")),
    }
    sources = ("PyTorch documentation, torch.nn.Embedding: num_embeddings, padding_idx",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """The ids surely reach a number for which the embedding has no row."""
        for ids in program.ids_outside():
            yield self.at(
                ids.place,
                repair=ids.lengthened(),
                related={"asked_place": ids.asked_place},
                rows=ids.rows,
                last=ids.rows - 1,
                smallest=ids.smallest,
                largest=ids.largest,
            )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """On a GPU labels outside the classes have the same text, where a loss is computed."""
        if "device-side" not in failure.message:
            return None
        return None if failure.layer is None else failure.layer.kind.startswith("Embedding")

    def shown_by(self, failure: Failure) -> Told:
        """Name the embedding, its rows, and the ids it was given."""
        layer = failure.layer
        rows = layer.settings.get("num_embeddings") if layer is not None else None
        reach = next((seen.reach for seen in failure.given if seen.reach is not None), None)
        if layer is None or not isinstance(rows, int) or reach is None:
            return {}
        named = {"layer": layer.name} if layer.name else {}
        return {**named, "rows": rows, "last": rows - 1, "smallest": reach[0], "largest": reach[1]}
