"""The entry of the command: every way in which it can end has a message and an exit status, never a traceback.

Exit status: 0 done, 1 a run failed, 2 bad input, 130 interrupted. Whatever is heavy is loaded by the command that
needs it, so that `exposim --help` answers at once.
"""

import gc
import io
import os
import sys
from collections.abc import Sequence

from sim.cli.refusal import Refusal

BAD_INPUT, FAILED, INTERRUPTED = 2, 1, 130
DEBUG = "--debug"
_OBJECTS = 100_000  # between two looks of the collector: what is loaded stays, and looking took a tenth of a `check`


def main() -> None:
    """Carry out the command line of this process and exit."""
    gc.set_threshold(_OBJECTS)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a sign gets its code
    sys.exit(carry_out(sys.argv[1:]))


def carry_out(arguments: Sequence[str]) -> int:
    """Carry out a command and return its exit status."""
    try:
        status = _call([argument for argument in arguments if argument != DEBUG])
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        print("exposim: interrupted", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:  # the last border: a user sees what went wrong, not where in the code
        if DEBUG in arguments:
            raise
        return _explain(error)
    return status


def _call(arguments: Sequence[str]) -> int:
    from sim.cli.app import app

    try:
        app(arguments, prog_name="exposim")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _explain(error: Exception) -> int:
    from sim.scenario.faults import ScenarioError

    if isinstance(error, ScenarioError):
        print(error, file=sys.stderr)
        return BAD_INPUT
    if type(error).__name__ == "ResultsError":  # by name: its module takes long to load
        print(f"exposim: {error}", file=sys.stderr)
        return BAD_INPUT
    if isinstance(error, Refusal):
        print(f"exposim: {error}", file=sys.stderr)
        return BAD_INPUT
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        print(f"exposim: {where}{error.strerror or error}", file=sys.stderr)
        return FAILED
    print(f"exposim: internal error: {type(error).__name__}: {error}", file=sys.stderr)
    print("This is a fault of exposim; please report it. The same command with --debug shows where.", file=sys.stderr)
    return FAILED
