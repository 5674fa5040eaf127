"""Addresses of the class pages."""

from django.urls import path

from courses.classes.views import listing, own, roster

app_name = "classes"
urlpatterns = [
    path("", listing.class_list, name="list"),
    path("download/<slug:kind>/", listing.download, name="download"),
    path("mine/", own.mine, name="mine"),
    path("school/", roster.school, name="school"),
    path("<uuid:public_id>/", listing.detail, name="detail"),
    path("<uuid:public_id>/enrol/", own.enrol, name="enrol"),
    path("<uuid:public_id>/withdraw/", own.withdraw, name="withdraw"),
    path("<uuid:public_id>/roster/", roster.roster, name="roster"),
    path("<uuid:public_id>/roster/complete/", roster.complete, name="complete"),
    path("seats/<uuid:public_id>/reopen/", roster.reopen, name="reopen"),
    path("<uuid:public_id>/roster/<slug:kind>/", roster.export, name="export"),
]
