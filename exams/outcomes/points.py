"""The effect points of this app: what higher apps hang on a release."""

from dataclasses import dataclass

from lms.core.effects import EffectPoint


@dataclass(frozen=True)
class ReleasePublished:
    """A run came into force. ``notify`` is False for imported rounds: nobody is written to and no document is made."""

    round_id: int
    run_id: int
    release_id: int | None
    notify: bool


RELEASE_PUBLISHED = EffectPoint("release_published", ReleasePublished)
