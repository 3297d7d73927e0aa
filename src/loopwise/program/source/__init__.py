"""The text of a program: files, notebooks and their cells, trees, and edits that leave the rest byte for byte."""
