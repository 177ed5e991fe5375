"""The entry script that Streamlit runs for every visit: theme, pages, the foot."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from ui.web import theme

# Not "pages": Streamlit would take a folder of that name for its own older kind of navigation.
PAGES = Path(__file__).parent / "screens"


def main() -> None:
    """Set the frame and run the page that was asked for."""
    st.set_page_config(page_title="clinical-kb", page_icon=theme.ICON, layout="wide")
    st.html(f"<style>{theme.stylesheet()}</style>")
    pages = [
        st.Page(PAGES / "ask.py", title="Ask", url_path="ask", default=True),
        st.Page(PAGES / "search.py", title="Search", url_path="search"),
        st.Page(PAGES / "terms.py", title="Terms", url_path="terms"),
        st.Page(PAGES / "library.py", title="Library", url_path="library"),
        st.Page(PAGES / "document.py", title="Document", url_path="document", visibility="hidden"),
    ]
    page = st.navigation(pages, position="hidden")
    # Our own head: it stays four words in a row where Streamlit's would fold into a drawer.
    with st.container(key="head", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(theme.LOGO)
        for one in pages[:4]:
            with st.container(key=f"nav-{one.title.lower()}-{'here' if one == page else 'there'}"):
                st.page_link(one)
    page.run()
    st.bottom.html(f'<p class="kb-foot">{escape(theme.NOTE)}</p>')


main()
