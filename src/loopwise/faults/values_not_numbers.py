"""A tensor is to be made of what are no numbers: words, columns of mixed types, rows of different length."""

from __future__ import annotations

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.text import Text

_UNEVEN = Text(
    en="A row of {first} numbers is followed by one of {other}: rows of one tensor are equally long. Pad the shorter "
    "ones, torch.nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True).",
    ko="숫자가 {first}개인 행 다음에 {other}개인 행이 있습니다. 한 텐서의 행은 길이가 모두 같아야 합니다. 짧은 행을 "
    "채우세요. torch.nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True)로 합니다.",
)
_FRAME = Text(
    en="A table of pandas has come in: torch.tensor(frame.to_numpy(dtype='float32')) makes a tensor of it.",
    ko="pandas의 표가 들어왔습니다. torch.tensor(frame.to_numpy(dtype='float32'))로 텐서를 만드세요.",
)
_WORDS = Text(
    en="Words have come in: give each a number, as sklearn's LabelEncoder().fit_transform(labels) does.",
    ko="글자가 들어왔습니다. sklearn의 LabelEncoder().fit_transform(labels)처럼 단어마다 번호를 붙이세요.",
)


class ValuesNotNumbers(Fault):
    """`torch.tensor(frame.values)` with a column of words among them, `torch.tensor(["cat", "dog"])`."""

    severity = "error"
    title = Text(en="A tensor of what are no numbers", ko="숫자가 아닌 것으로 만드는 텐서")
    says = Text(
        en="""A tensor holds numbers of one type, in rows of one length.
        The array that came in holds {kind}.""",
        ko="""텐서에는 한 가지 자료형의 숫자가, 길이가 같은 행으로 들어갑니다.
        들어온 배열의 자료형: {kind}.""",
    )
    mend = Text(
        en="""Print frame.dtypes, or the array's dtype: object means words, None or lists among the numbers. Turn
        words into numbers (pd.get_dummies for inputs, LabelEncoder for classes), fill or drop what is missing, then
        frame.to_numpy(dtype="float32"). Lists of different length need padding, arrays of different shape one
        size.""",
        ko="""frame.dtypes나 배열의 dtype을 출력해 보세요. object이면 숫자 사이에 글자, None, 리스트가 섞여 있습니다.
        글자는 숫자로 바꾸고(입력은 pd.get_dummies, 클래스는 LabelEncoder) 빠진 값은 채우거나 지운 다음
        frame.to_numpy(dtype="float32")로 바꾸세요. 길이가 다른 리스트는 채우고, 형상이 다른 배열은 크기를 맞춥니다.""",
    )
    why = Text(
        en="""NumPy puts what does not go together into an array of objects, and pandas does so for a whole table when
        one column holds words: frame.values of numbers and names is an array of objects, the numbers in it too. Such
        an array prints like any other. Since pandas 2 get_dummies gives True and False, and beside them a frame with
        float columns becomes an array of objects as well.""",
        ko="""NumPy는 서로 어울리지 않는 값을 object 배열에 넣고, pandas는 열 하나에만 글자가 있어도 표 전체를 그렇게
        만듭니다. 숫자와 이름이 함께 있는 frame.values는 숫자까지 모두 object입니다. 출력해 보면 보통 배열과 똑같아
        보입니다. pandas 2부터는 get_dummies가 True와 False를 주므로, 실수 열과 함께 있으면 역시 object 배열이
        됩니다.""",
    )
    symptoms = (
        "can't convert np.ndarray of type numpy.object_",
        "can't convert np.ndarray of type numpy.str_",
        "too many dimensions 'str'",
        "new(): invalid data type of 'str'",
        "could not determine the shape of object type 'DataFrame'",
        "expected np.ndarray (got DataFrame)",
        "expected sequence of length 3 at dim 1 (got 2)",
        "Could not infer dtype of NoneType",
        "linear(): argument 'input' (position 1) must be Tensor, not DataFrame",
        "my labels are strings",
        "numpy.object_ 변환 에러가 나요",
        "데이터프레임을 텐서로 못 바꿔요",
        "레이블이 문자열이에요",
    )
    errors = (
        ErrorText(r"can't convert np\.ndarray of type (?P<kind>numpy\.(?:object_|str_|datetime64))"),
        ErrorText(r"too many dimensions 'str'", _WORDS),
        ErrorText(r"new\(\): invalid data type (?:of )?'str'", _WORDS),
        ErrorText(r"could not determine the shape of object type '(?P<kind>DataFrame|Series)'", _FRAME),
        ErrorText(
            r"(?:data has to be a tensor, but got|expected np\.ndarray \(got) (?P<kind>DataFrame|Series)",
            _FRAME,
        ),
        ErrorText(r"argument '\w+' \(position \d+\) must be Tensor, not (?P<kind>DataFrame|Series)", _FRAME),
        ErrorText(r"argument '\w+' \(position \d+\) must be Tensor, not (?P<kind>str)", _WORDS),
        ErrorText(r"expected sequence of length (?P<first>\d+) at dim \d+ \(got (?P<other>\d+)\)", _UNEVEN),
        ErrorText(r"Could not infer dtype of (?P<kind>\w+)"),
        ErrorText(r"setting an array element with a sequence"),
    )
    often = 3
    measures = {
        "kind": Measure(Text(en="what came in", ko="들어온 것")),
        "first": Measure(Text(en="length of a row", ko="행의 길이"), digits=0),
        "other": Measure(Text(en="length of another row", ko="다른 행의 길이"), digits=0),
    }
    sources = (
        "PyTorch documentation, torch.tensor",
        "NumPy documentation, Data types: object arrays",
        "pandas documentation, DataFrame.to_numpy: the common type of all columns",
    )
