"""Sheets that people send back: read row by row, within limits, whatever program wrote them."""
