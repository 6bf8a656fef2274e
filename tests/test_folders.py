"""Names of folders after what a user wrote."""

from __future__ import annotations

import pytest
from omegaconf import OmegaConf

from configs import folders

LONG = ",".join(f"levers.fund_matching.match_ratio={i}" for i in range(20))


def test_short_and_plain_overrides_are_the_name():
    words = "draws=20,levers.fund_matching.match_ratio=[0,0.5]"
    assert folders.name(words) == words
    assert folders.name("") == "default"


@pytest.mark.parametrize("words", [LONG, "a=../x", "a=b c", "a='b'", "..", "a=中", "/tmp"])
def test_all_others_get_a_name_that_every_disk_takes(words):
    found = folders.name(words)
    assert len(found.encode()) < 200
    assert "/" not in found
    assert not found.startswith(".")
    assert found == folders.name(words)
    assert found != folders.name(words + "1")
    assert found != folders.name(words + " ")


def test_a_folder_of_overrides_is_settled_and_others_are_left():
    hydra = OmegaConf.create(
        {"run": {"dir": "outputs/sweep/" + folders.WORDS}, "job": {"override_dirname": "a=x/y"}}
    )
    folders.settle(hydra)
    assert hydra.run.dir == "outputs/sweep/" + folders.name("a=x/y")
    assert not folders.is_dated(hydra)
    dated = OmegaConf.create({"run": {"dir": "outputs/${now:%Y}"}})
    folders.settle(dated)
    assert folders.is_dated(dated)
