"""What faults' rules ask of a program, one question a file. A new rule that needs a new noun begins here."""
