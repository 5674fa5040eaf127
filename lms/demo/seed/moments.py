"""The demo's calendar: everything is relative to the instant of the first seed."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

TAIPEI = ZoneInfo("Asia/Taipei")


@dataclass(frozen=True)
class Moments:
    """Instants of the demo, counted from ``now``."""

    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """The day of the seed in Taiwan."""
        return self.now.astimezone(TAIPEI).date()

    def day(self, offset: int) -> dt.date:
        """A date some days from today."""
        return self.today + dt.timedelta(days=offset)

    def at(self, offset: int, hour: int = 9, minute: int = 0) -> dt.datetime:
        """An instant some days from today, at a time of day in Taiwan."""
        return dt.datetime.combine(self.day(offset), dt.time(hour, minute), TAIPEI)

    @property
    def roc_year(self) -> int:
        """The ROC year of the seed."""
        return self.today.year - 1911
