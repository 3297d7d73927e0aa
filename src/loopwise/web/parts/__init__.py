"""Parts that several pages show: the frame, notices, code with marks, findings."""
