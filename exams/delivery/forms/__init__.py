"""What the pages of exam rooms and of the exam office ask for."""

from exams.delivery.forms.rooms import EndForm, ExtendForm, ReopenForm

__all__ = ["EndForm", "ExtendForm", "ReopenForm"]
