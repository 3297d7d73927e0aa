"""A command with commands of its own (`loopwise report build`), with help in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from loopwise.cli._help import Context
from loopwise.cli._options import language_option
from loopwise.text import Text

COMMANDS = Text(en="Commands", ko="명령어")


class Subcommand(click.Command):
    """One of them. says: what it does, in both languages."""

    context_class = Context

    def __init__(self, *arguments: Any, says: Text, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.says = says
        if not any("--language" in parameter.opts for parameter in self.params):
            self.params.append(language_option())

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return what it does, in the reader's language."""
        return str(self.says)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what it does, in the reader's language."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(str(self.says))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help`, speaking both languages on any console."""
        from loopwise.cli._group import speaks

        found = super().get_help_option(ctx)
        speaks(found)
        return found


class Subcommands(click.Group):
    """The command that holds them."""

    context_class = Context

    def part(self, name: str, says: Text) -> Callable[[Callable[..., Any]], click.Command]:
        """Register one: `@command.part("build", Text(...))`."""

        def register(function: Callable[..., Any]) -> click.Command:
            made = click.command(name, cls=Subcommand, says=says)(function)
            self.add_command(made)
            return made

        return register

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, in the order of the file."""
        rows = [(name, one.get_short_help_str()) for name, one in self.commands.items() if not one.hidden]
        with formatter.section(str(COMMANDS)):
            formatter.write_dl(rows)
