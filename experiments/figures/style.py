"""How every picture looks: two titles, one note, calm axes, a font that has Chinese characters."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.image import imsave
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import PercentFormatter

from sim.errors import ResultError

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

FONT_FILE = Path(__file__).with_name("fonts") / "NotoSansSC-subset.ttf"
"""Noto Sans SC, 4,079 characters, SIL Open Font License (OFL.txt beside it)."""

FONT = "creditsim Noto Sans SC"

INK, FAINT, MODEL, PUBLISHED, SECOND = "#222222", "#8a8a8a", "#1f5a99", "#c8501e", "#3c8d5a"
PALETTE = ("#1f5a99", "#e0a030", "#3c8d5a", "#c8501e", "#7a5ba6", "#56b4c9", "#8a8a8a", "#b07a8c")
"""Colours that stay apart in print and for colour-blind readers, in order of use."""

SETTINGS: dict[Any, Any] = {
    "font.family": [FONT, "DejaVu Sans"],
    "axes.unicode_minus": False,
    "svg.fonttype": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": "#e6e6e6",
    "axes.axisbelow": True,
    "legend.frameon": False,
    "font.size": 10.0,
}

NARROW = 4
"""Panels side by side from which on each has room for few dates."""

Draw = Callable[["xr.Dataset"], Figure]


@functools.cache
def _font() -> None:
    if not FONT_FILE.is_file():
        raise ResultError("the font of the pictures is missing.", file=FONT_FILE, remedy="Install the package again.")
    font_manager.fontManager.addfont(str(FONT_FILE))


def styled(draw: Draw) -> Draw:
    """Let a function draw in the style of the house, without a trace outside."""

    @functools.wraps(draw)
    def drawn(run: xr.Dataset) -> Figure:
        _font()
        try:
            with mpl.rc_context(SETTINGS):
                return draw(run)
        except KeyError as absent:
            what = f"the picture '{draw.__name__}' needs {absent}, which the run lacks."
            raise ResultError(what, remedy="Simulate again with this version.") from absent

    return drawn


def styled_table(draw: Callable[[Any], Figure]) -> Callable[[Any], Figure]:
    """The same for a function that draws a table."""

    @functools.wraps(draw)
    def drawn(table: Any) -> Figure:
        _font()
        with mpl.rc_context(SETTINGS):
            return draw(table)

    return drawn


def canvas(title: str, title_zh: str, note: str, panels: int = 1) -> tuple[Figure, list[Axes]]:
    """A figure with titles in both languages above, a note below, and panels side by side."""
    layout = ConstrainedLayoutEngine(rect=(0.01, 0.085, 0.98, 0.785), w_pad=0.08)
    figure = Figure(figsize=(10.0, 5.6), dpi=120, layout=layout)
    figure.text(0.015, 0.955, title, fontsize=14, color=INK, va="center")
    figure.text(0.015, 0.905, title_zh, fontsize=11, color=FAINT, va="center")
    figure.text(0.015, 0.04, note, fontsize=8.5, color=FAINT, va="center", linespacing=1.5)
    axes = figure.subplots(1, panels, squeeze=False)[0]
    return figure, list(axes)


def months_of(run: xr.Dataset) -> np.ndarray:
    """First days of the run's months, as matplotlib likes them."""
    return run["month"].to_numpy().astype("datetime64[D]")


def by_month(axes: Axes, months: np.ndarray) -> None:
    """Years and months below, all months of the run and no more; the year apart where no January tells it."""
    place = axes.get_subplotspec()
    most = 7 if place is None or place.get_gridspec().ncols < NARROW else 4
    locator = AutoDateLocator(minticks=min(3, len(months)), maxticks=most)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    alone = len(np.unique(months.astype("datetime64[Y]"))) == 1
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=alone))  # type: ignore[no-untyped-call]
    axes.set_xlim(months[0] - np.timedelta64(10, "D"), months[-1] + np.timedelta64(40, "D"))


def say_empty(axes: Axes, why: str = "the run is too short to tell") -> None:
    """Say in a panel why it shows nothing."""
    axes.text(0.5, 0.6, why, transform=axes.transAxes, fontsize=10, color=FAINT, ha="center", va="center")


def in_per_cent(axes: Axes, decimals: int = 0) -> None:
    """Fractions written as per cent."""
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=decimals))


def legend_below(axes: Axes, columns: int, drop: float = 0.08) -> None:
    """Legend under the axis, where it covers nothing. drop : below the axis, of its height."""
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -drop), ncols=columns, fontsize=9)


def save_figure(figure: Figure, file: Path) -> None:
    """Write a picture: PNG, SVG or PDF by the file's ending."""
    if file.suffix == ".png":
        file.write_bytes(png_of(figure))
        return
    with mpl.rc_context(SETTINGS):
        figure.savefig(file)


def png_of(figure: Figure) -> bytes:
    """A picture as the bytes of a PNG. It is laid out and drawn once, where `savefig` draws it twice."""
    kept = io.BytesIO()
    with mpl.rc_context(SETTINGS):
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
        unsigned: Any = {"Software": None}
        imsave(kept, canvas.buffer_rgba(), format="png", dpi=figure.dpi, metadata=unsigned)
    return kept.getvalue()
