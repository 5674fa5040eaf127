"""The ledger's table takes rows and neither changes nor loses one, whoever writes.

A later migration that rebuilds the table on SQLite (any change of a column does) has to lay these triggers again:
rebuilding drops them. ``tests/tuition/test_ledger.py`` tells.
"""

from django.db import migrations

SQLITE = [
    f"CREATE TRIGGER tuition_entry_no_{verb} BEFORE {verb} ON tuition_ledgerentry"
    f" BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    "CREATE OR REPLACE FUNCTION tuition_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$BEGIN RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'restrict_violation'; END$$",
    "CREATE TRIGGER tuition_entry_no_change BEFORE UPDATE OR DELETE ON tuition_ledgerentry"
    " FOR EACH ROW EXECUTE FUNCTION tuition_entry_append_only()",
]
UNDO = {
    "sqlite": [f"DROP TRIGGER IF EXISTS tuition_entry_no_{verb}" for verb in ("UPDATE", "DELETE")],
    "postgresql": [
        "DROP TRIGGER IF EXISTS tuition_entry_no_change ON tuition_ledgerentry",
        "DROP FUNCTION IF EXISTS tuition_entry_append_only()",
    ],
}
LAY = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def lay(apps, schema_editor):
    for statement in LAY[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def take_up(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("tuition", "0002_ledger")]
    operations = [migrations.RunPython(lay, take_up)]
