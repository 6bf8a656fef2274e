"""Growth accounting: the arithmetic of the plan's third indicator, exactly."""

import numpy as np
import pytest

from sim.accounting import Params, contribution
from sim.parameters import ParameterError

# Per cent a year: output, capital and labour of the worked example.
OUTPUT, CAPITAL, LABOUR = 6.5, 5.5, 0.5


def share(output=OUTPUT, capital=CAPITAL, labour=LABOUR, alpha=0.35):
    """The product's own function on log growth over five years."""
    ratios = (np.exp(5 * np.array([rate]) / 100) for rate in (output, capital, labour))
    return float(contribution(*ratios, alpha)[0])


@pytest.mark.parametrize(
    # The note says 61.6 at .40: 1 - .025/.065 is 61.54.
    ("alpha", "expected"), [(0.30, 69.23), (0.35, 65.38), (0.40, 61.54), (0.45, 57.69)],
)  # fmt: skip
def test_share_at_every_convention(alpha, expected):
    assert share(alpha=alpha) == pytest.approx(expected, abs=0.005)


def test_a_slowdown_alone_takes_ten_points():
    assert share() == pytest.approx(65.4, abs=0.05)
    assert share(output=5.0) == pytest.approx(55.0, abs=1e-9)


@pytest.mark.parametrize(("gross_return", "points"), [(10, 0.15), (20, 0.31), (30, 0.46)])
def test_more_research_at_a_gross_return(gross_return, points):
    # +0.1 pp of R&D/GDP gives that return a year in technology: at given output, inputs
    # that are smaller by as much.
    technology = 0.1 * gross_return / 100
    found = share(capital=CAPITAL - technology / 0.35) - share()
    assert found == pytest.approx(points, abs=0.005)
    assert found == pytest.approx(100 * technology / OUTPUT, rel=1e-9)


def test_technology_raises_output_too():
    # dS/dy = (100 - S)/y: .6 points need .11 pp a year, not .04.
    step = 1e-6
    slope = (share(output=OUTPUT + step) - share()) / step
    assert slope == pytest.approx((100 - share()) / OUTPUT, rel=1e-5)
    assert 0.6 / slope == pytest.approx(0.11, abs=0.005)
    needed_if_output_stood_still = 0.6 * OUTPUT / 100
    assert needed_if_output_stood_still == pytest.approx(0.04, abs=0.005)


def test_unknown_method_of_capital_is_refused():
    with pytest.raises(ParameterError, match=r"capital_method = 'rising'.*falling, constant"):
        Params(capital_method="rising")
