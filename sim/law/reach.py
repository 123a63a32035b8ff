"""Whom a law or an agency reaches: jurisdiction follows the country of the place where an operator stands."""


def compels(agency_jurisdiction: str, operator_country: str) -> bool:
    """Whether an agency can compel an operator; others answer of free will, or not at all."""
    return agency_jurisdiction == operator_country
