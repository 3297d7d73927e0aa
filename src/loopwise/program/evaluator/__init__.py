"""How a program is followed without running it: statements, expressions, calls, on both arms and round the loop."""
