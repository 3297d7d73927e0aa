"""The weekly report: a text file and kept results become blocks; blocks are checked and written by exporters.

    week = load_week("reports/2025-05-08.md")
    problems(week)                                   # what a careful reader would say, with row, line and column
    build(week, ("pdf", "docx"), Path("out"))        # [Path("out/2025-05-08.pdf"), ...]

Needs the extra `report`; what is missing is named with the line to type.
"""
