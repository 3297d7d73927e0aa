"""Results as a person or a machine reads them: terminal, JSON, a notebook's HTML, a page, Markdown, formulas as SVG.

Every renderer is a file of its own; each takes records and returns text. None computes anything.

    from loopwise.rendering import terminal
    terminal.show_check(report, width=80)
"""
