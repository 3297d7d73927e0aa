"""The lab's pages, one a file, found by their names."""
