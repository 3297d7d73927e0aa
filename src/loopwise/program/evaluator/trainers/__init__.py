"""What trainers of libraries call of a program, and the steps they take themselves."""
