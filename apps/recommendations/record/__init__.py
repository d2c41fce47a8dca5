"""What the record shows of the seven steps, beside what the State says of them."""
