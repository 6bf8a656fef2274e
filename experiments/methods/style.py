"""How pictures look and how they reach the disk: the same bytes for the same numbers."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from experiments.methods.files import aside, write_csv

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType

# Okabe and Ito's colours differ for colour-blind readers; line style and fill differ too,
# so that a grey print still tells the arms apart.
BLUE, VERMILION, BLACK, GREY = "#0072B2", "#D55E00", "#000000", "#6B6B6B"
PALE = "#E4E4E4"
FONT_PACKAGE = "pylopdf_fonts_zh_cn"
CHINESE_FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Microsoft YaHei", "PingFang SC", "SimHei",
)  # fmt: skip
WIDTH = 9.2
DPI = 200
STYLE: dict[RcKeyType, Any] = {
    "font.size": 8,
    "axes.titlesize": 9,
    "axes.labelsize": 8,
    "axes.linewidth": 0.6,
    "axes.unicode_minus": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "xtick.major.size": 2,
    "xtick.minor.size": 2,
    "ytick.major.size": 2,
    "xtick.major.width": 0.5,
    "xtick.minor.width": 0.5,
    "ytick.major.width": 0.5,
    "xtick.major.pad": 2,
    "ytick.major.pad": 2,
    "grid.color": "#EDEDED",
    "grid.linewidth": 0.5,
    "legend.fontsize": 7.5,
    "svg.fonttype": "path",
    "svg.hashsalt": "sunan",
    "lines.solid_capstyle": "butt",  # a bar ends where its interval does
    "path.simplify": True,
}


@contextmanager
def styled() -> Iterator[None]:
    """Everything inside is drawn in the house style; outside nothing has changed."""
    # Letters come from the first font, what it lacks from the second.
    with matplotlib.rc_context({**STYLE, "font.family": ["DejaVu Sans", *chinese_font()]}):
        yield


@cache
def chinese_font() -> tuple[str, ...]:
    """A Chinese font of this machine, if there is one; matplotlib brings none."""
    from matplotlib.font_manager import fontManager

    if find_spec(FONT_PACKAGE):
        for path in Path(str(resources.files(FONT_PACKAGE))).glob("NotoSans*"):
            fontManager.addfont(path)
    known = {font.name for font in fontManager.ttflist}
    # Few Chinese fonts have a bold face; matplotlib would say so for every title.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    found = next((name for name in CHINESE_FONTS if name in known), None)
    if found is None:
        logging.getLogger(__name__).warning(
            f"no Chinese font, so pictures are in English only; one comes with "
            f"`pip install {FONT_PACKAGE.replace('_', '-')}` or Debian's fonts-noto-cjk"
        )
    return (found,) if found else ()


def languages() -> tuple[str, ...]:
    """Those in which pictures can be drawn here; English first."""
    return ("en", "zh") if chinese_font() else ("en",)


def new_figure(height: float) -> Figure:
    """An empty figure of the report's width, with a canvas but no window and no pyplot."""
    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasAgg(figure)
    return figure


def footer(figure: Figure, paragraphs: list[str], bottom: float = 0.06) -> float:
    """Small text under the picture; returns the height in inches that it takes."""
    lines = [line for p in paragraphs if p for line in wrapped(p, 172)]
    height = figure.get_size_inches()[1]
    figure.text(0.012, bottom / height, "\n".join(lines), size=7, va="bottom", linespacing=1.35)
    return bottom + 0.142 * len(lines)


def columns(text: str) -> int:
    """Width of a text in letters; a Chinese character is as wide as nearly two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrapped(text: str, width: int) -> list[str]:
    """Lines of a paragraph; between Chinese characters, but for closing marks, it may break."""
    lines = [""]
    for piece in re.findall(r"[\u2e80-\uffff][，。；：、）]*|[^\u2e80-\uffff\s]+\s?|\s", text):
        if columns(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def save(
    figure: Figure, folder: Path | str, name: str, numbers: pd.DataFrame | None = None
) -> list[Path]:
    """figures/name.png and .svg and, given the plotted numbers, tables/name.csv."""
    folder = Path(folder)
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    png, svg = (folder / "figures" / f"{name}.{kind}" for kind in ("png", "svg"))
    with styled():
        aside(png, lambda p: write_png(figure, p))
        stamp = {"Date": None, "Creator": None}
        aside(svg, lambda p: figure.savefig(p, format="svg", metadata=stamp))
    return [png, svg] + ([] if numbers is None else [write_csv(folder, name, numbers)])


def write_png(figure: Figure, path: Path) -> None:
    """A picture of few colours: a third of the size, and a report stays below a megabyte."""
    raw = io.BytesIO()
    figure.savefig(raw, format="raw", dpi=DPI)
    width, height = (int(side * DPI + 1e-6) for side in figure.get_size_inches())
    image = Image.frombytes("RGBA", (width, height), raw.getvalue()).convert("RGB")
    few = image.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    # The nearest palette colour of the ground is almost white; on a page that shows.
    palette, ground = few.getpalette(), 3 * few.tobytes()[0]
    assert palette is not None
    palette[ground : ground + 3] = [255, 255, 255]
    few.putpalette(palette)
    few.save(path, "PNG", dpi=(DPI, DPI))
