"""What the catalogue adds to pages that span apps."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.catalogue.selectors import facts, programmes
from lms.core import slots
from lms.core.slots import MenuEntry, ProgrammeCard


@slots.register("menu", order=50)
def menu(user: Any) -> list[MenuEntry]:
    """The programmes are everybody's."""
    return [MenuEntry(_("課程與鑑定"), reverse("catalogue:programmes"), "leaf")]


@slots.register("programme_card", order=50)
def programme_cards() -> list[ProgrammeCard]:
    """Every programme, for the public home page."""
    english = get_language() == "en"
    cards = []
    for programme in programmes.listed():
        known = facts.FACTS.get(programme.code)
        cards.append(
            ProgrammeCard(
                code=programme.code,
                title=programme.name_en if english else programme.name_zh,
                summary=programme.summary_en if english else programme.summary_zh,
                url=reverse("catalogue:programme", args=[programme.code]),
                facts=tuple(str(phrase) for phrase in known.short) if known else (),
            )
        )
    return cards
