"""The pages, one a file; :mod:`ui.web.app` names them and Streamlit runs them as scripts."""
