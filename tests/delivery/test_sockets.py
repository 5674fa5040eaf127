import uuid
from typing import Any

from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client, TransactionTestCase

from exams.delivery import consumers, policies
from exams.delivery.enums import AdjustmentKind
from exams.delivery.services import attempts, time
from exams.sittings.models import Duty
from exams.sittings.services import duties
from lms.accounts.models import User
from lms.asgi import application
from lms.organizations.enums import Role
from tests.support import cast
from tests.support.exams import NOW, build_mock, build_sealed_sitting, start

ORIGIN = b"http://testserver"
REFETCH = {"type": "refetch"}


class SocketTest(TransactionTestCase):
    def setUp(self) -> None:
        self.one, self.other = cast.person("one"), cast.person("other")
        self.world = build_sealed_sitting(people=[self.one, self.other])
        self.invigilator = cast.user("invigilator", role=Role.INVIGILATOR)
        duties.assign(room=self.world.room, user=self.invigilator, actor=None, now=NOW)
        self.attempt_path = f"/ws/attempt/{self.world.attempts[0].public_id}/"
        self.room_path = f"/ws/room/{self.world.room.public_id}/"

    def cookie(self, user: User | None) -> str:
        if user is None:
            return ""
        client = Client()
        client.force_login(user)
        return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    def socket(self, path: str, cookie: str, origin: bytes | None = ORIGIN) -> WebsocketCommunicator:
        headers = [(b"host", b"testserver"), (b"cookie", cookie.encode())]
        if origin is not None:
            headers.append((b"origin", origin))
        return WebsocketCommunicator(application, path, headers=headers)

    async def connects(self, *args: Any, **kwargs: Any) -> bool:
        socket = self.socket(*args, **kwargs)
        connected, _ = await socket.connect()
        await socket.disconnect()
        return connected

    async def close_code(self, socket: WebsocketCommunicator) -> int:
        message = await socket.receive_output(timeout=3)
        self.assertEqual(message["type"], "websocket.close")
        return int(message["code"])


class HandshakeTest(SocketTest):
    async def test_foreign_origins_are_refused(self) -> None:
        cookie = await sync_to_async(self.cookie)(self.one.user)
        for origin, allowed in [
            (ORIGIN, True),
            (b"https://evil.example", False),
            (b"null", False),
            (None, False),
            (b"http://testserver.evil.example", False),
            (b"http://eviltestserver", False),
            (b"https://testserver@evil.example", False),
            (b"", False),
        ]:
            with self.subTest(origin=origin):
                self.assertEqual(await self.connects(self.attempt_path, cookie, origin), allowed)

    async def test_only_the_candidate_follows_an_attempt_and_only_duty_a_room(self) -> None:
        officer = await sync_to_async(cast.user)("officer", role=Role.EXAM_OFFICER)
        for who, attempt, room in [
            (self.one.user, True, False),
            (self.other.user, False, False),
            (self.invigilator, False, True),
            (officer, False, True),
            (None, False, False),
        ]:
            with self.subTest(who=who):
                cookie = await sync_to_async(self.cookie)(who)
                self.assertEqual(await self.connects(self.attempt_path, cookie), attempt)
                self.assertEqual(await self.connects(self.room_path, cookie), room)
                self.assertFalse(await self.connects(f"/ws/room/{uuid.uuid4()}/", cookie))

    async def test_a_claimed_role_or_a_dead_session_opens_nothing(self) -> None:
        cookie = await sync_to_async(self.cookie)(self.invigilator)
        await sync_to_async(SessionStore(cookie.split("=")[1]).delete)()
        for query in ("", "?role=proctor", "?role=dashboard", "?user=1"):
            for given in ("", cookie, "sessionid=forged"):
                self.assertFalse(await self.connects(self.room_path + query, given))

    async def test_a_visitor_follows_the_own_mock(self) -> None:
        from django.http import HttpResponse

        response = HttpResponse()
        visitor = policies.new_visitor(response)
        sitting = await sync_to_async(build_mock)()
        attempt = await sync_to_async(attempts.prepare_mock)(sitting=sitting, visitor_hash=visitor, now=NOW)
        path = f"/ws/attempt/{attempt.public_id}/"
        self.assertTrue(await self.connects(path, f"{policies.COOKIE}={response.cookies[policies.COOKIE].value}"))
        self.assertFalse(await self.connects(path, f"{policies.COOKIE}={visitor}"))


