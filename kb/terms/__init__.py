"""ICD-10-CM: from words to codes, and from a code to everything that is printed about it.

``codes`` is the code book and ``finder`` leads from words to codes. The tabular list is a work of the
United States government (CDC/NCHS and CMS) in the public domain.
"""
