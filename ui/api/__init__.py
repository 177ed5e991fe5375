"""The HTTP door: FastAPI under ``/api``, for the command line and for scripts on this machine."""
