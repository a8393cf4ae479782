"""The two studies of the measurement, over invented learners: 3 treatments, 4 outcomes, aipw."""

TREATMENTS = """
[[treatments]]
name = "BRUG"
codes = ["BRUG"]

[[treatments]]
name = "IBAL"
codes = ["IBAL"]

[[treatments]]
name = "IBAL na BRUG"
codes = ["IBAL"]
after = ["BRUG"]
"""

REST = """
[[outcomes]]
name = "vsv"
measure = "vsv"

[[outcomes]]
name = "certificaat"
measure = "certificate"

[[outcomes]]
name = "werk"
measure = "months_in_work"

[[outcomes]]
name = "afwezig"
measure = "problematic_absence"
"""

COVARIATES = (
    '["gender", {name = "mother_education", missing = "category"}, "language", "age", "in_nec",'
    ' "category", "earlier_programmes", "problematic_absence"]'
)


def study(design: str) -> str:
    """The TOML of a study; files are looked for beside it."""
    return f"""title = "Meting {design}"
methods = ["aipw"]
covariates = {COVARIATES}
set_aside = true

[data]
persons = "persons.parquet"
spells = "spells.parquet"

[time]
design = "{design}"
first_month = "2015-09"
last_month = "2017-08"
months = 12
{TREATMENTS}{REST}"""
