import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept-golden",
        action="store_true",
        help="write the golden files anew: `pytest tests/golden --accept-golden`, with a line in CHANGELOG.md",
    )
