"""Checks that a run adds up: facts against counters that the actors kept independently of them."""

from math import fsum, isclose

from sim.ledger.accounts import Ledger
from sim.ledger.desks import DeskAccount
from sim.ledger.facts import CopiedCrowd, CopyEvents, Purged

CLOSED_BY = {
    "need": "NeedClosed",
    "need of a group": "NeedOfGroup",
    "request": "RequestClosed",
    "late review": "ReviewedLater",
    "freeze": "Frozen",
    "notice": "Notified",
    "breach": "Breached",
    "misuse": "Misused",
    "flag": "Flagged",
    "watch": "Watched",
    "look": "Looked",
    "live order": "LiveOrder",
    "error": "Erred",
    "search": "Searched",
}
FLAG_STATES = ("removed", "reported", "dismissed", "left", "open")
TOLERANCE = 1e-6  # of the larger number: sums of 10^7 doubles agree to about 1e-9


class BalanceError(RuntimeError):
    """A run whose numbers do not add up; names the check and both numbers."""


def check(ledger: Ledger) -> None:
    """Check a closed ledger.

    Raises
    ------
    BalanceError
        If things opened are not those that closed or stayed open, if flags reviewed are not turns of moderators, if a
        desk breaks Little's law, if what a store wrote and purged is not what it holds, or if a class has more people
        exposed in bulk than people.
    """
    for kind, fact in CLOSED_BY.items():
        things = f"{kind}es" if kind.endswith("ch") else f"{kind}s"
        agree(f"{things} opened and accounted for", ledger.number_opened(kind), ledger.counted[fact])
    _check_needs(ledger)
    _check_errors(ledger)
    _check_accounts(ledger)
    _check_flags(ledger)
    _check_freezes(ledger)
    _check_desks(ledger)
    _check_inspectors(ledger)
    _check_aftermath(ledger)
    _check_searches(ledger)
    for key, purges in ledger.purges.items():
        _check_stored(ledger, key, purges)
    for crowd in ledger.crowds:
        _check_crowd(crowd)


def agree(name: str, first: float, second: float, scale: float = 0.0) -> None:
    """Raise `BalanceError` unless two numbers are the same up to rounding."""
    if not isclose(first, second, rel_tol=TOLERANCE, abs_tol=TOLERANCE * scale):
        raise BalanceError(f"{name}: {first:.9g} against {second:.9g}; wanted the same")


def _check_needs(ledger: Ledger) -> None:
    met = ledger.needs.codes.having("state", ["met"])
    counts = ledger.needs.sums().sum(axis=1)
    total = float(counts[met].sum() + counts[~met].sum())
    agree("needs opened, and needs met and not met", ledger.number_opened("need"), total)


def _check_errors(ledger: Ledger) -> None:
    """Compare errors made with those found, waiting to be found and never found, and those that misled with answers."""
    errors, requests = ledger.errors, ledger.requests
    counts = errors.sums().sum(axis=1)
    standing = [
        float(counts[errors.codes.having("state", states)].sum())
        for states in (("reported", "oversight"), ("waiting",), ("unfound",))
    ]
    agree("errors made, and errors found, waiting and not found", ledger.number_opened("error"), fsum(standing))
    wrong = float(requests.sums()[requests.codes.having("state", ["wrong"])].sum())
    agree("errors that misled, and wrong answers", float(errors.sums("misled").sum()), wrong)


def _check_accounts(ledger: Ledger) -> None:
    """Compare the accounts there were and those opened with those removed and those that are left."""
    ended = float(ledger.accounts_closed.sums("described").sum())
    agree("accounts opened, and accounts removed and open", ledger.number_opened("account"), ended)


def _check_flags(ledger: Ledger) -> None:
    """Compare the flags that moderators had, by what became of them, with the turns at the moderators' desks."""
    turns = float(ledger.turns.sums()[ledger.turns.codes.having("task", ["flag"])].sum())
    agree("flags reviewed, and turns at moderators' desks", float(ledger.flags.sums("reviewed").sum()), turns)
    ended = float(ledger.flags.sums()[ledger.flags.codes.having("state", FLAG_STATES)].sum())
    agree("flags opened, and flags removed, kept and waiting", ledger.number_opened("flag"), ended)


def _check_freezes(ledger: Ledger) -> None:
    """No more answers rest on freezes than found something."""
    used = float(ledger.freezes.sums()[ledger.freezes.codes.having("state", ["used"])].sum())
    found = float(ledger.requests.sums()[ledger.requests.codes.having("state", ["complete", "partial"])].sum())
    if used > found:
        raise BalanceError(f"answers that rest on freezes: {used:.9g}; wanted at most the {found:.9g} that found any")


