"""What stays with who ran the study: the cells with their scores and weights."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from overstap_cohorts.estimators.estimating import Answer
from overstap_cohorts.study.names import short_name


def write_cells(folder: Path, treatment: str, found: Answer) -> Path:
    """Write one row a cell: covariates, treated, n, propensity score and weight of one person."""
    cells = found.cells
    columns: dict[str, object] = {"treated": cells.treated, "n": cells.n}
    for name in sorted(cells.covariates):
        if cells.is_number(name):
            columns[name] = cells.covariates[name]
        else:
            levels, codes = cells.coded(name)
            columns[name] = np.asarray(levels, dtype=object)[codes]
    if found.score is not None:
        columns["score"] = found.score.score
    columns["weight"] = found.fit.weights
    path = folder / f"cells-{short_name(treatment)}.parquet"
    pq.write_table(pa.table(columns), path)
    return path
