"""Lists of treaty status as depositaries and others publish them: read within limits, no database.

``read_list`` (``apps.treaties.sources.opening``) is the one door; the content chooses the parser.
"""
