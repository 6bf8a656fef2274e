"""Lines of a written table: a published figure, an estimate, or what follows from both."""

from collections.abc import Sequence

from sim.data.estimates import ZONE, of_city
from sim.data.observed import Observation, chosen
from sim.data.places import city_names
from sim.data.series import COUNTED
from sim.data.tables import DataError

HEADER = ("city", "quantity", "value", "unit", "sd", "method", "grade", "source")
YEAR = 2014
HERE = "sim.data.initial_state from estimates.csv"
Line = tuple[str, ...]


def text_of(value: float, unit: str) -> str:
    """A number as it is written: whole if counted, else at most four decimals."""
    return str(round(value)) if unit in COUNTED else f"{value:.4f}".rstrip("0").rstrip(".")


def seen(indicator: str, city: str, year: int = YEAR) -> Observation:
    """The chosen figure of a city; DataError when it was not published."""
    found = chosen(indicator).get((city, year))
    if found is None:
        raise DataError(
            f"observations.csv, line 1: no {indicator} of {city} {year}; allowed: a figure "
            "of every city in the year of the start"
        )
    return found


def values_of(indicator: str) -> list[float]:
    """The chosen figures by city, in the unit of the indicator."""
    return [seen(indicator, city).value for city in city_names()]


def observed(quantity: str, indicator: str, unit: str, times: float) -> list[Line]:
    """A published figure in another unit; what is only recalled is graded estimated."""
    lines = []
    for city in city_names():
        found = seen(indicator, city)
        method = f"{indicator} {found.value:.10g} {found.unit} x {times:g} ({found.confidence})"
        grade = "estimated" if found.confidence == "recalled" else "observed"
        source = found.source or "recalled, agrees with the mean population of the year"
        sd = "0.5" if grade == "estimated" else ""
        text = text_of(found.value * times, unit)
        lines.append((city, quantity, text, unit, sd, method, grade, source))
    return lines


def estimated(quantity: str, year: int = YEAR, zone: bool = False) -> list[Line]:
    """An estimate of `estimates.csv` as it stands, by city or the same in every city."""
    lines = []
    for city in city_names():
        e = of_city(quantity, ZONE if zone else city, year)
        text = text_of(e.value, e.unit)
        lines.append((city, quantity, text, e.unit, e.sd, e.method, e.grade, e.source))
    return lines


def derived(
    quantity: str,
    values: Sequence[float],
    unit: str,
    sd: str,
    methods: Sequence[str] | str,
    grade: str = "estimated",
) -> list[Line]:
    """Numbers that follow from others, each with its arithmetic."""
    said = [methods] * len(values) if isinstance(methods, str) else methods
    return [
        (city, quantity, text_of(value, unit), unit, sd, method, grade, HERE)
        for city, value, method in zip(city_names(), values, said, strict=True)
    ]
