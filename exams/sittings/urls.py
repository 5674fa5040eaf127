"""Addresses under ``/sittings/``."""

from django.urls import include, path

from exams.sittings.views import mine
from exams.sittings.views.office.routes import ROUTES as OFFICE

app_name = "sittings"
urlpatterns = [
    path("office/", include(OFFICE)),
    path("", mine.mine, name="mine"),
    path("<uuid:public_id>/admission-notice.pdf", mine.admission_notice, name="admission_notice"),
]
