"""The next cycle from the last one, and corrections of an approved one."""
