"""What stands beside the product: a Redis and an nginx of our own."""

import asyncio
import shutil
import signal
import socket
from dataclasses import dataclass, field

from tests.faults.cluster import ProgramMissing
from tests.faults.processes import Place, Process, free_port

NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;
    upstream web {{
{servers}
        keepalive 64;
        keepalive_timeout 3s;  # the web process closes idle connections after five
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://web;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_connect_timeout 1s;
            proxy_read_timeout 10s;
        }}
    }}
}}
"""


@dataclass
class Redis:
    """Channels, cache and broker in one server that keeps nothing on disk."""

    place: Place
    port: int = field(default_factory=free_port)
    process: Process | None = None

    def url(self, database: int) -> str:
        """One of its logical databases."""
        return f"redis://127.0.0.1:{self.port}/{database}"

    async def start(self) -> None:
        """Start it empty."""
        command = [_found("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = self.place.run("redis", [*command, "--appendonly", "no", "--dir", str(self.place.folder)])
        await await_port(self.port)

    async def kill(self) -> None:
        """``kill -9``."""
        assert self.process is not None
        await self.process.kill()

    def freeze(self) -> None:
        """Stop it where it stands."""
        assert self.process is not None
        self.process.send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self.process is not None
        self.process.send(signal.SIGCONT)

    async def flush(self) -> None:
        """``FLUSHALL``: everything in it is gone."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(b"FLUSHALL\r\n")
        await reader.readline()
        writer.close()


@dataclass
class Front:
    """nginx before the web processes: each request goes to the next one, nobody sticks to any."""

    place: Place
    ports: list[int]
    port: int = field(default_factory=free_port)

    async def start(self) -> None:
        """Start it and wait until it listens."""
        servers = "\n".join(f"        server 127.0.0.1:{port} max_fails=1 fail_timeout=1s;" for port in self.ports)
        path = self.place.folder / "nginx.conf"
        path.write_text(NGINX.format(folder=self.place.folder, port=self.port, servers=servers))
        self.place.run("nginx", [_found("nginx"), "-c", str(path), "-e", str(self.place.folder / "nginx.log")])
        await await_port(self.port)


async def await_port(port: int, seconds: float = 30) -> None:
    """Until somebody listens. Raises ``TimeoutError``."""
    async with asyncio.timeout(seconds):
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            await asyncio.sleep(0.05)


def _found(program: str) -> str:
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")
    if path is None:
        raise ProgramMissing(f"{program} is missing: run `make setup-test`.")
    return path
