"""The command group: the order of its help, aliases, and commands loaded only when they are called.

A command is a file of this folder; one whose file does not exist is absent, here and in the help.
"""

from __future__ import annotations

from importlib import import_module

import click

from loopwise._version import __version__
from loopwise.cli import commands, module_of
from loopwise.cli._console import echo
from loopwise.cli._help import EXAMPLE, SHOW_HELP, Context, Option
from loopwise.cli._nearest import nearest
from loopwise.cli._options import language_option, speak
from loopwise.errors import LoopwiseError
from loopwise.rendering.columns import padded
from loopwise.text import Text

ALIASES = {"run": "watch", "train": "fit", "summary": "trace", "gd": "descend"}

# Group -> command -> (what it does, an example). The order is the order of the help.
GROUPS: dict[Text, dict[str, tuple[Text, str]]] = {
    Text(en="Find what stops a model from learning", ko="학습을 막는 원인 찾기"): {
        "check": (
            Text(
                en="Find faults in the source, without running it.",
                ko="코드를 실행하지 않고 문제를 찾습니다.",
            ),
            "loopwise check train.py notebook.ipynb",
        ),
        "watch": (
            Text(
                en="Run a program and measure what goes wrong.", ko="프로그램을 실행하며 문제를 측정합니다."
            ),
            "loopwise watch train.py",
        ),
        "explain": (
            Text(
                en="Explain a fault, a symptom or an error.", ko="학습 문제, 증상, 에러 메시지를 설명합니다."
            ),
            'loopwise explain "loss stays at 2.303"',
        ),
    },
    Text(en="See how it learns and works", ko="학습과 모델을 눈으로 보기"): {
        "descend": (
            Text(
                en="Walk down a surface: does this rate converge?",
                ko="경사하강법의 경로를 봅니다: 이 학습률은 수렴할까요?",
            ),
            'loopwise descend "3*x**2 + y**2" --lr 0.1,0.3,0.5',
        ),
        "landscape": (
            Text(en="Draw the loss around a trained model.", ko="학습한 모델 주변의 손실 지형을 그립니다."),
            "loopwise landscape --from 12",
        ),
        "trace": (
            Text(
                en="Follow an input through a model.",
                ko="입력이 모델을 지나는 길을 따라갑니다.",
            ),
            "loopwise trace zoo:resnet18",
        ),
        "compare": (
            Text(en="Put two models side by side.", ko="두 모델을 나란히 비교합니다."),
            "loopwise compare zoo:vgg16 zoo:resnet50",
        ),
        "zoo": (
            Text(en="List and read the models.", ko="준비된 모델을 보고 읽습니다."),
            "loopwise zoo resnet18 --source",
        ),
    },
    Text(en="Train with the right recipe", ko="알맞은 방법으로 학습하기"): {
        "recipe": (
            Text(
                en="Show output layer, loss and metrics for a problem.",
                ko="문제에 맞는 출력층, 손실 함수, 지표를 보여 줍니다.",
            ),
            "loopwise recipe binary",
        ),
        "losses": (
            Text(
                en="Compare losses; train each with each activation.",
                ko="손실 함수를 비교하고, 활성화 함수마다 학습해 봅니다.",
            ),
            "loopwise losses --train digits",
        ),
        "fit": (
            Text(
                en="Train on data, beside simple baselines.",
                ko="데이터로 학습하고 단순한 기준 모델과 비교합니다.",
            ),
            "loopwise fit breast_cancer",
        ),
        "new": (
            Text(en="Write a project to start from.", ko="바로 시작할 수 있는 프로젝트를 만듭니다."),
            "loopwise new digits",
        ),
    },
    Text(en="Write, keep and look", ko="쓰고, 저장하고, 살펴보기"): {
        "report": (
            Text(en="Write the weekly report.", ko="주간 활동 보고서를 씁니다."),
            "loopwise report build reports/2025-05-08.md --to pdf,docx",
        ),
        "kept": (
            Text(en="List, show and remove kept results.", ko="저장한 결과를 보거나 삭제합니다."),
            "loopwise kept 12",
        ),
        "lab": (
            Text(
                en="Open the same in the browser, on this computer.",
                ko="이 컴퓨터의 브라우저에서 모두 해 봅니다.",
            ),
            "loopwise lab",
        ),
        "handin": (
            Text(en="Write one file to hand in.", ko="제출할 파일 하나를 만듭니다."),
            "loopwise handin week8.ipynb --name NAME --week 8",
        ),
        "class": (
            Text(en="Read a class's hand-ins, without a server.", ko="제출한 파일을 모아 봅니다(서버 없음)."),
            "loopwise class week8/",
        ),
    },
}
TAGLINE = Text(
    en="loopwise - why your model does not learn, with evidence.",
    ko="loopwise - 학습이 왜 안 되는지, 근거와 함께.",
)
NO_COMMAND = Text(en="there is no command {word!r}.", ko="없는 명령입니다: {word!r}")
VERSION = Text(en="Show the version.", ko="버전을 보여 줍니다.")
ALL = Text(en="loopwise --help shows all commands", ko="loopwise --help로 모든 명령을 볼 수 있습니다")


