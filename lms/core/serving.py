"""What uvicorn is told about the web process, in one place for the demo, the tests, the benchmarks and the manual."""

# Sockets only ever say "look again": a compressor each would take more memory than everything else about them.
SOCKETS = ("--ws", "websockets-sansio", "--ws-per-message-deflate", "false", "--ws-max-size", "4096")
WEB = ("--lifespan", "on", *SOCKETS)
