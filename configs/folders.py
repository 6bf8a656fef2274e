"""Where results go that a second start of the same command shall find.

An experiment that goes on says so in its file, by a folder named after what the user wrote:

    hydra: {run: {dir: "outputs/sweep/${hydra.job.override_dirname}"}}

Hydra's own text of the overrides may be too long for a name, hold a slash or be empty.
"""

from __future__ import annotations

import hashlib
from typing import Any, cast

from omegaconf import DictConfig, OmegaConf

WORDS = "${hydra.job.override_dirname}"
DATE = "${now:"
LONGEST = 100  # letters of a name, of which some file systems take no more than 255 bytes
NONE = "default"


def settle(hydra: DictConfig) -> None:
    """Put a proper name in the place of the overrides."""
    raw = written(hydra)
    if WORDS in raw:
        hydra.run.dir = raw.replace(WORDS, name(str(hydra.job.override_dirname)))


def written(hydra: DictConfig) -> str:
    """The folder of a run as it stands in the configuration."""
    return str(cast(dict[str, Any], OmegaConf.to_container(hydra.run, resolve=False))["dir"])


def is_dated(hydra: DictConfig) -> bool:
    """Whether the same command will have another folder next time."""
    return DATE in written(hydra)


def name(overrides: str) -> str:
    """A folder's name for some overrides, another one for others."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "=,._+~[]-") else "_"
                    for c in overrides)  # fmt: skip
    if plain == overrides and 0 < len(plain) <= LONGEST and not plain.startswith("."):
        return plain
    if not overrides:
        return NONE
    return (
        f"{plain[:LONGEST].lstrip('.')}-{hashlib.sha256(overrides.encode()).hexdigest()[:12]}"
    )
