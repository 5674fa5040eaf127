"""Addresses under ``/mock/``."""

from django.urls import path

from exams.practice.views import mocks

app_name = "practice"
urlpatterns = [
    path("", mocks.index, name="index"),
    path("start/<slug:code>/", mocks.start, name="start"),
    path("result/<uuid:public_id>/", mocks.result, name="result"),
    path("result/<uuid:public_id>/claim/", mocks.claim, name="claim"),
]
