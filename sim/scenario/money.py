"""Money in a scenario: an amount that remembers its currency. There is no conversion between currencies."""

from fractions import Fraction

CURRENCIES = (
    "EUR", "USD", "GBP", "CNY", "RUB", "INR", "AUD", "CHF", "DKK", "SEK", "NOK", "PLN", "CZK", "HUF", "RON", "CAD",
    "NZD", "JPY", "KRW", "HKD", "TWD", "SGD", "BRL", "MXN", "ZAR", "TRY", "UAH",
)  # fmt: skip
"""Codes of ISO 4217 that a scenario may use."""


class Amount(float):
    """A sum of money, or of money per something, in one currency."""

    __slots__ = ("currency",)

    currency: str

    def __new__(cls, value: float, currency: str) -> "Amount":
        """Return an amount of a currency."""
        amount = super().__new__(cls, value)
        amount.currency = currency
        return amount

    def __getnewargs__(self) -> tuple[float, str]:  # type: ignore[override]  # float's own has no currency
        return float(self), self.currency


def in_any_currency(*unit: str) -> dict[tuple[str, ...], Fraction]:
    """Return the unit words of money per something, one entry for each currency."""
    return {(currency, *unit): Fraction(1) for currency in CURRENCIES}


def currency_of(text: str) -> str:
    """Return the currency that a quantity of money names; the text was read before."""
    return next(word for word in text.split() if word in CURRENCIES)


def currency_or_first(value: float) -> str:
    """Return the currency of an amount; of a plain number, such as a bound of a message, the first one."""
    return value.currency if isinstance(value, Amount) else CURRENCIES[0]
