"""Prints how the audits of the matrix end: ``python -m tests.scenarios.matrix.table``.

``--aside``: only the figures of the quarter that is set aside, not its differences.
``--only NAME``: one site."""

from __future__ import annotations

import argparse
import sys
import time

from tests.scenarios.matrix.audited import compared, figures, is_aside, recorded_audit, with_twins
from tests.scenarios.matrix.description import descriptions


def main() -> int:
    """Runs all sites from recorded observations."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--aside", action="store_true")
    options.add_argument("--only")
    given = options.parse_args()
    sites = [site for site in descriptions() if given.only in (None, site.site)]
    if given.only is None:
        sites = [site for site in sites if is_aside(site) == given.aside]
    started = time.monotonic()
    outcomes = [compared(site, recorded_audit(site)) for site in with_twins(sites)]
    took = time.monotonic() - started
    for outcome in outcomes if not given.aside else ():
        if not outcome.same:
            print(outcome.site)
            for name in ("wrong", "missed", "other"):
                for line in getattr(outcome, name):
                    print(f"    {name:7s} {line}")
    print(figures(outcomes))
    twins = [one for one in outcomes if one.site.endswith("_twin")]
    clean = sum(not one.wrong for one in twins)
    print(f"{len(sites)} sites and {len(twins)} twins, {clean} twins without a finding above info; {took:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
