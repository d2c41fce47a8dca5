"""Files that contributors attach: theirs until handed in, the office's afterwards."""
