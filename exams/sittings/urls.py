"""Addresses under ``/sittings/``."""

from django.urls import path

from exams.sittings.views import mine

app_name = "sittings"
urlpatterns = [
    path("", mine.mine, name="mine"),
    path("<uuid:public_id>/admission-notice.pdf", mine.admission_notice, name="admission_notice"),
]
