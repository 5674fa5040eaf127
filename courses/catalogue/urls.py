"""Addresses of the programmes."""

from django.urls import path

from courses.catalogue.views import programmes

app_name = "catalogue"
urlpatterns = [
    path("", programmes.overview, name="programmes"),
    path("<slug:code>/", programmes.programme, name="programme"),
]
