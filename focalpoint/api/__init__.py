"""The API's part of the kernel: each resource says what it shows; how, is said here once."""
