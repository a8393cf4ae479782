"""`python -m overstap_cohorts`: the same as `overstap-cohorts`."""

import sys

from overstap_cohorts.cli import main

sys.exit(main())
