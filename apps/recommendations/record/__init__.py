"""What the record shows of the items of 2013 and 2015, beside what the State says."""
