"""Array shapes, named once: what an array runs over is part of what it means."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Numbers = NDArray[np.floating | np.integer | np.bool_]  # whatever can be summed

PerCity = Floats  # (cities,)
PerField = Floats  # (fields,)
PerMarket = Floats  # (cities, fields): one labour or technology market
CityToCity = Floats  # (from city, to city)
PerFirm = Floats  # (firms,)
PerInstitute = Floats  # (institutes,)
FirmCounts = Ints  # (firms,): whole things, such as patents
