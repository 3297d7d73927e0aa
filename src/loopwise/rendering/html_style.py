"""The look of a page in a file: the lab's colours and type, one style sheet inside the page, no script.

style()      # what stands between <style> and </style>
"""

from __future__ import annotations

from importlib.resources import files

from loopwise.figures.inline import colours
from loopwise.figures.scheme import MONO, SANS, variables


def style() -> str:
    """Return the style sheet. Paper is always light."""
    light, dark = (variables(dark=one) + colours(dark=one) for one in (False, True))
    rules = files(__package__).joinpath("html_page.css").read_text(encoding="utf-8")
    return (
        f":root{{--sans:{SANS};--mono:{MONO};color-scheme:light dark;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n{rules}"
    )
