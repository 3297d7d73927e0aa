"""One text in both languages; `str()` gives the reader's.

>>> floor = Text(en="The loss cannot fall below {floor:.3f}.", ko="손실이 {floor:.3f}보다 작아질 수 없습니다.")
>>> floor.format(floor=1.4612).en
'The loss cannot fall below 1.461.'
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from loopwise.text.language import current_language


@dataclass(frozen=True, slots=True)
class Text:
    """What a person reads, in English and Korean. Placeholders are those of `str.format`."""

    en: str
    ko: str

    def __str__(self) -> str:
        return self.ko if current_language() == "ko" else self.en

    def format(self, *args: object, **values: object) -> Text:
        """Fill every placeholder in both languages. A Text among the values speaks the language it is put in."""
        return self._map(lambda template, speak: template.format(*map(speak, args), **_spoken(values, speak)))

    def tell(self, values: Mapping[str, object]) -> Text:
        """Fill what is known: a line (one sentence or two) whose names are not all in `values` is left out.

        So one text serves the source, where a number may be unknown, and the run, which measured it. A line that
        begins with "|" is said only where the line before it was left out. A sentence may go over several lines.
        """

        def fill(template: str, speak: Callable[[object], object]) -> str:
            spoken = _spoken(values, speak)
            return " ".join(line.format(**spoken) for line in _told(template, values.keys()))

        return self._map(fill)

    def _map(self, fill: Callable[[str, Callable[[object], object]], str]) -> Text:
        return Text(en=fill(self.en, _in_english), ko=fill(self.ko, _in_korean))


def _told(template: str, known: Collection[str]) -> Iterator[str]:
    said = False
    for line in _sentences(template):
        if line.startswith("|") and said:
            continue
        if said := placeholders(line) <= set(known):
            yield line.removeprefix("|").lstrip()


def _sentences(template: str) -> Iterator[str]:
    """Join a line that breaks off within a sentence with those that go on."""
    begun = ""
    for line in map(str.strip, template.strip().splitlines()):
        begun = f"{begun} {line}" if begun else line
        if begun.endswith((".", ":", "?", "!", "}")):
            yield begun
            begun = ""
    if begun:
        yield begun


def placeholders(template: str) -> set[str]:
    """Return the names a template asks for: `"{a:.3f} of {b}"` -> {"a", "b"}."""
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(template) if name}


def _in_english(value: object) -> object:
    return value.en if isinstance(value, Text) else value


def _in_korean(value: object) -> object:
    return value.ko if isinstance(value, Text) else value


def _spoken(values: Mapping[str, object], speak: Callable[[object], object]) -> dict[str, object]:
    return {name: speak(value) for name, value in values.items()}
