"""Before and after the meeting: notes, cards, Slack (a fake one on loopback), the week's folder in git."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from reports.fake_slack import FakeSlack

from loopwise.cli import run
from loopwise.errors import LoopwiseError
from loopwise.reports import sending
from loopwise.reports.building import desk_for
from loopwise.reports.cards import cards_for, show_cards
from loopwise.reports.collecting import collect
from loopwise.reports.editing import part_named, with_part
from loopwise.reports.publishing import commit, publish
from loopwise.reports.week import load_week, read_week


@pytest.fixture
def slack(monkeypatch):
    fake = FakeSlack()
    monkeypatch.setattr("loopwise.reports.sending.send_file.__kwdefaults__", {"title": "", "api": fake.url})
    yield fake
    fake.close()


@pytest.fixture
def git(project):
    def call(*arguments):
        done = subprocess.run(["git", "-C", project, *arguments], capture_output=True, text=True, check=True)
        return done.stdout

    call("init", "-q")
    call("config", "user.email", "member@example.com")
    call("config", "user.name", "member")
    return call


def report(project, *arguments):
    first, *others = arguments
    return run(["report", first, str(project / "2025-05-08.md"), *others])


def test_notes_are_gathered_and_the_missing_are_named(project, capsys):
    file = project / "2025-05-08.md"
    text = file.read_text(encoding="utf-8")
    body = part_named(text, "studied/팀원 A").text
    file.write_text(text.replace(body, ""), encoding="utf-8")
    notes = project / "notes"
    (notes / "figures").mkdir(parents=True)
    (notes / "figures" / "own.png").write_bytes((project / "pictures" / "curve.png").read_bytes())
    (notes / "팀원 A.md").write_text(
        "# 내 노트\n\n![내 그림](figures/own.png)\n\n소제목\n---\n\n```text\n# 제목이 아님\n```\n",
        encoding="utf-8",
    )
    assert report(project, "collect", "--language", "en") == 0
    told = capsys.readouterr().out
    assert "Put into the report: 팀원 A" in told and "left as it is: 팀원 B" in told
    week = load_week(file)
    part = part_named(week.source, "studied/팀원 A").text
    assert "### 내 노트" in part and "#### 소제목" in part and "(notes/figures/own.png)" in part
    assert "\n# 제목이 아님" in part and not week.problems
    assert collect(week).left == ("팀원 A", "팀원 B")  # nothing is put in twice


def test_whose_notes_are_missing_is_told_with_exit_1(project, capsys):
    file = project / "2025-05-08.md"
    text = file.read_text(encoding="utf-8")
    for name in ("팀원 A", "팀원 B"):
        text = with_part(text, f"studied/{name}", "")
    file.write_text(text, encoding="utf-8")
    assert report(project, "collect", "--language", "en") == 1
    assert "Missing: 팀원 A, 팀원 B" in capsys.readouterr().out


def test_cards_come_from_faults_named_and_results_shown(project):
    text = (project / "2025-05-08.md").read_text(encoding="utf-8")
    week = read_week(
        text.replace("softmax의 위치가", "softmax-before-cross-entropy, 위치가"), project / "a.md"
    )
    (card,) = cards_for(week)
    assert "?" in str(card.question) and "softmax" in card.answer.ko
    page = show_cards([card], week, "ko")
    assert page.index("<summary>") < page.index("softmax-before-cross-entropy") and "<script" not in page


def test_a_report_goes_up_in_three_steps_and_never_twice_unasked(project, slack, monkeypatch, capsys):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-test")
    (project / "team.toml").write_text('name = "3조"\nslack = "C0123ABCD"\n', encoding="utf-8")
    assert report(project, "send", "--slack", "--dry-run") == 0 and not slack.seen
    assert report(project, "send", "--slack") == 0
    ((channel, name, data, comment),) = slack.messages
    assert (channel, name, data[:5]) == ("C0123ABCD", "2025-05-08.pdf", b"%PDF-")
    assert "• 출력층과 손실 함수를 짝짓는다" in comment and "https://github.com/team" in comment
    assert [step for step, _, _ in slack.seen] == [
        "files.getUploadURLExternal", "put", "files.completeUploadExternal",
    ]  # fmt: skip
    assert "xoxb-test" not in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert report(project, "send", "--slack") == 1 and len(slack.messages) == 1
    assert report(project, "send", "--slack", "--yes") == 0 and len(slack.messages) == 2


@pytest.mark.parametrize("step", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_a_rate_limit_is_waited_for(slack, step):
    slack.answers[step] = [(429, "ratelimited"), (429, "ratelimited")]
    sending.send_file(b"%PDF-1", "a.pdf", "hi", channel="C1", token="t", api=slack.url)
    assert len(slack.messages) == 1


def test_a_rate_limit_that_stays_is_told(slack):
    slack.answers["files.getUploadURLExternal"] = [(429, "ratelimited")] * 9
    with pytest.raises(LoopwiseError, match="wait"):
        sending.send_file(b"%PDF-1", "a.pdf", "hi", channel="C1", token="t", api=slack.url)
    assert len(slack.seen) == 1 + sending.TRIES


@pytest.mark.parametrize(
    ("step", "answer", "word"),
    [
        ("files.getUploadURLExternal", (200, "invalid_auth"), "token"),
        ("files.getUploadURLExternal", (500, "x"), "refused"),
        ("put", (500, "no"), "broke"),
        ("files.completeUploadExternal", (200, "not_in_channel"), "invite"),
        ("files.completeUploadExternal", (None, ""), "may have arrived"),
    ],
)
def test_a_failure_is_told_and_nothing_is_remembered(project, slack, monkeypatch, capsys, step, answer, word):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-test")
    (project / "team.toml").write_text('slack = "C1"\n', encoding="utf-8")
    slack.answers[step] = [answer]
    assert report(project, "send", "--slack", "--language", "en") == 2
    assert word in capsys.readouterr().err and len(slack.seen) <= 3
    assert report(project, "send", "--slack") == 0  # asked nothing: it never arrived


def test_a_webhook_takes_the_summary_and_a_bad_answer_is_no_success(project, slack, monkeypatch, capsys):
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    monkeypatch.setenv("SLACK_WEBHOOK_URL", slack.hook)
    slack.answers["webhook"] = [(404, "no_service")]
    assert report(project, "send", "--slack", "--language", "en") == 2
    assert "404" in capsys.readouterr().err
    assert report(project, "send", "--slack") == 0 and "팀원 A, 팀원 B" in slack.texts()[-1]


def test_a_webhook_waits_where_it_is_asked_to_and_says_when_that_did_not_help(slack):
    slack.answers["webhook"] = [(429, "ratelimited")] * 2
    sending.send_summary("hi", slack.hook)
    assert slack.texts() == ["hi"] * 3  # asked three times, taken once
    slack.answers["webhook"] = [(429, "ratelimited")] * 9
    with pytest.raises(LoopwiseError, match="wait"):
        sending.send_summary("hi", slack.hook)
    assert len(slack.seen) == 3 + 1 + sending.TRIES


KEYRING = """
def get_password(service, username):
    return {("loopwise", "SLACK_BOT_TOKEN"): "xoxb-from-the-keyring"}.get((service, username))
