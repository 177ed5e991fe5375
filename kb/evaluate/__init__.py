"""Measuring the library on questions whose answers are known."""
