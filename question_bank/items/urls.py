"""Addresses of the item pages, under ``/bank/``."""

from django.urls import path

from question_bank.items.views import listing

app_name = "items"
urlpatterns = [
    path("items/", listing.item_list, name="list"),
]
