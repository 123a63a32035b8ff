"""Play the study of a scenario file, as the command does, without the time that its tables take.

python -m tests.faults.play WORLD.yaml FOLDER [WORKERS]
"""

import sys

from sim.entry import load_scenario
from sim.experiment.plans import block_wish, of_block, planned
from sim.experiment.studies import prepared, run_study


def main() -> int:
    """Play what is missing, and return the exit status."""
    world, out, workers = [*sys.argv[1:], "2"][:3]
    loaded = load_scenario(world)
    wish = block_wish(loaded, replications=None, seed=1, draws=None, most_runs=None)
    plan = planned(loaded, *of_block(loaded), wish)
    with prepared(out, plan) as folder:
        report = run_study(plan, folder, workers=int(workers))
    for one in report.failures:
        print(f"{one.name}, replication {one.replication}: {one.error}\n{one.traceback}", file=sys.stderr)
    return report.status


if __name__ == "__main__":
    sys.exit(main())
