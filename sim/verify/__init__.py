"""Checks of the program: small worlds whose numbers are known beforehand."""
