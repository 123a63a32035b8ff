"""How people and things respond, in words: duties that are neglected, what visits find and break, identities shown."""

from collections.abc import Iterator

from sim.scenario.blocks.effects import DamageEffect, DutyEffects, Effects, FindingEffect, Response
from sim.scenario.blocks.vocabulary import Duty
from sim.scenario.telling.told import Told
from sim.scenario.units import show, show_days


def effects_in_words(of: Effects) -> Iterator[Told]:
    """Yield what is said of effects; nothing of those that a scenario does not name."""
    if any(of.duties.decay.values()):
        yield Told("duties", "neglected as time goes on", tuple(_duties(of.duties)))
    visits = (*_damage(of.notice.damage), *_finding(of.notice.finding))
    if visits:
        yield Told("visits", "what they break and find", visits)
    if "verify" in of.real_name.model_fields_set:
        shown = f"{show(of.real_name.verify, 'share')} of those whom a law asks show who they are before its day"
        yield Told("identities", shown, ())


def _duties(of: DutyEffects) -> Iterator[str]:
    for duty, rate in of.decay.items():
        if rate > 0:
            yield f"{duty} is neglected {show(rate, 'rate')}: {_meanwhile(duty, of)}"
    yield f"{show(of.corrected, 'share')} of what inspections find is corrected by the deadline"


def _meanwhile(duty: Duty, of: DutyEffects) -> str:
    """Return what is so until a neglected duty is met again."""
    if duty == "assistance":
        effects = [f"each request takes {of.slower:g} times the work"] if of.slower != 1 else []
        effects += [f"{show(of.unreadable, 'share')} of content cannot be read"] if of.unreadable else []
        return " and ".join(effects) or "nothing comes of it but findings"
    return {
        "retention": "nothing is logged meanwhile",
        "real_name": "accounts without an identity stay",
        "security": "its stores may be broken into more often",
        "content_control": "posts that filters flag stay up",
    }[duty]


def _damage(of: DamageEffect) -> Iterator[str]:
    if of.without > 0:
        yield (
            f"{show(of.without, 'share')} of visits without notice cause an outage, of "
            f"{24 * of.takes.mean:.3g} hours on average{_with_notice('avoids', of.avoided, 'of them')}"
        )


def _finding(of: FindingEffect) -> Iterator[str]:
    if of.without < 1 or of.hidden.at_most > 0 or of.fixed.at_most > 0:
        hides = _with_notice("hides", of.hidden, "of them")
        yield (
            f"visits without notice find {show(of.without, 'share')} of what is neglected"
            f"{hides}{_with_notice('has', of.fixed, 'of them mended')}"
        )


def _with_notice(does: str, of: Response, what: str) -> str:
    if of.at_most == 0:
        return ""
    most = show(of.at_most, "share")
    return f"; notice {does} up to {most} {what}, half of that {show_days(of.half_at)} before"
