"""Contributors without an account: their link, their code, their pages."""
