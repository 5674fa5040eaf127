"""Addresses of the office pages, under ``/sittings/office/``."""

from django.urls import path

from exams.sittings.views.office import accommodations, areas, rooms, rounds, sittings

ROUTES = [
    path("", rounds.listing, name="office_rounds"),
    path("rounds/new/", rounds.new, name="office_round_new"),
    path("rounds/<uuid:public_id>/", rounds.detail, name="office_round"),
    path("rounds/<uuid:public_id>/edit/", rounds.edit, name="office_round_edit"),
    path("rounds/<uuid:public_id>/sittings/new/", sittings.new, name="office_sitting_new"),
    path("rounds/<uuid:public_id>/rooms/new/", rooms.new, name="office_room_new"),
    path("rounds/<uuid:public_id>/seats/", rooms.assign, name="office_assign"),
    path("sittings/<uuid:public_id>/edit/", sittings.edit, name="office_sitting_edit"),
    path("sittings/<uuid:public_id>/remove/", sittings.remove, name="office_sitting_remove"),
    path("rooms/<uuid:public_id>/", rooms.plan, name="office_plan"),
    path("rooms/<uuid:public_id>/edit/", rooms.edit, name="office_room_edit"),
    path("rooms/<uuid:public_id>/remove/", rooms.remove, name="office_room_remove"),
    path("rooms/<uuid:public_id>/move/", rooms.move, name="office_move"),
    path("accommodations/", accommodations.listing, name="office_accommodations"),
    path("accommodations/<uuid:public_id>/", accommodations.detail, name="office_accommodation"),
    path("accommodations/<uuid:public_id>/ask/", accommodations.ask, name="office_accommodation_ask"),
    path("accommodations/<uuid:public_id>/grant/", accommodations.grant, name="office_accommodation_grant"),
    path("accommodations/<uuid:public_id>/refuse/", accommodations.refuse, name="office_accommodation_refuse"),
    path("areas/", areas.listing, name="office_areas"),
    path("areas/new/", areas.new, name="office_area_new"),
    path("areas/<uuid:public_id>/edit/", areas.edit, name="office_area_edit"),
]
