"""The report of an assessment: put together once, written as PDF and as DOCX."""
