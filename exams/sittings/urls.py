"""Addresses under ``/sittings/``."""

from django.urls import include, path

from exams.sittings.views import accommodations, groups, mine, payments, register
from exams.sittings.views.office.routes import ROUTES as OFFICE

app_name = "sittings"
_REGISTRATIONS = [
    path("registrations/", payments.rounds, name="office_registrations"),
    path("registrations/bank-file/", payments.bank_file, name="office_bank_file"),
    path("registrations/<uuid:public_id>/cancel/", payments.cancel, name="office_cancel"),
    path("rounds/<uuid:public_id>/registrations/", payments.listing, name="office_roster"),
    path("rounds/<uuid:public_id>/registrations/confirm/", payments.confirm, name="office_confirm"),
    path("rounds/<uuid:public_id>/registrations/<slug:kind>/", payments.export, name="office_roster_export"),
]

urlpatterns = [
    path("office/", include(_REGISTRATIONS)),
    path("register/", register.rounds, name="register"),
    path("register/<uuid:public_id>/", register.identity, name="register_identity"),
    path("register/<uuid:public_id>/papers/", register.papers, name="register_papers"),
    path("register/<uuid:public_id>/done/", register.done, name="register_done"),
    path("register/<uuid:public_id>/certificate-preview.pdf", register.preview, name="register_preview"),
    path("groups/", groups.mine, name="groups"),
    path("groups/open/<uuid:public_id>/", groups.open_unit, name="group_open"),
    path("groups/<uuid:public_id>/", groups.unit, name="group"),
    path("groups/<uuid:public_id>/close/", groups.close, name="group_close"),
    path("<uuid:public_id>/withdraw/", mine.withdraw, name="withdraw"),
    path("office/", include(OFFICE)),
    path("rounds/<uuid:public_id>/accommodation/", accommodations.request_page, name="accommodation"),
    path("accommodations/<uuid:public_id>/complete/", accommodations.complete, name="accommodation_complete"),
    path("accommodations/<uuid:public_id>/withdraw/", accommodations.withdraw, name="accommodation_withdraw"),
    path("documents/<uuid:public_id>/", accommodations.document, name="accommodation_document"),
    path("", mine.mine, name="mine"),
    path("<uuid:public_id>/admission-notice.pdf", mine.admission_notice, name="admission_notice"),
]
