"""What a program does, in order: events with their path, training loops, evaluations, schedules."""
