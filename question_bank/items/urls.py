"""Addresses of the item pages, under ``/bank/``."""

from django.urls import path

from question_bank.items.views import linting, listing

app_name = "items"
urlpatterns = [
    path("items/", listing.item_list, name="list"),
    path("lint/", linting.start, name="lint"),
    path("lint/<uuid:public_id>/", linting.inspection, name="inspection"),
    path("lint/<uuid:public_id>/progress/", linting.progress, name="inspection_progress"),
]
