"""Question cards for the meeting, from the week's faults and kept experiments: question in front, evidence behind.

show_cards(cards_for(week), "ko")      # a page without script
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from loopwise.errors import LoopwiseError
from loopwise.faults import Fault, catalogue
from loopwise.reports import kept
from loopwise.reports.blocks import Reference, every
from loopwise.reports.exporters._words import clean
from loopwise.reports.kept import Card
from loopwise.reports.week import Week
from loopwise.text import Text, speaking

TITLE = Text(en="Question cards, {day}", ko="질문 카드 ({day})")
SYMPTOM = Text(en="Somebody says: “{symptom}”. What may be the cause?", ko="“{symptom}” 원인은 무엇일까요?")
ANSWER = Text(en="{title}. {says} Repair: {mend}", ko="{title}. {says} 고치는 법: {mend}")
_STYLE = """
:root{color-scheme:light}*{box-sizing:border-box}
body{font:16px/1.6 "Nanum Gothic","Malgun Gothic","Apple SD Gothic Neo",system-ui,sans-serif;margin:0;padding:1rem;
color:#1a1f26;background:#fff;word-break:keep-all;overflow-wrap:anywhere}
main{max-width:72rem;margin:0 auto;display:grid;gap:1rem;
grid-template-columns:repeat(auto-fill,minmax(min(20rem,100%),1fr))}
h1{font-size:1.3rem;max-width:72rem;margin:0 auto 1rem}
details{border:1.5px solid #5b6b7d;border-radius:8px;padding:1rem;break-inside:avoid}
summary{font-weight:700;cursor:pointer}details p,details ul{margin:.6rem 0 0}ul{padding-left:1.2rem}
small{color:#4d5a69;display:block;margin-top:.6rem}
"""


def cards_for(week: Week) -> list[Card]:
    """Return the cards of a week: of the results it shows, then of the faults it names. Each fault asks once."""
    found = [*_of_results(week), *_of_faults(week)]
    seen: set[str] = set()
    return [card for card in found if not (card.source in seen or seen.add(card.source))]  # type: ignore[func-returns-value]


def _of_results(week: Week) -> Iterator[Card]:
    for row in week.rows:
        for block in every(row.all_blocks):
            if not isinstance(block, Reference):
                continue
            try:
                yield from kept.cards_of(kept.find(block, week.path.parent))
            except LoopwiseError:
                continue  # `report check` says so


def _of_faults(week: Week) -> Iterator[Card]:
    words = set(re.findall(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+", week.source))
    for fault in catalogue():
        if fault.name in words:
            yield Card(
                _question(fault), Text(en=_answer(fault, "en"), ko=_answer(fault, "ko")), source=fault.name
            )


def _question(fault: Fault) -> Text:
    plain = [one for one in fault.symptoms if "{" not in one] or [str(fault.title)]
    korean = [one for one in plain if re.search("[가-힣]", one)] or plain
    english = [one for one in plain if one.isascii()] or plain
    return Text(en=SYMPTOM.en.format(symptom=english[0]), ko=SYMPTOM.ko.format(symptom=korean[0]))


def _answer(fault: Fault, language: str) -> str:
    with speaking(language):
        told = ANSWER.format(title=fault.title, says=fault.says.tell({}), mend=fault.mend.tell({}))
        return " ".join(str(told).split())


def show_cards(cards: Sequence[Card], week: Week, language: str) -> str:
    """Return the cards as one page that asks nothing of anybody."""
    with speaking(language):
        title = str(TITLE.format(day=week.date or week.path.stem))
        shown = "\n".join(map(_card, cards))
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1><main>\n{shown}\n</main></body></html>\n"
    )


def _card(card: Card) -> str:
    evidence = "".join(f"<li>{_safe(one)}</li>" for one in card.evidence)
    listed = f"<ul>{evidence}</ul>" if evidence else ""
    source = f"<small>{_safe(card.source)}</small>" if card.source else ""
    return f"<details><summary>{_safe(card.question)}</summary><p>{_safe(card.answer)}</p>{listed}{source}</details>"


def _safe(text: object) -> str:
    return escape(clean(str(text)))
