"""Repairs as text edits: taken out, put in, replaced, moved - only what keeps the rest of the program whole."""
