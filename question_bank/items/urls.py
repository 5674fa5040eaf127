"""Addresses of the item pages, under ``/bank/``."""

from django.urls import path

from question_bank.items.views import editor, linting, listing, page, references, stimuli, versions

app_name = "items"
urlpatterns = [
    path("items/", listing.item_list, name="list"),
    path("items/new/", editor.new, name="new"),
    path("items/<uuid:public_id>/", page.item, name="item"),
    path("items/<uuid:public_id>/edit/", editor.edit, name="edit"),
    path("items/<uuid:public_id>/versions/", versions.versions, name="versions"),
    path("items/<uuid:public_id>/report/", page.report, name="report"),
    path("items/<uuid:public_id>/flags/<int:flag_id>/clear/", page.clear_flag, name="clear_flag"),
    path("items/<uuid:public_id>/relations/", page.relate, name="relate"),
    path("items/<uuid:public_id>/relations/<int:relation_id>/end/", page.separate, name="separate"),
    path("stems/<uuid:public_id>/", stimuli.edit, name="stimulus"),
    path("references/", references.reference_list, name="references"),
    path("references/new/", references.new, name="new_reference"),
    path("references/<slug:code>/", references.reference, name="reference"),
    path("references/<slug:code>/edit/", references.edit, name="edit_reference"),
    path("references/<slug:code>/changed/", references.changed, name="reference_changed"),
    path("lint/", linting.start, name="lint"),
    path("lint/<uuid:public_id>/", linting.inspection, name="inspection"),
    path("lint/<uuid:public_id>/progress/", linting.progress, name="inspection_progress"),
]
