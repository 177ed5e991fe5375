"""Clinical words: abbreviations, synonyms, British and American spelling, and special populations.

``expand`` says in which other words a question could have been asked; ``populations`` says whether a
text speaks of children, pregnancy or animals. The word lists lie in ``data``.
"""
