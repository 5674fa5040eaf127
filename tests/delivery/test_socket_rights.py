"""The rights of many sockets at once, and how a word finds them."""

import asyncio
import threading
import time
import uuid
from typing import Any
from unittest.mock import patch

from asgiref.sync import sync_to_async
from channels.layers import InMemoryChannelLayer
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import Http404, HttpResponse
from django.test import SimpleTestCase

from exams.delivery import consumers, policies, realtime
from exams.delivery.consumers import patrol
from exams.delivery.selectors import following
from exams.delivery.selectors.following import Claim, Target, Verdict
from exams.delivery.services import attempts
from exams.sittings.enums import SittingMode
from exams.sittings.models import Duty, Sitting
from lms.accounts.models import User
from lms.core import clock, serving, switchboard
from lms.organizations.enums import Role
from tests.delivery.test_sockets import REFETCH, SocketTest
from tests.support import cast
from tests.support.exams import NOW, build_mock

ATTEMPT, ROOM = Target.ATTEMPT, Target.ROOM


class JudgeTest(SocketTest):
    def key(self, user: User | None) -> str:
        return self.cookie(user).partition("=")[2]

    def judge(self, *claims: Claim) -> list[Verdict]:
        return following.judge(claims, now=clock.now())

    def own(self) -> Claim:
        return Claim(ATTEMPT, self.world.attempts[0].public_id, self.key(self.one.user), "")

    def test_a_batch_is_judged_as_the_policies_judge_one_viewer(self) -> None:
        visitor = policies.new_visitor(HttpResponse())
        mock = attempts.prepare_mock(sitting=build_mock(), visitor_hash=visitor, now=NOW)
        officer = cast.user("officer", role=Role.EXAM_OFFICER)
        users = [self.one.user, self.other.user, self.invigilator, officer, None]
        targets = [(ATTEMPT, each.public_id) for each in (*self.world.attempts, mock)]
        targets += [(ROOM, self.world.room.public_id), (ROOM, uuid.uuid4()), (ATTEMPT, uuid.uuid4())]
        asked = [(user, key, target) for user in users for key in ("", visitor, "0" * 64) for target in targets]
        claims = [Claim(*target, self.key(user), key) for user, key, target in asked]
        for mode in (SittingMode.COMPUTER, SittingMode.PAPER):
            Sitting.objects.filter(round__isnull=False).update(mode=mode)
            allowed = [self.allows(user, key, *target) for user, key, target in asked]
            self.assertIn(True, allowed)
            self.assertEqual([each.is_allowed for each in self.judge(*claims)], allowed)

    def allows(self, user: User | None, visitor_hash: str, target: Target, public_id: uuid.UUID) -> bool:
        try:
            if target is ATTEMPT:
                policies.access_attempt(policies.Viewer(user, visitor_hash), public_id)
            else:
                policies.access_room(user, public_id)
        except Http404:
            return False
        return True

    def test_what_ends_a_session_ends_the_right(self) -> None:
        claim, right, gone = self.own(), Verdict(True, True), Verdict(False, False)
        self.assertEqual(self.judge(claim), [right])
        assert self.one.user is not None
        User.objects.filter(pk=self.one.user.pk).update(is_active=False)
        self.assertEqual(self.judge(claim), [gone])
        User.objects.filter(pk=self.one.user.pk).update(is_active=True)
        Session.objects.filter(session_key=claim.session_key).update(expire_date=clock.now())
        self.assertEqual(self.judge(claim), [gone])
        claim = self.own()
        self.one.user.set_password("another-one-for-tests")
        self.one.user.save()
        self.assertEqual(self.judge(claim), [gone])

    def test_ten_times_as_many_cost_no_further_query(self) -> None:
        claims = [self.own() for _ in range(20)]
        for number in (2, 20):
            with self.assertNumQueries(3):
                self.assertEqual(self.judge(*claims[:number]), [Verdict(True, True)] * number)


