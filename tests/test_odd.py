"""The tables of the ODD are those of the declarations."""

from pathlib import Path

import pytest

from sim import describe

ODD = Path(describe.__file__).parent / "ODD.md"


def test_tables_match_the_declarations(request: pytest.FixtureRequest) -> None:
    text = ODD.read_text(encoding="utf-8")
    made = describe.filled(text)
    if request.config.getoption("--accept"):
        ODD.write_text(made, encoding="utf-8")
        return
    assert text == made, "run python -m sim.describe"


def test_every_process_and_column_is_in_the_odd() -> None:
    text = ODD.read_text(encoding="utf-8")
    for module in describe.MONTH:
        assert f"`{describe.name_of(module)}`" in text
    for name, kind in describe.TABLES.items():
        assert all(f"`{name}.{column}`" in text for column in kind.columns())
