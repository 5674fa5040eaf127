"""Addresses of the statistics."""

from django.urls import path

from exams.statistics.views import office, public

app_name = "statistics"
urlpatterns = [
    path("", public.index, name="index"),
    path("admin/", office.admin, name="admin"),
    path("rounds/<uuid:public_id>/", public.round_page, name="round"),
    path("runs/<uuid:public_id>/<str:name>", public.download, name="download"),
]
