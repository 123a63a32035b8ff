from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

Rows = NDArray[np.int64]


def p_value(left: Rows, right: Rows) -> float:
    """Of the law that two samples of rows come from one joint law: chi-square over the table of cells.

    Cells with fewer than 20 rows in both samples together are pooled, so that the chi-square law holds.
    """
    counts = [Counter(map(tuple, rows.tolist())) for rows in (left, right)]
    cells = sorted(set(counts[0]) | set(counts[1]))
    table = np.array([[count[cell] for cell in cells] for count in counts])
    large = table.sum(0) >= 20
    pooled = np.column_stack([table[:, large], table[:, ~large].sum(1)])
    return float(stats.chi2_contingency(pooled[:, pooled.sum(0) > 0]).pvalue)


@pytest.fixture
def same_law() -> Callable[[Rows, Rows], float]:
    return p_value
