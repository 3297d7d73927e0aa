"""Programs with comments in two languages: lines `# en: ...` and `# ko: ...`, of which a reader gets one kind."""

from __future__ import annotations


def comments_in(language: str, source: str) -> str:
    """Keep the comments of one language, without the mark; drop those of the other."""
    other = "ko" if language == "en" else "en"
    lines = [line for line in source.splitlines() if not line.lstrip().startswith(f"# {other}: ")]
    return "\n".join(line.replace(f"# {language}: ", "# ", 1) for line in lines) + "\n"
