"""Reads from the files of a cohort what `targets.csv` says that it must look like.

Only what anybody sees in the two tables counts here: nothing of how they were made.
"""

from pathlib import Path

import duckdb

from overstap_cohorts.simulation.calibration import Population

STOCK_ON = "2018-02-01"

_DBSO = """
with programme as (
  select person, code, min(start_on) as start_on, sum(hours) as hours
  from spells where kind = 'programme' group by all
), one as (
  select p.*, b.start_on as brug_on, b.hours as brug_hours, i.start_on as ibal_on,
    i.hours as ibal_hours, e.end_on as left_on, c.start_on as qualified_on
  from persons p
  left join programme b on b.person = p.person and b.code = 'BRUG'
  left join programme i on i.person = p.person and i.code = 'IBAL'
  left join spells e on e.person = p.person and e.kind = 'enrolment'
  left join spells c on c.person = p.person and c.kind = 'certificate'
)
select
  100 * count(brug_on) / count(*) as brug_share,
  avg(brug_hours) as brug_hours,
  max(brug_hours) as brug_most_hours,
  100 * count(ibal_on) / count(*) as ibal_share,
  avg(ibal_hours) as ibal_hours,
  max(ibal_hours) as ibal_most_hours,
  100 * avg((coalesce(brug_on < ibal_on, false))::int) filter (ibal_on is not null)
    as ibal_after_brug,
  100 * avg((mother_education = 'low')::int)
    filter (coalesce(brug_on, ibal_on) is not null) as low_mother,
  100 * avg((gender = 'm')::int) filter (coalesce(brug_on, ibal_on) is not null) as men_in,
  100 * avg((gender = 'm')::int) filter (coalesce(brug_on, ibal_on) is null) as men_out,
  100 * avg((qualified_on is null or qualified_on > left_on)::int)
    filter (left_on is not null) as unqualified
from one
"""

_STOCK = f"""
select 'stock.' || code as name, 100 * count(*) / sum(count(*)) over () as value
from spells
where kind = 'track' and date '{STOCK_ON}' between start_on and coalesce(end_on, date '9999-01-01')
group by code
"""  # noqa: S608  a constant of this file

_BUSO = """
with abo as (
  select a.person, a.start_on, coalesce(a.end_on, date '9999-01-01') as end_on,
    exists (from spells b where b.person = a.person and b.code = 'ABO_BONUS') as paid
  from spells a where a.kind = 'programme' and a.code = 'ABO'
), one as (
  select abo.*, p.mother_education, exists (
    from spells s where s.person = abo.person and s.kind = 'absence' and s.code = 'PROBLEMATIC'
      and s.start_on <= abo.end_on and coalesce(s.end_on, date '9999-01-01') >= abo.start_on
  ) as absent
  from abo join persons p using (person)
)
select
  100 * count(*) / (select count(*) from persons) as abo_share,
  100 * avg(paid::int) as bonus_share,
  100 * avg((mother_education = 'low')::int) as low_mother,
  100 * avg(absent::int) filter (paid) as absent_with_bonus,
  100 * avg(absent::int) filter (not paid) as absent_without_bonus
from one
"""


def observed(folder: Path, population: Population) -> dict[str, float]:
    """Return the figures of the cohort in `folder`, by the names of the targets."""
    with duckdb.connect() as engine:
        for table in ("persons", "spells"):
            engine.read_parquet(str(folder / f"{table}.parquet")).create_view(table)
        engine.execute(_DBSO if population == "dbso" else _BUSO)
        names = [column[0] for column in engine.description or ()]
        found = {
            name: float(value)
            for row in engine.fetchall()
            for name, value in zip(names, row, strict=True)
        }
        if population == "dbso":
            rows = engine.execute(_STOCK).fetchall()
            found |= {str(name): float(share) for name, share in rows}
    return found
