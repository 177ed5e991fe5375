"""The page people use: Streamlit, served with the API from one process on the loopback address."""
