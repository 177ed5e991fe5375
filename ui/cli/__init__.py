"""The command line ``kb``."""
