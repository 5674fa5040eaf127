"""Addresses of blueprints and assemblies, under ``/bank/blueprints/``."""

from django.urls import path

from exams.papers.views import assemblies, blueprints

app_name = "papers"
urlpatterns = [
    path("", blueprints.listing, name="blueprints"),
    path("new/", blueprints.new, name="new"),
    path("<uuid:public_id>/", blueprints.detail, name="blueprint"),
    path("<uuid:public_id>/edit/", blueprints.edit, name="edit"),
    path("<uuid:public_id>/copy/", blueprints.copy, name="copy"),
    path("<uuid:public_id>/assemble/", assemblies.assemble, name="assemble"),
    path("assemblies/<uuid:public_id>/", assemblies.detail, name="assembly"),
    path("assemblies/<uuid:public_id>/progress/", assemblies.progress, name="assembly_progress"),
    path("assemblies/<uuid:public_id>/keep/", assemblies.keep, name="keep"),
    path("assemblies/<uuid:public_id>/discard/", assemblies.discard, name="discard"),
]
