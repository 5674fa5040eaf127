"""Addresses under ``/exam/``. The answers themselves go to ``/answers/v1/`` (gateway)."""

from django.urls import path

from exams.delivery.views import candidate, late, printing, rooms, sealing

app_name = "delivery"
urlpatterns = [
    path("forms/<uuid:public_id>/paper.pdf", printing.paper, name="paper"),
    path("rooms/", rooms.index, name="rooms"),
    path("rooms/<uuid:public_id>/", rooms.room, name="room"),
    path("rooms/<uuid:public_id>/table/", rooms.table, name="room_table"),
    path("rooms/<uuid:public_id>/admit/", rooms.admit, name="room_admit"),
    path("rooms/<uuid:public_id>/extend/", rooms.extend, name="room_extend"),
    path("rooms/<uuid:public_id>/end/", rooms.end, name="room_end"),
    path("rooms/<uuid:public_id>/reopen/", rooms.reopen, name="room_reopen"),
    path("office/rounds/<uuid:public_id>/seal/", sealing.detail, name="seal"),
    path("office/rounds/<uuid:public_id>/seal", sealing.seal, name="seal_now"),
    path("office/rounds/<uuid:public_id>/late/", late.cases, name="late"),
    path("office/attempts/<uuid:public_id>/late", late.decide, name="decide_late"),
    path("<uuid:public_id>/", candidate.lobby, name="lobby"),
    path("<uuid:public_id>/screen/", candidate.screen, name="screen"),
    path("<uuid:public_id>/start", candidate.start, name="start"),
    path("<uuid:public_id>/hand-in", candidate.hand_in, name="hand_in"),
]
