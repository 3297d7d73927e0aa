"""What `loopwise watch --keep-path` says of the path, when the run is over."""

from __future__ import annotations

from loopwise.cli._console import echo, width
from loopwise.records import WatchReport
from loopwise.text import Text

PATH_KEPT = Text(
    en="The path of its weights is kept: loopwise landscape --from {number}",
    ko="가중치의 경로를 저장했습니다: loopwise landscape --from {number}",
)
NO_PATH = Text(
    en="No path is kept: no optimizer has stepped.",
    ko="저장한 경로가 없습니다. 옵티마이저(optimizer) 스텝을 보지 못했습니다.",
)
TOO_LARGE = Text(
    en="No path is kept: the model is larger than {most:,} parameters. Draw it in the script instead: {line}",
    ko="경로를 저장하지 않았습니다. 파라미터가 {most:,}개보다 많은 모델입니다. 스크립트 안에서 그려 보세요: {line}",
)


def tell_of_path(report: WatchReport, number: int) -> None:
    """Say on stderr what the path is for, or why there is none. number: of the kept run."""
    from loopwise.diagnosis.run_landscape import BY_HAND, LARGEST
    from loopwise.rendering.columns import wrapped

    if report.path is not None:
        text = PATH_KEPT.format(number=number)
    elif any(key.startswith("path-too-large") for key in report.not_observed):
        text = TOO_LARGE.format(most=LARGEST, line=BY_HAND)
    else:
        text = NO_PATH
    for line in wrapped(str(text), width(), indent="  "):
        echo(line, err=True)
