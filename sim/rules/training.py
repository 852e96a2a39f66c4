"""What training does: skill is learnt month by month, lasts, and raises yields."""

from numba.extending import register_jitable


@register_jitable
def adapted_skill(skill, trained, learning, forgetting):
    """A household's skill after a month, 0 to 1: learns a part of the rest, or forgets a part.

    s + learning x (1 - s) in training, s x (1 - forgetting) out of it.
    """
    if trained:
        return skill + learning * (1.0 - skill)
    return skill * (1.0 - forgetting)


@register_jitable
def trained_yield(untrained, skill, gain, gap_closed):
    """Yield relative to the chain's mean of a keeper with a skill of 0 to 1.

    y (1 + gain x skill) + gap_closed x skill x max(1 - y, 0): everybody gains, who yields less
    than others for want of skill comes closer to them as well. [E278, E279, M66, M67]
    """
    return untrained * (1.0 + gain * skill) + gap_closed * skill * max(1.0 - untrained, 0.0)
