"""What is wrong, from the source and from the run: check, the watched run, the order of causes."""