class WalkTest(SocketTest):
    async def test_the_walk_goes_round_in_parts_and_closes_whose_right_has_ended(self) -> None:
        cookies = [await sync_to_async(self.cookie)(user) for user in (self.one.user, self.one.user, self.invigilator)]
        paths = [self.attempt_path, self.attempt_path, self.room_path]
        sockets = [self.socket(path, cookie) for path, cookie in zip(paths, cookies, strict=True)]
        with patch.object(patrol, "AT_ONCE", 1), patch.object(consumers.HintConsumer, "tick_seconds", 0.2):
            for socket in sockets:
                self.assertTrue((await socket.connect())[0])
            await sync_to_async(SessionStore(cookies[1].split("=")[1]).delete)()
            await sync_to_async(Duty.objects.all().delete)()
            self.assertEqual(await self.close_code(sockets[1]), 4401)
            self.assertEqual(await self.close_code(sockets[2]), 4404)
            self.assertTrue(await sockets[0].receive_nothing(timeout=0.5))
        await sockets[0].disconnect()

    async def test_a_database_that_fails_closes_nobody_and_the_next_round_judges(self) -> None:
        cookie = await sync_to_async(self.cookie)(self.one.user)
        socket = self.socket(self.attempt_path, cookie)
        with patch.object(consumers.HintConsumer, "tick_seconds", 0.05):
            self.assertTrue((await socket.connect())[0])
            with patch.object(following, "judge", side_effect=RuntimeError):
                self.assertTrue(await socket.receive_nothing(timeout=0.3))
                self.assertFalse(await self.connects(self.attempt_path, cookie))
            await sync_to_async(SessionStore(cookie.split("=")[1]).delete)()
            self.assertEqual(await self.close_code(socket), 4401)

    async def test_a_poisoned_cookie_fails_nobody_else(self) -> None:
        cookie = await sync_to_async(self.cookie)(self.one.user)
        name = settings.SESSION_COOKIE_NAME
        forged = [f'{name}="a\\000b"', f"{name}={'a' * 5000}", f"{name}=\xe4\xb8\xad", f"{name}='; --"]
        opened = await asyncio.gather(*(self.connects(self.attempt_path, each) for each in (*forged, cookie)))
        self.assertEqual(opened, [False] * len(forged) + [True])


class WordTest(SocketTest):
    async def opened(self) -> WebsocketCommunicator:
        socket = self.socket(self.attempt_path, await sync_to_async(self.cookie)(self.one.user))
        self.assertTrue((await socket.connect())[0])
        return socket

    async def test_a_word_from_a_thread_of_its_own_wakes_the_loop(self) -> None:
        socket = await self.opened()
        group = realtime.attempt_group(self.world.attempts[0].public_id)
        begin = time.monotonic()
        threading.Timer(0.1, switchboard.publish, ([group], realtime.REFETCH)).start()
        self.assertEqual(await socket.receive_json_from(timeout=5), REFETCH)
        self.assertLess(time.monotonic() - begin, 2)
        await socket.disconnect()

    async def test_words_that_have_not_left_yet_are_one(self) -> None:
        socket = await self.opened()
        group = realtime.attempt_group(self.world.attempts[0].public_id)
        for _ in range(5):
            switchboard.here().deliver([group, group], realtime.REFETCH)
        self.assertEqual(await socket.receive_json_from(), REFETCH)
        self.assertTrue(await socket.receive_nothing(timeout=0.2))
        switchboard.here().deliver([group], realtime.REFETCH)
        self.assertEqual(await socket.receive_json_from(), REFETCH)
        await socket.disconnect()
        self.assertEqual(switchboard.here()._groups, {})

    async def test_words_from_another_process_come_through_the_channel_layer(self) -> None:
        layer = Elsewhere()
        with patch.object(switchboard, "get_channel_layer", return_value=layer):
            socket = await self.opened()
            group = realtime.attempt_group(self.world.attempts[0].public_id)
            message = {"type": "word", "groups": [group], "kind": realtime.REFETCH}
            await layer.group_send(switchboard.EVERYBODY, message)
            self.assertEqual(await socket.receive_json_from(), REFETCH)
            many = [f"attempt.{number}" for number in range(2 * switchboard.GROUPS_AT_ONCE)]
            await sync_to_async(switchboard.publish)([*many, group], realtime.REFETCH)
            self.assertEqual(await socket.receive_json_from(), REFETCH)
            self.assertTrue(await socket.receive_nothing(timeout=0.2))
            await socket.disconnect()

    async def test_without_the_channel_server_no_socket_pretends_to_listen(self) -> None:
        layer = Elsewhere()
        cookie = await sync_to_async(self.cookie)(self.one.user)
        with patch.object(switchboard, "get_channel_layer", return_value=layer):
            with (
                patch.object(layer, "group_add", side_effect=OSError),
                patch.object(layer, "group_send", side_effect=OSError),
            ):
                self.assertFalse(await self.connects(self.attempt_path, cookie))
                await sync_to_async(switchboard.publish)(["attempt.x"], realtime.REFETCH)
            self.assertTrue(await self.connects(self.attempt_path, cookie))


class Elsewhere:
    """A channel layer that is not in this process, as far as anybody can tell."""

    def __init__(self) -> None:
        self.inner = InMemoryChannelLayer()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    async def group_add(self, group: str, channel: str) -> None:
        await self.inner.group_add(group, channel)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        await self.inner.group_send(group, message)


class StartTest(SimpleTestCase):
    def test_the_manual_names_the_options_that_the_demo_starts_with(self) -> None:
        manual = " ".join((settings.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8").split())
        self.assertIn(" ".join(serving.WEB), manual)