"""


def test_the_token_comes_from_the_keyring_where_the_environment_has_none(
    project, slack, tmp_path, monkeypatch, capsys
):
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    (tmp_path / "keyring.py").write_text(KEYRING, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "keyring", None)  # put back what was there, or nothing
    del sys.modules["keyring"]
    (project / "team.toml").write_text('slack = "C1"\n', encoding="utf-8")
    assert report(project, "send", "--slack") == 0 and len(slack.messages) == 1
    assert slack.seen[0][1] == "Bearer xoxb-from-the-keyring"
    assert "xoxb" not in "".join(capsys.readouterr())
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-test")
    assert sending.token() == "xoxb-test"  # the environment first


def test_the_summary_holds_no_markup_of_slack(project):
    text = (project / "2025-05-08.md").read_text(encoding="utf-8")
    week = read_week(text.replace("출력층과 손실", "<!channel> & <@U1>"), project / "a.md")
    assert "&lt;!channel&gt; &amp; &lt;@U1&gt;" in sending.summary(week, "ko")


def test_without_token_or_channel_it_says_what_to_set(project, monkeypatch, capsys):
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    assert report(project, "send", "--slack") == 2 and "SLACK_BOT_TOKEN" in capsys.readouterr().err
    monkeypatch.setenv("SLACK_BOT_TOKEN", "t")
    assert report(project, "send", "--slack") == 2 and "team.toml" in capsys.readouterr().err


def test_the_weeks_folder_is_written_and_committed_alone(project, git):
    (project / "other.txt").write_text("mine", encoding="utf-8")
    (project / "week8.ipynb").write_text("{}", encoding="utf-8")
    git("add", "other.txt")
    made = publish(desk_for(project / "2025-05-08.md"), code=[project / "week8.ipynb"])
    assert made.folder.name == "week8_losses"  # the folder that was there
    assert commit(made) and not commit(made)
    names = git("show", "--name-only", "--format=").split()
    assert {"codes/README.md", "codes/week8_losses/report.pdf", "codes/week8_losses/week8.ipynb"} <= set(
        names
    )
    assert "other.txt" not in names and git("status", "--porcelain", "other.txt").startswith("A")
    index = (project / "codes" / "README.md").read_text(encoding="utf-8")
    assert "| 8 | 2025-05-08 | 출력층과 손실 함수를 짝짓는다 |" in index


def test_what_a_person_wrote_into_the_index_stays(project, git):
    (project / "codes" / "README.md").write_text("# 우리 팀\n\n소개\n", encoding="utf-8")
    for _ in range(2):
        publish(desk_for(project / "2025-05-08.md"))
    index = (project / "codes" / "README.md").read_text(encoding="utf-8")
    assert index.startswith("# 우리 팀\n\n소개\n") and index.count("week8_losses>)") == 1


def test_it_is_pushed_only_when_told(project, git, tmp_path):
    subprocess.run(["git", "init", "-q", "--bare", tmp_path / "remote.git"], check=True)
    git("remote", "add", "origin", str(tmp_path / "remote.git"))
    git("config", "push.autoSetupRemote", "true")
    heads = ["git", "-C", tmp_path / "remote.git", "for-each-ref"]
    assert report(project, "publish") == 0
    assert subprocess.run(heads, capture_output=True, check=True).stdout == b""
    assert report(project, "publish", "--push") == 0
    assert subprocess.run(heads, capture_output=True, check=True).stdout != b""


def test_outside_of_a_repository_it_says_so(project, capsys):
    assert report(project, "publish", "--language", "en") == 2
    assert "git init" in capsys.readouterr().err
    assert report(project, "publish", "--no-commit") == 0
