"""The hours that are proposed for one clip on several channels: apart, and on days that suit."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from vc.accounts.request_context import RequestContext
from vc.channels.models import Channel
from vc.channels.slots import next_free
from vc.clips.models import Clip
from vc.office.holidays import days_off
from vc.publishing import gates
from vc.publishing_bans import service as bans

APART = timedelta(hours=1)
"""So far from each other the networks get one clip."""
FAR = timedelta(days=90)
"""Longer than a ban lasts."""


def proposed(
    context: RequestContext, clip: Clip, channels: Iterable[Channel]
) -> dict[int, datetime]:
    """Return an hour for each channel: free there, apart from the others, no ban, no holiday.

    Where no day suits, the channel's own next free hour; what is in its way is told there.
    """
    calendar = _Calendar(context, clip)
    found: dict[int, datetime] = {}
    for channel in channels:
        taken = gates.taken_times(context.session, channel, context.now)
        rules = channel.rules(context.zone)
        first = at = next_free(context.now, taken, rules)
        while at < context.now + FAR:
            near = [one for one in found.values() if abs(one - at) < APART]
            if near:
                at = next_free(max(near) + APART, taken, rules)
            elif calendar.is_closed(at):
                at = next_free(calendar.tomorrow(at), taken, rules)
            else:
                break
        found[channel.id] = at if at < context.now + FAR else first
    return found


class _Calendar:
    """The days on which one clip is not proposed: its bans, and the office's days off."""

    def __init__(self, context: RequestContext, clip: Clip) -> None:
        """Ask for the days off once; for the bans of a day when it is looked at."""
        today = context.now.astimezone(context.zone).date()
        self._context, self._subject = context, ("Clip", clip.id)
        self._days_off = days_off(context.session, today, today + FAR)
        self._bans: dict[date, bool] = {}

    def is_closed(self, at: datetime) -> bool:
        """Tell whether nothing is proposed on the day of an instant."""
        session, zone = self._context.session, self._context.zone
        day = at.astimezone(zone).date()
        if day not in self._bans:
            self._bans[day] = bans.blocking(session, at, self._subject, zone=zone) is not None
        return self._bans[day] or day in self._days_off

    def tomorrow(self, at: datetime) -> datetime:
        """Return the beginning of the office's next day."""
        zone = self._context.zone
        return datetime.combine(at.astimezone(zone).date() + timedelta(1), time(), tzinfo=zone)
