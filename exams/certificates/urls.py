"""Addresses of certificates."""

from django.urls import path

from exams.certificates.views import holder, office, verify

app_name = "certificates"
urlpatterns = [
    path("", holder.mine, name="mine"),
    path("<uuid:public_id>.pdf", holder.pdf, name="pdf"),
    path("verify/", verify.form, name="verify"),
    path("verify/<str:number>/<str:code>/", verify.verify_code, name="verify_code"),
    path("issued/", office.issued, name="issued"),
    path("issued/<slug:number>/", office.decide, name="decide"),
]
