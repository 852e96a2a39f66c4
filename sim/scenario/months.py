"""Months of a run as people write them: 2021-08 is month 7 of a run that starts in 2021-01."""

import re
from datetime import date
from typing import Any

_MONTH = re.compile(r"^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$")
MONTHS_A_YEAR = 12


def parse_month(value: Any) -> date | None:
    """The first day of the month that `value` names ("2021-08", a date); None when it names none.

    A day of the month is accepted only when it is the first: the model's step is a month.
    """
    if isinstance(value, date):
        return value if type(value) is date and value.day == 1 else None
    match = _MONTH.match(value) if isinstance(value, str) else None
    if not match:
        return None
    try:
        found = date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return None
    return found if found.day == 1 else None


def month_number(moment: date, start: date) -> int:
    """How many months after `start` the month of `moment` is."""
    return (moment.year - start.year) * MONTHS_A_YEAR + moment.month - start.month


def month_name(month: int, start: date) -> str:
    """Month `month` of a run as "2021-08"."""
    years, index = divmod(start.year * MONTHS_A_YEAR + start.month - 1 + month, MONTHS_A_YEAR)
    return f"{years:04d}-{index + 1:02d}"
