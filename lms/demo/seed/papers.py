"""Blueprints and forms of the demo's sittings, drawn from the bank in content/."""

import datetime as dt

from exams.papers.models import Form
from exams.papers.services import blueprints, forms
from question_bank.items.enums import ItemUse
from question_bank.items.selectors import bank
from question_bank.syllabus.models import Subject

#: Marks in hundredths by position for the iPAS sittings: one item of 3, two of 1.5, the others 2 (sum 100), so that
#: odd and half marks such as 81 and 69.5 occur in the demo.
IPAS_POINTS = {1: 300, 2: 150, 3: 150} | dict.fromkeys(range(4, 51), 200)


def form(
    *, subject: str, programme_level: str, use: ItemUse, code: str, seed: int, ipas_points: bool, now: dt.datetime
) -> Form:
    """The form ``code`` over the whole pool of a subject (the demo bank holds 50 items a pool)."""
    certification, level = programme_level.split("/")
    found = Subject.objects.get(code=subject, level__code=level, level__certification__code=certification)
    items = bank.drawable(subject=found, use=use)
    cells = [
        {"topic": topic.code, "count": count}
        for topic in found.topics.order_by("position", "id")
        if (count := items.filter(topic=topic).count())
    ]
    blueprint = blueprints.ensure(subject=found, name=f"示範藍圖 {subject} {use}", pool=use, cells=cells)
    return forms.draw(blueprint=blueprint, code=code, seed=seed, points=IPAS_POINTS if ipas_points else None, now=now)
