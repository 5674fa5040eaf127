"""Faults: the real product is broken on purpose while virtual candidates sit an exam (docs/reliability.md).

    python -m tests.faults [--full] [--only F01,F03] [--candidates 120] [--seed 7]

One run makes a PostgreSQL cluster, a Redis and an nginx of its own on free ports, two web processes and a worker, and
sends candidates who keep a ledger of every intent and every acknowledgement. A separate program compares the ledgers
with the database. No service of the machine is touched, and only processes started here are ended.
"""
