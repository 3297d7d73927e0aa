"""`loopwise handin`: one file to hand in, with findings and results, without data, weights or (unasked) source.

loopwise handin week8.ipynb --name "팀원 A" --week 8
"""

from __future__ import annotations

from pathlib import Path

import click

from loopwise.cli._console import echo, echo_json
from loopwise.cli._options import json_option, option, speak_as
from loopwise.records import SCHEMA
from loopwise.text import Text

NAME = Text(en="Your name.", ko="제출하는 사람의 이름")
WEEK = Text(en="Number of the week.", ko="몇 주차인지")
WITH_SOURCE = Text(
    en="Put the programs' text in too (code cells only).", ko="프로그램의 코드도 함께 넣습니다(코드 셀만)."
)
OUT = Text(en="Folder to write to; default this one.", ko="저장할 폴더. 기본값은 이 폴더")
WRITTEN = Text(en="Written: {path}", ko="만든 파일: {path}")
HOLDS = Text(
    en="It holds: {findings} findings of {files} files, {results} kept results, versions. Source: {source}.",
    ko="담긴 내용: 파일 {files}개에서 찾은 문제 {findings}개, 저장한 결과 {results}개, 버전. 코드: {source}",
)
IN, OUTSIDE = Text(en="included", ko="포함"), Text(en="not included", ko="포함하지 않음")


@click.command("handin")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@option("--name", required=True, metavar="NAME", says=NAME)
@option("--week", type=click.IntRange(min=1, max=999), metavar="N", says=WEEK)
@option("--with-source", is_flag=True, says=WITH_SOURCE)
@option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), metavar="DIR", says=OUT)
@json_option
def command(
    paths: tuple[str, ...], name: str, week: int | None, with_source: bool, out: Path, as_json: bool
) -> None:
    """Write what is handed in, and say what it holds."""
    from loopwise.reports.handing_in import hand_in, write_hand_in

    speak_as(name)
    made = hand_in(paths, name=name.strip() or "?", week=week or 0, with_source=with_source)
    path = write_hand_in(made, out)
    findings = len(made.findings) + sum(len(one.findings) for one in made.results)
    if as_json:
        counts = {"findings": findings, "results": len(made.results), "source": bool(made.sources)}
        echo_json({"schema": SCHEMA, "file": str(path), "files": list(made.files), **counts})
        return
    source = IN if made.sources else OUTSIDE
    told = HOLDS.format(findings=findings, files=len(made.files), results=len(made.results), source=source)
    echo(f"{WRITTEN.format(path=path)}\n{told}")
