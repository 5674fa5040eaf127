"""Work of the background worker."""

from celery import shared_task

from exams.delivery.selectors import packs
from exams.delivery.services import attempts, orders, room_packs
from exams.sittings.models import ExamRoom, Sitting
from lms.accounts.models import User
from lms.core import clock, jobs


@shared_task(name="delivery.close_expired")
def close_expired() -> None:
    """Beat's sweep: write down the ends that the clock has already decided, and the orders that nobody confirmed."""
    attempts.close_expired(now=clock.now())
    orders.lapse_due(now=clock.now())


@jobs.handler(room_packs.JOB)
def make_room_pack(handle: jobs.Handle) -> None:
    """One room's pack; run again after a lost worker, it makes no second one."""
    given = handle.arguments
    room = ExamRoom.objects.select_related("test_area", "round").get(pk=given["room"])
    sitting = Sitting.objects.select_related("subject", "programme", "round").get(pk=given["sitting"])
    if packs.job_key(room, sitting, packs.made(room, sitting)) != handle.job.key:
        return
    room_packs.make(room=room, sitting=sitting, actor=User.objects.get(pk=given["actor"]), now=clock.now())
