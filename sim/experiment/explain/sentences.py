"""One disclosure in words: what was written, why it was still there, who found it, who saw it, who was told."""

from datetime import date
from math import nan
from typing import Any

from sim.experiment.explain.moments import listed, moment, period, span
from sim.replication import Chain, Kept, Story, Without

STATES = ("subscriber", "ip_assignment")
NAMES = {
    "session": "session records",
    "location": "location records",
    "account_activity": "records of account activity",
    "content": "stored content",
    "post": "posts",
    "message": "messages",
    "subscriber": "the subscriber's entry",
    "ip_assignment": "who held an address",
}
_CHANNELS = {
    "request": "by a request of {agency} to {operator}",
    "onsite": "by a visit of {agency} to {operator}",
    "remote": "by a remote inspection of {operator} by {agency}",
    "interception": "by {agency}, which listens at {operator}",
    "mirror": "because {operator} keeps a copy within reach of {agency}",
    "monitoring": "by the filter of {operator}; {agency} acted",
    "breach": "by {agency}, who broke into {operator}",
    "misuse": "by somebody at {agency} who looked without cause",
}


def headline(chain: Chain, start: date) -> str:
    """Return when, how and how far somebody was exposed."""
    fact = chain.fact
    how = _CHANNELS.get(fact.channel, "through {operator} by {agency}").format(
        agency=fact.agency, operator=fact.operator
    )
    return f"{moment(start, fact.time)}, {how}: {NAMES.get(fact.category, fact.category)}, {listed(chain.stages)}"


def sentences(chain: Chain, story: Story) -> dict[str, str]:
    """Return what each part of a chain says, by the name of the part; parts with nothing to say are left out."""
    start = story.start
    told = {
        "written": _written(chain, story),
        "kept": _kept(chain, start),
        "without": _without(chain, start),
        "found": _found(chain, start),
        "authorised": _authorised(chain, start),
        "seen": _seen(chain, start),
        "told": _told(chain, start),
    }
    return {name: text for name, text in told.items() if text}


def records_of(fact: Any) -> int:
    """Return how many records of the person a disclosure held."""
    return int(getattr(fact, "records", 1))


def window_of(fact: Any) -> tuple[float, float]:
    """Return the time that a disclosure is about."""
    return (fact.covered_from, fact.covered_to) if hasattr(fact, "covered_from") else (fact.at, fact.at)


def _written(chain: Chain, story: Story) -> str:
    fact, (first, last) = chain.fact, window_of(chain.fact)
    who, when = f"person {story.person.number}", span(story.start, first, last)
    name = NAMES.get(fact.category, fact.category)
    before = held_from(chain, story)
    if before == before:
        return f"{name} of {who}, which {fact.operator} had obtained on {moment(story.start, before)}"
    if fact.role == "bystander" and chain.request is not None and chain.request.fact.person != story.person.number:
        return _met_with(chain, who, when)
    if fact.category in STATES:
        return f"{name}: {who}, as of {when}; the entry is written while the line or account is used"
    many = records_of(fact)
    what = f"{many:,} of them" if many > 1 else "one of them"
    return f"{who} wrote {what} {'from' if first < last else 'on'} {when}"


def held_from(chain: Chain, story: Story) -> float:
    """Return since when an agency had held what was taken or read at it [day]; NaN where it was no agency."""
    fact = chain.fact
    if chain.kept is not None or fact.channel not in ("breach", "misuse"):
        return nan
    obtained = [
        one.fact.time
        for one in story.chains
        if "obtained" in one.stages
        and one.fact.recipient == "agency"
        and (one.fact.agency, one.fact.category) == (fact.operator, fact.category)
        and one.fact.time < fact.time
    ]
    return max(obtained, default=nan)


def _met_with(chain: Chain, who: str, when: str) -> str:
    """Return how somebody comes into an answer about somebody else."""
    fact, subject = chain.fact, chain.request.fact.person if chain.request else -1
    if getattr(fact, "recipient", "") == "wrong file":
        return f"{who} was taken for person {subject}, whom the request was about: records from {when}"
    if fact.category == "ip_assignment":
        return f"{who} was behind the same address as person {subject}, whom the request was about, at {when}"
    if fact.category == "message":
        return f"{who} exchanged messages with person {subject}, whom the request was about, before {when}"
    return f"{who} had records in the area or window that the request about person {subject} asked for: {when}"


def _kept(chain: Chain, start: date) -> str:
    kept, fact = chain.kept, chain.fact
    if kept is None:
        if fact.channel in ("monitoring", "interception"):
            return "read as it was written: what operators keep, and the laws on that, do not matter here"
        if fact.channel in ("breach", "misuse"):
            return f"by {fact.operator}, from what it had obtained"
        return "could not be worked out again"
    who, practice = listed(kept.operators, "or"), kept.practice_days
    habit = (
        f"{who} does not log this by habit" if practice is None else f"{who} keeps this for {period(practice)} by habit"
    )
    reach = moment(start, kept.oldest)
    end = f"at the look-up on {moment(start, kept.looked)} the store reached back to {reach}"
    frozen = (
        f"; what was older lay in a freeze ordered on {moment(start, kept.frozen)}"
        if kept.frozen == kept.frozen
        else ""
    )
    return f"{habit}, and {_law_on(kept)}; {end}{frozen}"


