"""What a programme does in the invented world: shifts of monthly rates, zero included."""

from dataclasses import asdict, dataclass, field, fields


@dataclass(frozen=True)
class Effects:
    """Logarithms of how a monthly rate changes; 0 changes nothing.

    What follows from them for an estimand (per treatment, outcome and design) is not written here:
    `truth` finds it by simulating both histories of the same people. A dose of 1 is 250 hours of
    BRUG, 10 hours of IBAL, or 10 months of ABO.
    """

    brug_leaving: float = 0.0  # a dose done: rate of leaving without a qualification
    brug_nec: float = 0.0  # a dose done: weight of NEC when the track changes, rate of finding work
    brug_absence: float = 0.0  # a dose done: odds of problematic absence in a month
    brug_stay: float = 0.0  # while it runs: rate of leaving at all (below 0: it lengthens the stay)
    ibal_leaving: float = 0.0  # a dose done: rate of leaving without a qualification
    ibal_nec: float = 0.0  # a dose done: weight of NEC, and (negative) rate of losing a NEC place
    abo_nec: float = 0.0  # a dose done: rate of finding work in NEC
    abo_lock: float = 0.0  # while it runs: rate of finding work in NEC (below 0: it locks in)
    bonus_nec: float = 0.0  # paid: rate of finding work in NEC
    bonus_absence: float = 0.0  # paid: odds of problematic absence in later months

    @classmethod
    def none(cls) -> "Effects":
        """Programmes that do nothing at all: every history is the same with and without."""
        return cls()

    @classmethod
    def usual(cls) -> "Effects":
        """Effects of a plausible size, in the direction that HIVA reports; the bonus: none."""
        return cls(
            brug_leaving=-0.35,
            brug_nec=0.3,
            brug_absence=-0.3,
            brug_stay=-0.5,
            ibal_leaving=-0.3,
            ibal_nec=0.5,
            abo_nec=0.5,
            abo_lock=-1.0,
        )

    @classmethod
    def of(cls, given: dict[str, float]) -> "Effects":
        """Make effects from names and numbers. Raises ValueError on a name that does not exist."""
        unknown = sorted(set(given) - {field.name for field in fields(cls)})
        if unknown:
            raise ValueError(f"unknown effects: {', '.join(unknown)}")
        return cls(**given)

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


@dataclass(frozen=True)
class World:
    """How the invented world works."""

    effects: Effects = field(default_factory=Effects.usual)
    hidden: float = 0.0  # pull of the unseen attitude on starting, beyond what is seen of it
    any_month: bool = True  # False: programmes start in the month of entry or never
    bonus_by_attendance: bool = True  # False: the bonus is a lottery
    lottery: float = 0.0  # half get an offer: log of how their odds to start BRUG in a month change
