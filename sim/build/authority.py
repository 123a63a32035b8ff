"""Who authorises the requests and freezes of an agency, and who belongs to a group, as actors meet them."""

from sim.actors.authority import Authority, Powers
from sim.actors.census import Census
from sim.actors.freezing import FreezePlan, Freezes
from sim.actors.groups import Groups
from sim.actors.notices import NoticePlan, Notices
from sim.actors.office import Step
from sim.actors.operator import ByAge
from sim.build.context import Context, sampler
from sim.build.frame import group_key
from sim.law.statute import Rules
from sim.scenario.blocks.agencies import Agency
from sim.scenario.provisions.access import AccessRule, Authorisation


def groups_of(context: Context, census: Census) -> Groups:
    """Return the groups of all people."""
    blocks = context.scenario.people
    return Groups(
        {
            name: tuple((group, group_key(context, people, group), block.share) for group, block in groups.items())
            for name, people in census.populations.items()
            if (groups := blocks[name].groups)
        }
    )


def authority_of(context: Context, agency: Agency, own: Step | None, groups: Groups) -> Authority:
    """Return who authorises the requests of an agency: as its own law says, and where that is silent its own step."""
    chain = agency.chain.authorise
    by = chain.by if chain else None

    def step(given: Authorisation | None) -> Step | None:
        return own if given is None or given.by == by else _outside(given)

    def powers(rule: AccessRule) -> Powers:
        late = rule.late_review
        return Powers(
            step(rule.authorisation),
            {group: step(given) for group, given in (rule.protected or {}).items()},
            late.rejected if late else None,
            frozenset(int(grade) for grade in late.grades) if late else frozenset(),
        )

    rules = context.statute(agency.jurisdiction).over_time()
    return Authority(rules.of(lambda rule: rule.access).of(powers), groups)


def freezes_of(context: Context, entry: str, by_age: ByAge) -> Freezes | None:
    """Return the freezes of an agency, counted by the record field; None where it orders none or no law knows them."""
    agency = context.scenario.agencies[entry]
    chain = agency.chain.authorise

    def plan(rules: Rules) -> FreezePlan | None:
        freeze = rules.freeze
        if freeze is None:
            return None
        order = _outside(freeze.by) or Step("nobody", None, no_time, no_time)
        release, authorised = freeze.release_by, rules.access.authorised_by or (chain.by if chain else None)
        # whoever has authorised the request need not be asked again
        asked = None if release is None or release.by == authorised else _outside(release)
        return FreezePlan(order, freeze.longest, asked)

    plans = context.statute(agency.jurisdiction).over_time().of(plan)
    if agency.asks.lag.report_to_freeze is None or not any(plans.values):
        return None
    return Freezes(context.clock, context.ledger, plans, by_age, agency=entry, jurisdiction=agency.jurisdiction)


def notices_of(context: Context, entry: str) -> Notices | None:
    """Return the notices to those whom an agency asks about; None where no law ever orders any."""
    jurisdiction = context.scenario.agencies[entry].jurisdiction

    def plan(rules: Rules) -> NoticePlan | None:
        return None if rules.notify is None else NoticePlan(rules.notify.share, sampler(rules.notify.after))

    plans = context.statute(jurisdiction).over_time().of(plan)
    return Notices(context.clock, context.ledger, plans, agency=entry) if any(plans.values) else None


def _outside(given: Authorisation) -> Step | None:
    """Return the step of somebody outside the agency's chain, who has no desk; None for nobody."""
    if given.by == "nobody":
        return None
    return Step(given.by, None, no_time, sampler(given.delay), 0.0, given.rejected)


def no_time(_: float) -> float:
    """Take no time."""
    return 0.0
