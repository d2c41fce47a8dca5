"""Lists as files: declared once per list, streamed as CSV, XLSX or JSON."""
