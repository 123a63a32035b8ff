"""A replication of `two-isps` costs what it cost before: counted, not timed, so that a machine's noise says nothing.

- SimPy events: a request waits only where somebody can change the answer. One event more for each of 46 requests is a
  wait that nobody needs.
- Calls of compiled kernels, by the module they are of: the look-up is the unit of cost. A call more for each look-up,
  a hash that is made twice or a window that is asked for in two halves shows here.
- Bytes of arrays that one more request leaves in the ledger, with room to grow: 10^7 requests have to stay under 2 GB.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ACCEPTED = HERE / "costs.json"


@pytest.fixture(scope="module")
def costs() -> dict[str, object]:
    done = subprocess.run([sys.executable, HERE / "costs.py"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_it_costs_what_was_accepted(costs: dict[str, object], request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--accept-golden", default=False):
        ACCEPTED.write_text(json.dumps(costs, indent=1) + "\n", encoding="utf-8")
    assert costs == json.loads(ACCEPTED.read_text(encoding="utf-8")), "see the reasons above, and CONTRIBUTING"


def test_ten_million_requests_leave_less_than_two_gigabytes(costs: dict[str, object]) -> None:
    assert 8 <= costs["bytes_a_request"] < 200  # a float at least: a count of nothing would be under it
