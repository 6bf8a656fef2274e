"""The published results: tables of the last full runs, and the page that shows them.

    python -m experiments.methods.published OUT [OUT ...] [NAME=OUT ...]

takes the tables that `experiments/RESULTS.md` shows from results folders (`tables/*.csv`) into
`experiments/published/`, and writes the blocks of the page anew; a second run of the same
question, `default=OUT`, is kept beside the first (`gaps_default.csv`). What stands between the
marks `<!-- name -->` and `<!-- end -->` is what the experiment prints from that table; the
words around it are a person's. A test holds page and tables together.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

HERE = Path(__file__).parents[1]
PAGE, TABLES = HERE / "RESULTS.md", HERE / "published"
NAMES = (
    "levers", "lever_indicators", "plan", "equivalence", "hypotheses", "estimators", "verdicts",
    "solved", "uncertainty", "gaps", "uncertainty_default", "gaps_default", "attribution",
    "effects",  # of the headline levers, for the README
)  # fmt: skip
BLOCK = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def taken() -> dict[str, pd.DataFrame]:
    """The published tables by name."""
    import pandas as pd

    return {name: pd.read_csv(TABLES / f"{name}.csv", encoding="utf-8-sig") for name in NAMES}


def blocks(tables: dict[str, pd.DataFrame]) -> dict[str, str]:
    """What the experiments print from these tables."""
    from experiments import solve
    from experiments.methods import causal_table, patterns, terminal
    from experiments.methods.contrast_sections import contrast_text
    from experiments.validate import ELSEWHERE

    return {
        "levers": terminal.levers_text(tables),
        "hypotheses": terminal.hypotheses_text(tables["hypotheses"]),
        "estimators": causal_table.text(tables["estimators"]),
        "solved": solve.listing(tables["solved"]),
        "uncertainty": contrast_text({n: tables[n] for n in ("uncertainty", "gaps")}),
        "scale": contrast_text({n: tables[f"{n}_default"] for n in ("uncertainty", "gaps")}),
        "attribution": contrast_text({"attribution": tables["attribution"]}),
        "patterns": patterns.text(tables["verdicts"], ELSEWHERE),
    }


def page(text: str, made: dict[str, str]) -> str:
    """The page with its blocks made anew."""

    def block(found: re.Match[str]) -> str:
        lines = "\n".join(line.rstrip() for line in made[found[2]].splitlines())
        return f"{found[1]}```text\n{lines}\n```\n{found[3]}"

    return BLOCK.sub(block, text)


def main(folders: list[str]) -> None:
    """Take the tables of results folders and write the page."""
    TABLES.mkdir(exist_ok=True)
    for folder in folders:
        mark, _, place = folder.partition("=")
        tail, place = (f"_{mark}", place) if mark.isidentifier() else ("", folder)
        for path in (Path(place) / "tables").glob("*.csv"):
            if (name := path.stem + tail) in NAMES:
                (TABLES / f"{name}.csv").write_bytes(path.read_bytes())
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), blocks(taken())), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