def _check_desks(ledger: Ledger) -> None:
    names, number = ledger.turns.codes.label("desk")
    for unknown in sorted(set(names) - set(ledger.desks)):
        raise BalanceError(f"desk '{unknown}': has turns and was never registered; wanted a registered desk")
    in_system = ledger.turns.sums("in_system").sum(axis=1)
    for name, desk in ledger.desks.items():
        spent = float(in_system[number == names.index(name)].sum()) if name in names else 0.0
        _check_little(name, desk, spent)


def _check_little(name: str, desk: DeskAccount, spent: float) -> None:
    """Compare the number at the desk, over time, with the times spent there: Little (1961)."""
    agree(f"desk '{name}', number there over time and time spent", desk.number_in_system.total, spent, scale=1.0)


def _check_inspectors(ledger: Ledger) -> None:
    """Compare the hours of finished visits with the hours that the inspectors' desks were at work: never more.

    The desk may have worked longer: visits under way when the run ends, and those that a repeal made void.
    """
    hours, spent = ledger.visits.sums("hours").sum(axis=1), dict[str, float]()
    for (agency, _, channel), number in ledger.visits.codes.items():
        name = f"{agency}: {channel}"
        spent[name] = spent.get(name, 0.0) + float(hours[number])
    for name, of_visits in spent.items():
        at_work = ledger.desks[name].hours_at_work if name in ledger.desks else 0.0
        if of_visits > at_work * (1.0 + TOLERANCE):
            raise BalanceError(f"inspectors '{name}', hours of visits {of_visits:.9g}; wanted at most {at_work:.9g}")


def _check_aftermath(ledger: Ledger) -> None:
    """No more visits by contractors, no more connections than there were visits, and no more leaks than copies."""
    visits, copies = (float(ledger.visits.sums(name).sum()) for name in ("visits", "copied"))
    pairs = (
        ("visits by contractors", ledger.contracted.sums("visits"), visits),
        ("connections", ledger.connections.sums("connections"), visits),
        ("copies by contractors", ledger.contracted.sums("copied"), copies),
        ("leaks", ledger.leaks.sums("leaks"), float(ledger.contracted.sums("copied").sum())),
    )
    for name, sums, most in pairs:
        if (number := float(sums.sum())) > most * (1.0 + TOLERANCE):
            raise BalanceError(f"{name}: {number:.9g}; wanted at most {most:.9g}")


def _check_searches(ledger: Ledger) -> None:
    """No more people in all dumps of a case than in any, and none found where people are not intersected."""
    table = ledger.searches
    for few, many in (("candidates", "persons"), ("found", "intersects"), ("found", "candidates")):
        first, second = float(table.sums(few).sum()), float(table.sums(many).sum())
        if first > second * (1.0 + TOLERANCE):
            raise BalanceError(f"searches, {few}: {first:.9g}; wanted at most the {second:.9g} of {many}")


def _check_stored(ledger: Ledger, key: tuple[str, str], purges: list[Purged]) -> None:
    """Compare what was held at the first purge, plus written, less purged, with what is held after the last."""
    purged = fsum(fact.bytes_before - fact.bytes_after for fact in purges)
    written = float(ledger.bytes_written[key])
    expected = purges[0].bytes_before + written - purged
    scale = max(purges[0].bytes_before, written)
    agree(f"store {key[0]}/{key[1]}, written less purged and held", expected, purges[-1].bytes_after, scale)


def _check_crowd(crowd: CopiedCrowd) -> None:
    """Compare who was exposed in bulk, by how often and by act, with the distinct people and those there are."""
    name = f"class {'/'.join(crowd.home)}"
    exposed = CopyEvents.of(crowd.events).columns.exposed
    most, everyone = int(exposed.max(initial=0)), int(exposed.sum())
    for period, distinct, often in zip(crowd.periods, crowd.distinct.tolist(), crowd.repeats.sum(axis=1), strict=True):
        agree(f"{name}, people exposed in '{period}' by how often, and distinct", float(often), distinct)
        if distinct > min(crowd.people, everyone) or most > crowd.people:
            raise BalanceError(
                f"{name}: {distinct:,} people exposed, {most:,} by one act, of {crowd.people:,}; wanted no more"
            )
    for row in crowd.rows:
        if (row.distinct > crowd.distinct).any():
            raise BalanceError(
                f"{name}, {row.label} {row.value}: {row.distinct.tolist()} people exposed, {crowd.distinct.tolist()} "
                "by all copies; wanted no more"
            )
