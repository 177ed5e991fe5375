"""What each command does, in the module of its name."""
