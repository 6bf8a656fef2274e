"""`pytest --accept` rewrites the committed tables that tests compare against."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept",
        action="store_true",
        help="rewrite the committed tables; the changelog must then say what moved and why",
    )


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether committed tables are rewritten instead of compared."""
    return bool(request.config.getoption("--accept"))
