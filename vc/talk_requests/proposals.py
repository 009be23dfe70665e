"""Which dates can be proposed: pure, from the office's days and hours and its notice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from vc import dates
from vc.inputs import SKIPPED_HOUR
from vc.office.holidays import OfficeHours
from vc.page_settings import days_in_words

DAYS_AHEAD = 180
TOO_SOON = "Elija del {first} en adelante: preparamos cada plática con {notice} de anticipación."
TOO_FAR = "Elija una fecha hasta el {last}; todavía no abrimos la agenda de después."
DAY_OFF = "Ese día la oficina no trabaja ({name}). Elija otro día."
NOT_WORKED = "Ese día de la semana la oficina no trabaja. Elija un día {days}."
HOURS = "Elija una hora entre las {opens} y las {latest} h, para terminar antes de las {closes} h."
SAME = "Esa fecha y hora ya está arriba; proponga otra."


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the office can be asked for. `off` are the names of days off, by their dates."""

    today: date
    zone: ZoneInfo
    hours: OfficeHours
    notice_days: int
    off: Mapping[date, str]

    @property
    def first(self) -> date:
        """Return the first day that can be proposed."""
        return self.today + timedelta(days=self.notice_days)

    @property
    def last(self) -> date:
        """Return the last one."""
        return self.today + timedelta(days=DAYS_AHEAD)

    def day_fault(self, day: date) -> str:
        """Return why a day cannot be, in Spanish; empty when it can."""
        if day < self.first:
            notice = "1 día" if self.notice_days == 1 else f"{self.notice_days} días"
            return TOO_SOON.format(first=dates.plain_day(self.first), notice=notice)
        if day > self.last:
            return TOO_FAR.format(last=dates.plain_day(self.last))
        if day in self.off:
            return DAY_OFF.format(name=self.off[day])
        if not self.hours.is_worked(day, self.off):
            return NOT_WORKED.format(days=_of_the_week(self.hours))
        return ""

    def hour_fault(self, day: date, at: time, length: timedelta) -> str:
        """Return why an hour of a good day cannot be, in Spanish; empty when it can."""
        local = datetime.combine(day, at, self.zone)
        if not dates.exists(local):
            return SKIPPED_HOUR
        opens = datetime.combine(day, self.hours.opens, self.zone)
        closes = datetime.combine(day, self.hours.closes, self.zone)
        if opens <= local and local + length <= closes:
            return ""
        return HOURS.format(
            opens=f"{opens:%H:%M}", latest=f"{closes - length:%H:%M}", closes=f"{closes:%H:%M}"
        )


def _of_the_week(hours: OfficeHours) -> str:
    """Return the working days as a sentence has them."""
    return f"de {days_in_words(hours.days)}"
