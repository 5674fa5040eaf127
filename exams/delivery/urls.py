"""Addresses under ``/exam/``. The answers themselves go to ``/answers/v1/`` (gateway)."""

from django.urls import path

from exams.delivery.views import (
    answer_files,
    candidate,
    disruptions,
    late,
    printing,
    rehearsals,
    rooms,
    sealing,
    suspensions,
)

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
    path("rooms/<uuid:public_id>/answer-file/", answer_files.of_room, name="room_answer_file"),
    path("office/rounds/<uuid:public_id>/seal/", sealing.detail, name="seal"),
    path("office/rounds/<uuid:public_id>/seal", sealing.seal, name="seal_now"),
    path("office/rounds/<uuid:public_id>/late/", late.cases, name="late"),
    path("office/attempts/<uuid:public_id>/late", late.decide, name="decide_late"),
    path("office/rounds/<uuid:public_id>/suspensions/", suspensions.index, name="suspensions"),
    path("office/suspensions/<uuid:public_id>/lift", suspensions.lift, name="lift"),
    path("office/rounds/<uuid:public_id>/rehearsals/", rehearsals.index, name="rehearsals"),
    path("office/rounds/<uuid:public_id>/move-on", rehearsals.move_on, name="move_on"),
    path("office/rounds/<uuid:public_id>/disruptions/", disruptions.index, name="disruptions"),
    path("office/rounds/<uuid:public_id>/disruptions/new", disruptions.propose, name="propose_disruption"),
    path("office/disruptions/<uuid:public_id>/confirm", disruptions.confirm, name="confirm_disruption"),
    path("office/disruptions/<uuid:public_id>/withdraw", disruptions.withdraw, name="withdraw_disruption"),
    path("<uuid:public_id>/", candidate.lobby, name="lobby"),
    path("<uuid:public_id>/answer-file/", answer_files.own, name="answer_file"),
    path("<uuid:public_id>/screen/", candidate.screen, name="screen"),
]
