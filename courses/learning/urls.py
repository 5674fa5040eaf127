"""Addresses of the course pages."""

from django.urls import path

from courses.learning.views import study

app_name = "learning"
urlpatterns = [
    path("", study.overview, name="overview"),
    path("lessons/<uuid:public_id>/", study.lesson, name="lesson"),
    path("lessons/<uuid:public_id>/mark/", study.mark, name="mark"),
]
