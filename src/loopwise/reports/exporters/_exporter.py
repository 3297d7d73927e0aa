"""What an exporter declares: from a document to files by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from loopwise.reports.document import Document
from loopwise.text import Text

CONTINUED = Text(en="(continued)", ko="(계속)")


class Exporter:
    """One format. Subclass it, one file each.

    media_type: of the first of its files.
    """

    media_type: ClassVar[str]

    def files(self, document: Document) -> Mapping[str, bytes]:
        """Return file name -> bytes, the document itself first. The same document gives the same bytes."""
        raise NotImplementedError
