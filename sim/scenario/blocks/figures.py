"""The figures of a paper: what each is drawn from, what it shows, and how large it is."""

from typing import Literal

from pydantic import Field

from sim.scenario.fields import Block, Text

OPTIONS: dict[str, tuple[str, ...]] = {
    "collateral": ("period",),
    "flow": ("stage", "period"),
    "funnel": ("period",),
    "heatmap": ("measure", "x", "y", "period"),
    "incidence": (),
    "lifelines": (),
    "load": ("by", "period"),
    "lorenz": ("stage", "period"),
    "map": ("stage", "period"),
    "morris": ("measure", "policy", "period"),
    "regret": ("measure", "period", "better"),
    "sobol": ("measure", "policy", "period"),
    "timeline": ("series", "by"),
    "tornado": ("measure", "policy", "period"),
    "tradeoff": ("x", "y", "period", "better"),
}
"""The kinds of figures and the options of each; a test holds that they are those that `analysis.figures` draws."""
STUDIED = frozenset({"heatmap", "morris", "regret", "sobol", "tornado", "tradeoff"})
"""The kinds that are drawn from a study; the others are drawn from the results of a run."""
FORMATS = (".pdf", ".svg", ".png")


class Figure(Block):
    """One figure; `file` is its name with .pdf where left out, `from` a folder of results other than the usual."""

    kind: Literal[
        "collateral", "flow", "funnel", "heatmap", "incidence", "lifelines", "load", "lorenz", "map", "morris",
        "regret", "sobol", "timeline", "tornado", "tradeoff",
    ]  # fmt: skip
    measure: Text | None = None
    series: Text | None = None
    x: Text | None = None
    y: Text | None = None
    by: Text | None = None
    stage: Text | None = None
    period: Text | None = None
    policy: Text | None = None
    better: Text | None = None
    page: Literal["ieee", "acm", "elsevier", "nature", "slides"] = Field("ieee", alias="for")
    columns: Literal[1, 2] | None = None  # the kind's own where it is left out
    file: Text | None = None
    folder: Text | None = Field(None, alias="from")

    @property
    def options(self) -> dict[str, str]:
        """The options that are given."""
        every = sorted({option for options in OPTIONS.values() for option in options})
        return {name: value for name in every if (value := getattr(self, name)) is not None}

    def file_of(self, name: str) -> str:
        """Return the file of the figure of a name."""
        return self.file or f"{name}.pdf"
