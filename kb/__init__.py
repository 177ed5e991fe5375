"""What the library holds and what it can answer; knows no file format and no screen."""

__version__ = "0.1.0"
