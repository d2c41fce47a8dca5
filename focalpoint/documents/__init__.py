"""Documents: put together once from blocks, written as PDF and as DOCX."""
