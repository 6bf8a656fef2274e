"""Dividing a total: shares that add up to one, whole parts that add up to the total."""

from collections.abc import Sequence


def shares(weights: Sequence[float]) -> list[float]:
    """Each weight over their sum."""
    total = sum(weights)
    return [weight / total for weight in weights]


def mean_shares(first: Sequence[float], second: Sequence[float]) -> list[float]:
    """The mean of the shares by two kinds of weight."""
    return [(a + b) / 2 for a, b in zip(shares(first), shares(second), strict=True)]


def whole_parts(total: float, weights: Sequence[float]) -> list[int]:
    """Whole parts of a whole total by weight, the largest remainders rounded up.

    Ties go to the earlier weight, so that the same weights always give the same parts.
    """
    exact = [total * share for share in shares(weights)]
    parts = [int(value) for value in exact]
    order = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
    for at in order[: round(total) - sum(parts)]:
        parts[at] += 1
    return parts
