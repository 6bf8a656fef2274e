"""How many orders of the levers are drawn for sampled Shapley shares, or a refusal."""

from __future__ import annotations

from configs.refusal import allowed_at, refuse, text_of
from configs.schema import MOST_PERMUTATIONS, Config


def permutations_of(config: Config) -> int:
    """An even number, as each order comes with its reverse; 0 where no shares are sampled."""
    given, name = config.permutations, config.experiment
    if not 0 <= given <= MOST_PERMUTATIONS or given % 2:
        raise refuse("permutations", given, str(allowed_at("permutations")))
    if given and "permutations" not in text_of("experiment", name):
        raise refuse("permutations", given, "0", f"{name} samples no Shapley shares")
    return given