class Group(click.Group):
    """Commands by file name, loaded when called."""

    context_class = Context

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Choose the language before anything is said: usage errors and help speak it too."""
        speak(_asked_language(args))
        speaks(self.get_help_option(ctx))
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands there are."""
        return commands()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command and give it what every command has: help in both languages and `--language`."""
        name = ALIASES.get(cmd_name, cmd_name)
        if name not in commands():
            return None
        command: click.Command = import_module(module_of(name)).command
        command.context_class = Context
        if not any("--language" in parameter.opts for parameter in command.params):
            command.params.append(language_option())
        if told := _entry(name):
            command.help = f"{told[0]}\n\n{EXAMPLE}: {told[1]}"
        speaks(command.get_help_option(Context(command)))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown word gets the nearest one by meaning."""
        if self.get_command(ctx, args[0]) is None:
            near = nearest(
                args[0], [*commands(), *(word for word, of in ALIASES.items() if of in commands())]
            )
            raise LoopwiseError(NO_COMMAND.format(word=args[0]), fix=f"loopwise {near}" if near else ALL)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands in their groups, each with an example."""
        formatter.write(f"{TAGLINE}\n")
        for title, members in GROUPS.items():
            present = {name: told for name, told in members.items() if name in commands()}
            if present:
                formatter.write(f"\n{title}\n")
            for name, (says, example) in present.items():
                formatter.write(f"  {padded(name, 10)}{says}\n{'':12}{example}\n")
        click.Command.format_options(self, ctx, formatter)


def _entry(name: str) -> tuple[Text, str] | None:
    return next((members[name] for members in GROUPS.values() if name in members), None)


def _asked_language(arguments: list[str]) -> str | None:
    """Return the language asked for anywhere on the line; what follows `watch` is the program's own."""
    for at, argument in enumerate(arguments):
        if argument in ("watch", "run"):
            return None
        name, _, value = argument.partition("=")
        if name == "--language":
            wanted = value or "".join(arguments[at + 1 : at + 2])
            return wanted if wanted in ("ko", "en") else None
    return None


def speaks(helping: click.Option | None) -> None:
    """Let click's own `--help` speak both languages, on any console."""
    if helping:
        helping.help = str(SHOW_HELP)
        helping.callback = _show_help


def _show_help(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        echo(context.get_help())
        context.exit()


def _show_version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        echo(f"loopwise {__version__}")
        context.exit()


@click.pass_context
def _start(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        echo(context.get_help())


group = Group(
    "loopwise",
    callback=_start,
    invoke_without_command=True,
    params=[
        language_option(),
        Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            says=VERSION,
        ),
    ],
)
