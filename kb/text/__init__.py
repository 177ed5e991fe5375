"""Words and sentences: what reading, searching and checking share."""
