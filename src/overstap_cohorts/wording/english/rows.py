"""What is wrong with rows of the data."""

ROW_FAULTS = {
    "empty": "{column} is empty",
    "not-a-flag": "{column} is neither 0 nor 1",
    "no-number": "{column} is no number",
    "infinite": "{column} is infinite",
    "no-day": "{column} is empty or no date",
    "characteristic-empty": "characteristic {column} is empty",
    "characteristic-unknown": "characteristic {column} has no value at all",
    "instrument-empty": "instrument {column} is empty",
    "instrument-infinite": "instrument {column} is infinite",
    "instrument-no-day": "instrument {column} is no date",
    "person-again": "this person is there already",
    "no-birth": "the month of birth (born) is empty or no date",
    "born-late": "born after the end of the data",
    "unknown-person": "this person is not in persons",
    "unknown-kind": "kind is none of enrolment, track, programme, work, absence, certificate",
    "no-start": "participation without a start (start_on)",
    "ends-early": "ends before it begins",
    "before-birth": "a programme begins before birth",
    "overlap": "overlaps an earlier enrolment, or an earlier programme of the same code",
}
