"""Room packs: everything a room needs on the day the network dies, made beforehand and encrypted.

Whoever makes a pack never sees its passphrase, and whoever is shown the passphrase did not make it: one person alone
cannot read the papers. The passphrase is shown from a set time before the start, and every showing is recorded.
"""

import datetime as dt
import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.delivery.dated import PACK_MINUTES
from exams.delivery.models import PackOpening, RoomPack
from exams.delivery.selectors import emergency, packs
from exams.sittings.enums import RoundState
from exams.sittings.models import ExamRoom, Round, Sitting
from lms.core import audit, dated, files, jobs, pdf, vault
from lms.core.errors import Refusal

JOB = "room_pack"
PURPOSE = "delivery.room_pack"
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_GROUPS, _LETTERS = 5, 4


class UnableToPack(Refusal):
    """No pack was made or opened; ``code`` is ``not_sealed``, ``own_pack``, ``too_early`` or ``no_reason``."""

    code = "unable_to_pack"


def request(*, round: Round, actor: Any, now: dt.datetime) -> int:
    """Have the worker make a pack for every room of a sealed round; asked again meanwhile, it asks for nothing twice.

    Returns for how many rooms.
    """
    rows = packs.of_round(round) if round.state == RoundState.SEALED else []
    with transaction.atomic():
        for row in rows:
            jobs.enqueue(
                kind=JOB,
                key=packs.job_key(row.room, row.sitting, packs.made(row.room, row.sitting)),
                arguments={"room": row.room.pk, "sitting": row.sitting.pk, "actor": actor.pk},
                owner=actor,
                now=now,
            )
    return len(rows)


def make(*, room: ExamRoom, sitting: Sitting, actor: Any, now: dt.datetime) -> RoomPack:
    """An encrypted pack of a room and a sealed sitting; an older one stays but no longer counts.

    Raises :class:`UnableToPack`, ``pdf.UnprintableCharacter``.
    """
    round = sitting.round
    if sitting.sealed_at is None or round is None or round.state != RoundState.SEALED or room.round_id != round.pk:
        raise UnableToPack(_("封存後、公布前才能製作應變資料袋。"), code="not_sealed")
    passphrase = _passphrase()
    content = pdf.encrypted(emergency.pack(room, sitting), passphrase)
    made = RoomPack(
        room=room,
        sitting=sitting,
        sealed=vault.seal(passphrase, purpose=PURPOSE),
        made_by=actor,
        made_at=now,
    )
    made.path = f"room-packs/{made.public_id}.pdf"
    made.sha256 = files.store(made.path, content)
    with transaction.atomic():
        made.save(force_insert=True)
        _record("made", made, actor, now)
    return made


def passphrase_of(*, pack: RoomPack, reason: str, actor: Any, now: dt.datetime) -> str:
    """Show the passphrase to somebody who did not make the pack. Raises :class:`UnableToPack`."""
    if pack.made_by_id == actor.pk:
        raise UnableToPack(_("製作資料袋的人不能取得密碼，請由另一位人員開啟。"), code="own_pack")
    if not reason.strip():
        raise UnableToPack(_("請寫明開啟的原因。"), code="no_reason")
    opens = opens_at(pack)
    if opens is None or now < opens:
        raise UnableToPack(_("還不能開啟：測驗開始前才提供密碼。"), code="too_early")
    with transaction.atomic():
        PackOpening.objects.create(pack=pack, shown_to=actor, reason=reason.strip()[:200], shown_at=now)
        _record("opened", pack, actor, now)
    shown: str = vault.unseal(bytes(pack.sealed), purpose=PURPOSE)
    return shown


def opens_at(pack: RoomPack) -> dt.datetime | None:
    """From when the passphrase may be shown; None while the sitting has no time."""
    start = pack.sitting.opens_at
    if start is None:
        return None
    minutes: int = dated.value(PACK_MINUTES, on=timezone.localdate(start))
    return start - dt.timedelta(minutes=minutes)


def content(pack: RoomPack) -> bytes:
    """The encrypted document. Raises ``files.FileDamaged``."""
    return files.read_verified(pack.path, pack.sha256)


def _passphrase() -> str:
    """Five groups of four letters and digits that are not confused when read out: 100 random bits."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS)) for _ in range(_GROUPS))
    return "-".join(groups)


def _record(what: str, pack: RoomPack, actor: Any, now: dt.datetime) -> None:
    audit.record(
        actor=actor,
        action=f"room_pack.{what}",
        subject=f"delivery.RoomPack:{pack.public_id}",
        now=now,
        room=str(pack.room.public_id),
        sitting=str(pack.sitting.public_id),
    )
