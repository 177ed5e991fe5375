"""Words as search sees them: tokens, stop words, and which words of a question carry it."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

# English function words, question words and the words with which people ask a library.
STOP_WORDS = frozenset(
    ["a", "about", "above", "after", "again", "against", "all", "also", "am", "an", "and", "any", "are", "aren't", "as", "at", "be", "because", "been", "before", "being", "below", "between", "both", "but", "by", "can", "cannot", "can't", "could", "couldn't", "did", "didn't", "do", "does", "doesn't", "doing", "don't", "down", "during", "each", "e.g", "either", "etc", "few", "for", "from", "further", "had", "hadn't", "has", "hasn't", "have", "haven't", "having", "he", "her", "here", "hers", "herself", "him", "himself", "his", "how", "i", "i.e", "if", "in", "into", "is", "isn't", "it", "its", "itself", "just", "let's", "like", "may", "me", "might", "more", "most", "much", "must", "my", "myself", "no", "nor", "not", "now", "of", "off", "on", "once", "one", "only", "or", "other", "our", "ours", "ourselves", "out", "over", "own", "per", "please", "same", "shall", "she", "should", "shouldn't", "since", "so", "some", "such", "tell", "than", "that", "that's", "the", "their", "theirs", "them", "themselves", "then", "there", "these", "they", "this", "those", "through", "to", "too", "under", "until", "up", "upon", "us", "use", "used", "using", "very", "via", "was", "wasn't", "we", "were", "weren't", "what", "what's", "when", "where", "whether", "which", "while", "who", "whom", "whose", "why", "will", "with", "within", "without", "won't", "would", "wouldn't", "you", "your", "yours", "yourself", "according", "describe", "define", "explain", "find", "give", "list", "mean", "means", "said", "say", "says", "show"]
)


def words(text: str) -> list[str]:
    """Lower-case words and numbers of a text, in order."""
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


def content_words(text: str) -> list[str]:
    """The words that are not stop words, in order, each once. Single letters are dropped."""
    found = [
        word
        for word in dict.fromkeys(words(text))
        if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())
    ]
    return found
