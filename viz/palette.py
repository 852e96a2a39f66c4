"""Okabe and Ito's palette, told apart by readers with any common colour blindness."""

BASELINE = "#595959"
SCENARIO = "#D55E00"
GAIN = "#0072B2"
FATES = ("#0072B2", "#56B4E9", "#009E73", "#E69F00", "#CC79A7")
WARNINGS = ("#D55E00", "#E69F00", "#F0E442")
# Sectors by name, in the order in which they are stacked; "others" are all that are not shown.
SECTORS = {
    "households": "#D55E00",
    "cooperatives": "#E69F00",
    "enterprises": "#0072B2",
    "buyers": "#56B4E9",
    "bank": "#CC79A7",
    "insurer": "#F0E442",
    "government": "#009E73",
    "suppliers": "#8C8C8C",
    "others": "#BFBFBF",
}
# How an enterprise stands: operating, strained, in default, gone.
HEALTH = ("#009E73", "#F0E442", "#E69F00", "#595959")
# From low to high, read alike by everybody: nine steps of matplotlib's cividis.
LOW_TO_HIGH = (
    "#00224E", "#123570", "#3B496C", "#575D6D", "#707173", "#8A8678", "#A59C74", "#C3B369",
    "#FEE838",
)  # fmt: skip
# Sources of a household's income, the largest first.
SOURCES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
