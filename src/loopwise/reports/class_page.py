"""A class as one page without a script, and as CSV that Excel opens with its hangul right.

show_class(room, "week8")     # HTML
class_csv(room)               # bytes, with a BOM
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from html import escape

from loopwise.rendering.html_style import style
from loopwise.rendering.labels import SEVERITY, known_fault, mend_of, message_of
from loopwise.reports.classroom import Learner, Room
from loopwise.reports.exporters._words import clean
from loopwise.text import Text, current_language

TITLE = Text(en="Class: {folder}", ko="제출 현황: {folder}")
SUMMARY = Text(
    en="handed in: {count} / missing: {missing} / not read: {unread}",
    ko="제출 {count}명 / 미제출 {missing}명 / 읽지 못한 파일 {unread}개",
)
EXPLAIN = Text(en="What to explain again", ko="다시 설명할 것")
NOTHING = Text(en="Nobody met a known fault.", ko="알려진 학습 문제를 만난 사람이 없습니다.")
MET_BY = Text(en="{count} of {all}", ko="{all}명 가운데 {count}명")
FIRST = Text(en="Whom to look at first", ko="먼저 살펴볼 사람")
NAME, FILES = Text(en="name", ko="이름"), Text(en="files", ko="파일")
FOUND, STATE = Text(en="found", ko="찾은 문제"), Text(en="state", ko="상태")
MISSING = Text(en="Not handed in", ko="제출하지 않은 사람")
UNREAD = Text(en="Files that could not be read", ko="읽지 못한 파일")
NO_LOOP = Text(en="no training loop was found: look yourself", ko="학습 루프를 찾지 못함: 직접 확인 필요")
REPORT_ONLY = Text(en="a report, no code", ko="보고서만 있고 코드 없음")
FINE = Text(en="nothing found", ko="찾은 문제 없음")
MORE = Text(en="More: loopwise explain {name}", ko="더 보기: loopwise explain {name}")
MADE = Text(
    en="Read on this computer; nothing was run, nothing sent.",
    ko="이 컴퓨터에서 읽기만 했고, 실행하거나 보낸 것이 없습니다.",
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
.class{border-collapse:collapse;width:100%}.class th{text-align:left;font-weight:400;color:var(--lw-quiet);
font-size:.9rem;padding:.3rem 1rem .3rem 0}.class td{border-top:1px solid var(--lw-line);padding:.5rem 1rem .5rem 0;
vertical-align:top}.class th.n,.class td.n{text-align:right;font-variant-numeric:tabular-nums}
.bar{height:.5rem;background:var(--lw-accent);border-radius:2px;min-width:2px;margin-top:.55rem}
"""


def show_class(room: Room, folder: str) -> str:
    """Return the page, in the reader's language."""
    title = _safe(TITLE.format(folder=folder))
    told = SUMMARY.format(count=len(room.learners), missing=len(room.missing), unread=len(room.unread))
    parts = [
        f"<h1>{title}</h1><p class=lead>{_safe(told)}</p>",
        *_explain(room),
        *_people(room),
        *_lists(room),
    ]
    return (
        f'<!doctype html>\n<html lang="{current_language()}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{style()}{_STYLE}</style></head><body><main>"
        f"{''.join(f'<section>{part}</section>' for part in parts)}</main>"
        f"<footer>{_safe(MADE)}</footer></body></html>\n"
    )


def class_csv(room: Room) -> bytes:
    """Return one line a learner; those who are missing stand at the end. Begins with a BOM, as Excel wants."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    severities = [str(label) for label in SEVERITY.values()]
    writer.writerow([str(NAME), str(STATE), *severities, str(FOUND), str(FILES)])
    for one in room.learners:
        counts = [str(one.count(severity)) for severity in SEVERITY]
        faults = " ".join(finding.fault for finding in one.findings)
        writer.writerow(map(_cell, [one.name, state(one), *counts, faults, ", ".join(one.files)]))
    for name in room.missing:
        writer.writerow(map(_cell, [name, str(MISSING), "", "", "", "", ""]))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def state(learner: Learner) -> str:
    """Return in a few words what there is to look at."""
    if learner.findings:
        return title_of(learner.findings[0].fault)
    if learner.understood:
        return str(FINE)
    return str(REPORT_ONLY if learner.report else NO_LOOP)


def title_of(name: str) -> str:
    """Return a fault's title; its bare name where it is not known here."""
    fault = known_fault(name)
    return str(fault.title if fault else name)


def _cell(text: str) -> str:
    """Return a cell no spreadsheet takes for a formula."""
    text = clean(text).replace("\n", " ")
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _safe(text: object) -> str:
    return escape(clean(str(text)))


def _explain(room: Room) -> Iterator[str]:
    if not room.faults:
        yield f"<h2>{EXPLAIN}</h2><p>{NOTHING}</p>"
        return
    rows = []
    for name, count in room.faults.items():
        share = f'<div class=bar style="width:{100 * count / len(room.learners):.0f}%"></div>'
        met = MET_BY.format(count=count, all=len(room.learners))
        example = next(one for learner in room.learners for one in learner.findings if one.fault == name)
        told = f"<p class=small>{_safe(message_of(example))}</p><p class=small>{_safe(mend_of(example))}</p>"
        more = f"<p class='quiet small'><code>{_safe(MORE.format(name=name))}</code></p>"
        head = f"<td><details><summary>{_safe(title_of(name))}</summary>{told}{more}</details></td>"
        rows.append(f"<tr>{head}<td class=n>{_safe(met)}</td><td width=30%>{share}</td></tr>")
    yield f"<h2>{EXPLAIN}</h2><table class=class>{''.join(rows)}</table>"


def _people(room: Room) -> Iterator[str]:
    counts = "".join(f"<th class=n>{_safe(text)}</th>" for text in SEVERITY.values())
    heads = f"<th>{NAME}</th>{counts}<th>{FOUND}</th><th>{FILES}</th>"
    rows = "".join(map(_person, room.learners))
    yield f"<h2>{FIRST}</h2><table class=class><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _person(one: Learner) -> str:
    counts = "".join(f"<td class=n>{one.count(severity) or ''}</td>" for severity in SEVERITY)
    found = "<br>".join(_safe(title_of(finding.fault)) for finding in one.findings) or _safe(state(one))
    files = "<br>".join(map(_safe, one.files))
    return f"<tr><td>{_safe(one.name)}</td>{counts}<td>{found}</td><td class='quiet small'>{files}</td></tr>"


def _lists(room: Room) -> Iterator[str]:
    if room.missing:
        yield f"<h2>{MISSING}</h2><ul>{''.join(f'<li>{_safe(name)}</li>' for name in room.missing)}</ul>"
    if room.unread:
        rows = "".join(f"<li><code>{_safe(one.file)}</code> {_safe(one.why)}</li>" for one in room.unread)
        yield f"<h2>{UNREAD}</h2><ul>{rows}</ul>"
