"""Addresses of import and export, under ``/bank/``."""

from django.urls import path

from question_bank.formats.views import exports, imports

app_name = "formats"
urlpatterns = [
    path("import/", imports.upload, name="import"),
    path("import/template/<str:name>", imports.template, name="template"),
    path("import/<uuid:public_id>/", imports.batch, name="batch"),
    path("import/<uuid:public_id>/progress/", imports.progress, name="progress"),
    path("import/<uuid:public_id>/target/", imports.retarget, name="retarget"),
    path("import/<uuid:public_id>/commit/", imports.commit, name="commit"),
    path("import/<uuid:public_id>/discard/", imports.discard, name="discard"),
    path("export/", exports.page, name="export"),
    path("export/file/", exports.download, name="download"),
]
