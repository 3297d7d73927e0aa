"""What a repair would buy: both curves and the verdict, kept for reports."""

from __future__ import annotations

from loopwise.records.what_if import WhatIf
from loopwise.store.kinds._kind import Headline, Kind
from loopwise.text import Text


class WhatIfKind(Kind[WhatIf]):
    """Kept when all its runs are done."""

    name = "what-if"
    label = Text(en="what if", ko="고쳐서 다시 돌려 보기")
    record = WhatIf
    labels = {
        "fault": Text(en="problem", ko="학습 문제"),
        "verdict": Text(en="verdict", ko="결론"),
        "gain": Text(en="gain", ko="나아진 정도"),
    }

    def title(self, record: WhatIf) -> str:
        """Return the script and the fault."""
        return f"{record.script}, {record.fault}"

    def headline(self, record: WhatIf) -> Headline:
        """Return the fault, the verdict and the gain."""
        gain = {} if record.gain is None else {"gain": record.gain}
        return {"fault": record.fault, "verdict": record.verdict, **gain}
