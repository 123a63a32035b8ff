"""The area dumps and contact chains of a docket."""

from collections.abc import Callable, Mapping

from sim.actors.area import Area
from sim.actors.area_dump import AreaDumps, DumpPlan
from sim.actors.area_records import Scene
from sim.actors.contact_chain import MESSAGE, ChainPlan, ContactChains
from sim.actors.operator import Operator
from sim.actors.request import Requests
from sim.actors.searching import Searches
from sim.build.context import Context, sampler
from sim.scenario.blocks.agencies import Asks


def build_searches(
    context: Context,
    asks: Asks,
    scene: Scene,
    requests: Requests,
    *,
    area: Area,
    access: Mapping[str, Operator],
    platforms: Mapping[str, Callable[[float], Operator]],
) -> list[Searches]:
    """Build the searches of a docket's cases; none where the agency asks for none, or for what nobody keeps."""
    found: list[Searches] = []
    if (dumps := asks.dumps) and dumps.share > 0:
        dumping = DumpPlan(
            dumps.share,
            dumps.area,
            dumps.times,
            sampler(dumps.apart),
            sampler(dumps.window),
            dumps.category,
            dumps.intersect and dumps.times > 1,
        )
        draw = context.decision("area dump")
        found.append(AreaDumps(scene, requests, dumping, area=area, access=access, draw=draw))
    if (chains := asks.chains) and chains.share > 0 and MESSAGE in platforms:
        plan = ChainPlan(chains.share, chains.hops, sampler(chains.window or asks.window), chains.skip_hubs)
        draw = context.decision("contact chain")
        found.append(ContactChains(scene, requests, plan, area=area, platform=platforms[MESSAGE], draw=draw))
    return found
