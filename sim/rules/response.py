"""How much help a warned household gets."""

from numba.extending import register_jitable


@register_jitable
def gap_to_line(left, line, persons):
    """Yuan that lift a household to the line: line x persons - income left of twelve months.

    `left` is net income of twelve months less medical bills, yuan; rounded up to the fen, so that
    who gets it all stands on the line.
    """
    fen = (line * persons - left) * 100.0
    if fen <= 0.0:
        return 0.0
    return (fen // 1.0 + 1.0) / 100.0


@register_jitable
def struck_by_a_fall(left, before, least_fall):
    """Whether a year's income left is lower by a share than the year before's. [M89, M107]"""
    return left < (1.0 - least_fall) * before


@register_jitable
def paid_from_fund(gap, share, fund):
    """Payment of a village's risk fund, yuan: a share of the gap while the fund lasts. [M91]"""
    return min(share * gap, max(fund, 0.0))
