"""A data set without a sample: a folder spelt wrong, a pattern that nothing matches, a filter that keeps nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.records.failures import Failure, Seen, Told


class DataSetEmpty(Fault):
    """`sorted(Path("data").glob("*.jpg"))` where the files are called `.png`."""

    severity = "error"
    title = Text(en="The data set holds no sample", ko="샘플이 하나도 없는 데이터셋")
    says = Text(
        en="""Not one sample was found, so there is nothing to make a batch of.
        Nothing is stored in {empty}.
        These class folders hold no picture: {classes}.
        The folder it was to look in: {folder}.""",
        ko="""샘플을 하나도 찾지 못해 배치를 만들 수 없습니다.
        비어 있는 것: {empty}.
        이미지가 없는 클래스 폴더: {classes}.
        찾아보려던 폴더: {folder}.""",
    )
    mend = Text(
        en="""Print the folder and what is in it where the data set is made: print(Path(folder).resolve(),
        len(list(Path(folder).iterdir()))). The path counts from where the program is started, endings are told
        apart (.JPG is not .jpg), ImageFolder wants one folder for each class, and an archive has to be unpacked.
        With drop_last=True a data set smaller than a batch gives none.""",
        ko="""데이터셋을 만드는 곳에서 폴더와 그 내용을 출력해 보세요. print(Path(folder).resolve(),
        len(list(Path(folder).iterdir()))). 경로는 프로그램을 시작한 위치에서 세고, 확장자는 대소문자까지 맞아야
        하며(.JPG와 .jpg는 다릅니다), ImageFolder에는 클래스마다 폴더가 하나씩 있어야 하고, 압축 파일은 먼저 풀어야
        합니다. drop_last=True이면 배치보다 작은 데이터셋에서는 배치가 나오지 않습니다.""",
    )
    why = Text(
        en="""Looking for files that are not there is no error: glob and os.listdir give an empty list, a filter
        keeps nothing, and the data set is made with length 0. With shuffle=True the loader draws from its samples
        and raises at once. Without, it raises nothing: the loop over it runs zero times, and the first thing that
        fails is a mean, divided by len(loader), which is 0 - or nothing does, and the model is as it was made.""",
        ko="""없는 파일을 찾는 것은 에러가 아닙니다. glob과 os.listdir은 빈 리스트를 주고, 조건에 맞는 것이 없으면
        아무것도 남지 않아 길이가 0인 데이터셋이 만들어집니다. shuffle=True이면 샘플을 뽑으려는 순간 바로 에러가
        납니다. 아니면 에러 없이 반복문이 한 번도 돌지 않고, 평균을 내려고 len(loader)인 0으로 나눌 때에야 에러가
        나거나, 에러조차 없이 모델이 처음 그대로 남습니다.""",
    )
    symptoms = (
        "num_samples should be a positive integer value, but got num_samples=0",
        "Couldn't find any class folder in data/train.",
        "Found no valid file for the classes cat, dog. Supported extensions are: .jpg",
        "Found 0 images in subfolders of: data/train",
        "ZeroDivisionError: division by zero",
        "len(train_loader) is 0",
        "my dataset is empty",
        "the training loop runs zero times",
        "num_samples=0 에러가 나요",
        "데이터셋이 비어 있어요",
        "len(dataloader)가 0이에요",
        "이미지 폴더를 못 찾아요",
    )
    measures = {
        "classes": Measure(Text(en="class folders without a picture", ko="이미지가 없는 클래스 폴더")),
        "folder": Measure(Text(en="folder", ko="폴더")),
        "empty": Measure(Text(en="what stores no sample", ko="비어 있는 것")),
    }
    errors = (
        ErrorText(r"num_samples should be a positive integer value, but got num_samples=0"),
        ErrorText(r"Couldn't find any class folder in (?P<folder>.+?)\.?$"),
        ErrorText(r"Found no valid file for the classes (?P<classes>.+?)\.(?: Supported|$)"),
        ErrorText(r"Found 0 (?:files|images|samples) in"),
        ErrorText(r"(?:float )?division by zero"),
    )
    often = 3
    sources = (
        "PyTorch documentation, torch.utils.data.RandomSampler: num_samples, len(dataset) by default",
        "torchvision documentation, datasets.ImageFolder: root/class/image",
    )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """Of divisions by zero only those by the length of what holds no sample."""
        if "division by zero" not in failure.message:
            return None
        if failure.code and "len(" not in failure.code:
            return False
        held = failure.own.seen if failure.own else ()
        drops = any("drop_last" in seen.settings for seen in held)
        return drops or bool(self.shown_by(failure)) if held else None

    def shown_by(self, failure: Failure) -> Told:
        """Name what stores nothing, and the folder it was to look in."""
        held = (*(failure.own.seen if failure.own else ()), *failure.given)
        return next((shown for seen in held if (shown := _empty_in(seen))), {})


def _empty_in(seen: Seen) -> dict[str, int | str]:
    """Return what of a name holds no sample, {} where something may."""
    if seen.kind in ("list (0)", "tuple (0)", "dict (0)"):
        return {"empty": seen.name}
    empty = next(
        (key[4:-1] for key, value in seen.settings.items() if value == 0 and key.startswith("len(")), ""
    )
    folder = next((value for value in seen.settings.values() if isinstance(value, str)), "")
    told: dict[str, int | str] = {"empty": f"{seen.name}.{empty}"} if empty else {}
    return told | ({"folder": folder} if empty and folder else {})
