"""Why an estimate is not given, in words without counts. Keys: reasons of EstimateRefused."""

NO_ESTIMATE = {
    "small-cells": (
        "One of the groups, or the number with or without this outcome, is too small to show "
        "without telling about a few people."
    ),
    "one-value": "The outcome is the same for everybody: there is nothing to compare.",
    "few-treated": (
        "There are fewer than 30 participants: an estimate would depend too much on chance."
    ),
    "few-comparison": "The comparison group has fewer than 30 people.",
    "few-events": (
        "There are fewer than 10 events for each column of the model: too few to tell "
        "characteristics apart."
    ),
    "effective-sample": (
        "After weighting, the comparison group counts for less than 10% of the participants: it"
        " is too unlike them."
    ),
    "outside-range": "More than 5% of the participants are like nobody in the comparison group.",
    "separation": (
        "The characteristics predict participation or outcome completely: there is no "
        "comparable group."
    ),
    "leverage": "One characteristic sets a single person apart from all others.",
    "few-clusters": (
        "There are fewer than 12 schools: an error clustered by school cannot be trusted then."
    ),
    "weak-instrument": "The instrument moves participation too little (effective F under 10).",
    "many-groups": (
        "The instrument has too many classes (over 100). Merge classes, or take a number."
    ),
    "no-instrument": "The study names no instrument.",
    "no-match": "No participant has a comparable person.",
    "outcome-rule": (
        "The rule of this programme itself looks at this outcome: the difference would tell "
        "about the rule, not about the effect."
    ),
    "curves-without-weights": (
        "Curves count every month alike, while this design leaves out who starts later and lets"
        " others weigh more. Ask for them with start-vs-wait."
    ),
    "rows-needed": "This method reads rows; this design only gives counts.",
    "bootstrap-refused": (
        "When people are drawn anew (bootstrap), more than 1 in 20 draws give no estimate: the "
        "groups are too small."
    ),
    "bootstrap-rows": (
        "There are too many rows to find their error by drawing; bootstrap = 0 works it out."
    ),
    "no-variation": "Everybody, or nobody, takes part: there is no comparison group.",
}
