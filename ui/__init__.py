"""The doors people use: command line, web page, API."""
