"""From ranked passages to an answer that can be checked."""
