"""Addresses of the sockets."""

from django.urls import path

from exams.delivery import consumers

websocket_urlpatterns = [
    path("ws/attempt/<uuid:public_id>/", consumers.AttemptConsumer.as_asgi()),
    path("ws/room/<uuid:public_id>/", consumers.RoomConsumer.as_asgi()),
]
