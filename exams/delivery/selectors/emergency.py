"""What a room of a sitting on the computer would need on paper: sheets without a number, in the form's printed order."""

from exams.delivery.models import Attempt
from exams.delivery.rules import arrangement
from exams.delivery.selectors import forms, printing, room_prints, sheets
from exams.delivery.selectors.room_prints import Sheet
from exams.sittings.enums import RegistrationState, SittingMode
from exams.sittings.models import ExamRoom, Sitting
from lms.core import pdf

_LANGUAGE = "zh-hant"


def pack(room: ExamRoom, sitting: Sitting) -> bytes:
    """Cover, door list, labels and answer sheets of a room, then every form its candidates have, as one document."""
    if sitting.mode == SittingMode.PAPER:
        first = room_prints.bundle(room, sitting, "bundle")
    else:
        first = room_prints.bundle(room, sitting, "bundle", printed=emergency_sheets(room, sitting))
    used = {code for code, _ in room_prints.forms(room, sitting)}
    booklets = [printing.paper_pdf(form) for form in forms.of(sitting) if form.code in used]
    title = f"{sitting.subject.name_zh} {room.name_zh} 應變資料袋"
    return pdf.joined([first, *booklets], title=title, language=_LANGUAGE)


def emergency_sheets(room: ExamRoom, sitting: Sitting) -> list[Sheet]:
    """A sheet per candidate of a sitting on the computer, known by the admission number instead of one of its own."""
    questions = forms.questions_of(sitting)
    printed = {form: sheets.lines_in_order(arrangement.printed(rows)) for form, rows in questions.items()}
    rows = Attempt.objects.filter(
        sitting=sitting, registration__room=room, registration__state=RegistrationState.REGISTERED
    ).select_related("form", "registration__sitting__round", "registration__accommodation")
    ordered = rows.order_by("registration__seat", "pk")
    return [room_prints.unnumbered(attempt, printed[attempt.form_id]) for attempt in ordered]