def _law_on(kept: Kept) -> str:
    """Return what the laws in force at the look-up made of the practice."""
    if not kept.complies:
        return "does not do what the laws order"
    raised = f"{listed(kept.raised_by)} raised that to {period(kept.kept_days)}" if kept.raised_by else ""
    cut = f"{listed(kept.cut_by)} cut that to {period(kept.kept_days)}" if kept.cut_by else ""
    return listed([part for part in (raised, cut) if part]) or "no law in force raised or cut that"


def _without(chain: Chain, start: date) -> str:
    kept = chain.kept
    if kept is None:
        return ""
    if not kept.without:
        return "no law bears on how long this is kept: without any law the same would have been found"
    return "; ".join(_one_without(kept, one, start) for one in kept.without)


def _one_without(kept: Kept, one: Without, start: date) -> str:
    laws, lost = f"without {listed(one.laws)}", kept.records - one.records
    if not lost:
        return f"{laws} the same would have been found"
    reach = f"the store would have reached back to {moment(start, one.oldest)} only" if one.oldest > kept.oldest else ""
    if one.records:
        left = f"{lost:,} of {kept.records:,} records would have been gone before the look-up"
    else:
        left = "nothing would have been left to find: no exposure by this act"
    return f"{laws} {reach}, and {left}" if reach else f"{laws} {left}"


def _found(chain: Chain, start: date) -> str:
    if chain.request is not None:
        return request_line(chain.request.number, chain.request.fact, start)
    act: Any = chain.act  # its type goes with the channel
    fact = chain.fact
    if fact.channel in ("onsite", "remote") and act is not None:
        notice = f"announced {period(act.lead_days)} before" if act.notice_given else "without notice"
        under = f"under {chain.act_law}" if chain.act_law else "with no law named"
        began = moment(start, act.started)
        return f"a visit that began on {began}, {notice}, {under}; it copied or consulted this person's records"
    if fact.channel == "breach" and hasattr(act, "intruder"):
        found = f"noticed on {moment(start, act.found)}" if act.found == act.found else "not noticed in the run"
        return f"a breach that began on {moment(start, act.time)}, {found}"
    if fact.channel == "breach" and act is not None:
        return f"a leak of the copy that a visit took on {moment(start, act.copied)}"
    if fact.channel == "interception" and act is not None:
        return (
            f"a live order asked for on {moment(start, act.opened)}; somebody listened from {moment(start, act.began)}"
        )
    if fact.channel == "misuse" and act is not None:
        found = f"found out on {moment(start, act.found)}" if act.found == act.found else "never found out"
        return f"a look into the agency's own store ({act.persons:,} people), {found}"
    return ""


def request_line(number: int, request: Any, start: date) -> str:
    """Return the life of a request item: each time that it reached."""
    steps = ("drafted", "reviewed", "authorised", "sent", "received", "started", "answered", "delivered")
    names = {"started": "taken up", "received": "received by the operator"}
    shown, last = list[str](), ""
    for step in steps:
        when = moment(start, getattr(request, step))
        if when and when != last:
            shown.append(f"{names.get(step, step)} {when}")
        elif when:
            shown[-1] = shown[-1].replace(f" {when}", f", {names.get(step, step)} {when}")
        last = when or last
    window = span(start, request.asked_from, request.asked_to)
    opened = "a follow-up request" if request.follow_up else "a request"
    name = NAMES.get(request.category, request.category)
    about = f"person {request.person}" if request.person >= 0 else "nobody who could be identified"
    return (
        f"request {number}, {opened} for {name} of {window} about {about} ({request.role}), grade {request.grade}: "
        f"{', '.join(shown)}; {request.state}"
    )


def _authorised(chain: Chain, start: date) -> str:
    if chain.request is None or chain.authorised is None:
        return ""
    request, given = chain.request.fact, chain.authorised
    if given.by == "nobody":
        return "nobody has to authorise it" + (f"; asked abroad by way of {_way(given.way)}" if given.way else "")
    source = f"as {given.law} says" if given.law else "by the agency's own chain"
    decided = f" on {moment(start, request.authorised)}"
    when = ", sent first and reviewed afterwards" if given.afterwards else decided
    way = f"; asked abroad by way of {_way(given.way)}" if given.way else ""
    return f"by the {given.by}, {source}{when}{way}"


def _way(name: str) -> str:
    return name.replace("_", " ")


def _seen(chain: Chain, start: date) -> str:
    fact, when = chain.fact, moment(start, chain.fact.time)
    recipient = {"agency": fact.agency, "intruder": fact.agency}.get(
        fact.recipient, f"{fact.agency} ({fact.recipient})"
    )
    if "examined" in chain.stages and "obtained" not in chain.stages:
        return f"a human of {recipient} looked at it on {when}"
    if "examined" in chain.stages:
        return f"{recipient} had it from {when}, and a human looked at it"
    if "obtained" in chain.stages:
        return f"{recipient} had it from {when}; no human is known to have looked at it by this act"
    return f"{recipient} could have looked from {when} on"


def _told(chain: Chain, start: date) -> str:
    if chain.told is not None and chain.told.told:
        return f"the person was told on {moment(start, chain.told.time)}, as {chain.notify_law} orders"
    if chain.told is not None:
        return f"the person is to be told, as {chain.notify_law} orders, but not before the end of the run"
    if chain.notify_law and chain.request is not None and chain.fact.role != "bystander":
        return f"the person was not told: {chain.notify_law} has only some of the subjects of answers told"
    if chain.notify_law:
        return f"the person was not told: {chain.notify_law} has the subjects of answers told, and nobody else"
    if chain.fact.recipient != "agency":
        return "the person was not told"
    return "the person was not told: no law in force orders it"
