"""What a reader must know of a whole study before its figures."""

_WAITING = (
    "{about}: those who did not start within {months} months also count for those who did: each"
    " for {mean:.3f} on average, {most:.2f} at most. "
)
WARNINGS = {
    "immortal-time": (
        "This design (static) compares those who ever took part with those who never did, from the"
        " first enrolment on. That misleads: to start later, a participant must still have been at"
        " school. The months until the start count as participation, though nobody could drop out"
        " in them (immortal time). Use start-vs-wait for a fair comparison."
    ),
    "nobody-waited": "{about}: nobody stayed {months} months without starting.",
    "weights-known": _WAITING
    + "The errors take these weights as known (bootstrap estimates them in every draw).",
    "weights-estimated": _WAITING + "The errors count that these weights were estimated.",
}
