"""Who authorises an agency's requests: its own step, somebody whom the law names, or nobody."""

from collections.abc import Mapping
from typing import NamedTuple

from sim.actors.disclosure import Ask
from sim.actors.groups import NO_GROUPS, Groups
from sim.actors.office import Step
from sim.law.over_time import OverTime


class Powers(NamedTuple):
    """Who authorises while the same laws are in force; None is nobody."""

    ordinary: Step | None
    protected: Mapping[str, Step | None] = {}  # of requests about somebody in a group
    late_rejected: float | None = None  # share of later reviews that find a request unjustified; None: not asked
    urgent: frozenset[int] = frozenset()  # grades that the law lets send first


class Authority(NamedTuple):
    """The powers over one agency's requests, over time."""

    powers: OverTime[Powers]
    groups: Groups = NO_GROUPS

    def over(self, ask: Ask, powers: Powers) -> Step | None:
        """Return who authorises a request: whoever protects one of its subjects comes before all others."""
        if powers.protected and self.groups:
            for subject in ask.subjects:
                if self.groups.of(subject):  # hardly anybody
                    return self._over_group(ask, powers)
        return powers.ordinary

    def _over_group(self, ask: Ask, powers: Powers) -> Step | None:
        mine = {group for subject in ask.subjects for group in self.groups.of(subject)}
        return next((step for group, step in powers.protected.items() if group in mine), powers.ordinary)


def unlawed(own: Step | None) -> Authority:
    """Return the authority of an agency that no law says anything of: its own step."""
    return Authority(OverTime(Powers(own)))
