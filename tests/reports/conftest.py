"""A small project of a report: a week's file, its pictures, and what poppler-utils makes of a PDF."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from PIL import Image

WEEK = """\
---
팀명: 딥러닝 3조
제출자: 팀원 A
참여 명단: 팀원 A, 팀원 B
날짜: 2025-05-08
시간: 17:30-18:30
장소: Zoom
출석 인원: 2
주차: 8
---

# 학습목표

- 출력층과 손실 함수를 짝짓는다

# 학습내용

이번 주에는 손실 함수를 다루었다.

## 팀원 A

- 이진 분류
  - 출력층 `nn.Linear(d, 1)`
    - 로짓 $z$를 그대로 넘긴다

```python
loss = F.binary_cross_entropy_with_logits(z, y)  # 로짓을 받는다
```

$$\\sigma(z) = \\frac{1}{1 + e^{-z}}$$

![손실 곡선](pictures/curve.png)

## 팀원 B

| 유형 | 손실 |
|---|--:|
| 다중 클래스 | `CrossEntropyLoss` |

# 활동평가

## 팀원 A

공식을 코드로 확인하니 분명해졌다.

## 팀원 B

softmax의 위치가 헷갈렸다.

# 과제

- 다중 레이블 예제 만들기

# 향후 계획

- 경사하강법

# 첨부 자료

![스터디 화면 1](pictures/meeting1.png)
![스터디 화면 2](pictures/meeting2.png)

# 결과물

- [week8 코드](https://github.com/team/study/tree/main/codes/week8_losses)
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "home"))


@pytest.fixture
def project(tmp_path):
    """Return the folder of a report without a single problem: its file is `2025-05-08.md`."""
    folder = tmp_path / "project"
    (folder / "pictures").mkdir(parents=True)
    for at, name in enumerate(("curve", "meeting1", "meeting2")):
        Image.new("RGB", (640, 360), (40 * at, 90, 160)).save(folder / "pictures" / f"{name}.png")
    (folder / "codes" / "week8_losses").mkdir(parents=True)
    (folder / "team.toml").write_text(
        'name = "딥러닝 3조"\nmembers = ["팀원 A", "팀원 B"]\ntime = "17:30-18:30"\nplace = "Zoom"\n'
        'github = "https://github.com/team/study/tree/main/codes"\nlocal = "codes"\n',
        encoding="utf-8",
    )
    (folder / "2025-05-08.md").write_text(WEEK, encoding="utf-8")
    return folder


@pytest.fixture
def pdf_text(tmp_path):
    """Return what finds the text in a PDF; skipped without poppler-utils, failing in CI."""
    program = shutil.which("pdftotext")
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "pdftotext is not installed: apt-get install poppler-utils"
        )

    def text(data: bytes) -> str:
        file = tmp_path / "looked-at.pdf"
        file.write_bytes(data)
        done = subprocess.run(
            [program, "-raw", str(file), "-"], capture_output=True, text=True, encoding="utf-8", check=True
        )
        return done.stdout

    return text