class HintTest(SocketTest):
    async def test_an_extension_reaches_screen_and_room_and_nobody_else(self) -> None:
        await sync_to_async(start)(self.world.attempts[0])
        sockets = [
            self.socket(path, await sync_to_async(self.cookie)(who))
            for path, who in [
                (self.attempt_path, self.one.user),
                (self.room_path, self.invigilator),
                (f"/ws/attempt/{self.world.attempts[1].public_id}/", self.other.user),
            ]
        ]
        for socket in sockets:
            self.assertTrue((await socket.connect())[0])
        await sync_to_async(time.extend)(
            attempts=[self.world.attempts[0]],
            seconds=300,
            kind=AdjustmentKind.INCIDENT,
            reason="停電",
            actor=self.invigilator,
            now=self.world.opens_at,
        )
        self.assertEqual([await socket.receive_json_from() for socket in sockets[:2]], [REFETCH, REFETCH])
        self.assertTrue(await sockets[2].receive_nothing())
        for socket in sockets:
            await socket.disconnect()

    async def test_what_a_client_says_has_no_effect(self) -> None:
        socket = self.socket(self.attempt_path, await sync_to_async(self.cookie)(self.one.user))
        await socket.connect()
        for text in (
            '{"type":"refetch"}',
            '{"type":"group.join","group":"room.x"}',
            "not json",
            "\x00",
            '{"seconds":999}',
        ):
            await socket.send_to(text_data=text)
        await socket.send_to(bytes_data=b"\xff")
        self.assertTrue(await socket.receive_nothing())
        await socket.disconnect()

    async def test_signing_out_closes_the_sockets_of_that_session(self) -> None:
        cookie, second = [await sync_to_async(self.cookie)(self.one.user) for _ in range(2)]
        socket, other = self.socket(self.attempt_path, cookie), self.socket(self.attempt_path, second)
        await socket.connect()
        await other.connect()

        def sign_out() -> None:
            request = HttpRequest()
            request.session = SessionStore(cookie.split("=")[1])
            request.user = self.one.user
            logout(request)

        await sync_to_async(sign_out)()
        self.assertEqual(await self.close_code(socket), 4401)
        self.assertTrue(await other.receive_nothing())
        await other.disconnect()


class TickTest(SocketTest):
    def setUp(self) -> None:
        super().setUp()
        before = consumers.HintConsumer.tick_seconds
        consumers.HintConsumer.tick_seconds = 0.05
        self.addCleanup(setattr, consumers.HintConsumer, "tick_seconds", before)

    async def test_a_duty_that_ends_closes_the_room(self) -> None:
        socket = self.socket(self.room_path, await sync_to_async(self.cookie)(self.invigilator))
        await socket.connect()
        await sync_to_async(self.relieve)()
        self.assertEqual(await self.close_code(socket), 4404)

    async def test_a_session_that_ends_elsewhere_closes_the_socket(self) -> None:
        cookie = await sync_to_async(self.cookie)(self.one.user)
        socket = self.socket(self.attempt_path, cookie)
        await socket.connect()
        await sync_to_async(SessionStore(cookie.split("=")[1]).delete)()
        self.assertEqual(await self.close_code(socket), 4401)

    async def test_control_without_the_check_the_socket_would_stay(self) -> None:
        consumers.HintConsumer.tick_seconds = 3600
        cookie = await sync_to_async(self.cookie)(self.one.user)
        socket = self.socket(self.attempt_path, cookie)
        await socket.connect()
        await sync_to_async(SessionStore(cookie.split("=")[1]).delete)()
        self.assertTrue(await socket.receive_nothing(timeout=0.3))
        await socket.disconnect()

    async def test_a_relieved_duty_closes_the_live_room_at_once(self) -> None:
        consumers.HintConsumer.tick_seconds = 3600
        second = await sync_to_async(cast.user)("second", role=Role.INVIGILATOR)
        await sync_to_async(duties.assign)(room=self.world.room, user=second, actor=None, now=NOW)
        sockets = [
            self.socket(self.room_path, await sync_to_async(self.cookie)(who)) for who in (self.invigilator, second)
        ]
        for socket in sockets:
            self.assertTrue((await socket.connect())[0])
        duty = await Duty.objects.aget(user=self.invigilator)
        await sync_to_async(duties.relieve)(duty=duty, actor=None, now=NOW)
        self.assertEqual(await self.close_code(sockets[0]), 4404)
        self.assertTrue(await sockets[1].receive_nothing(timeout=0.3))
        await sockets[1].disconnect()

    def relieve(self) -> None:
        Duty.objects.all().delete()
