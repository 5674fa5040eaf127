"""Forms drawn before items kept count of their uses: note where each item stands, once."""

from django.db import migrations


def note(apps, schema_editor):
    """One row for every item of every form; what is noted already stays."""
    FormItem, Exposure = apps.get_model("papers", "FormItem"), apps.get_model("items", "Exposure")
    rows = FormItem.objects.order_by("id").values_list(
        "version_id", "form__code", "form__blueprint__pool", "form__drawn_at"
    )
    Exposure.objects.bulk_create(
        (
            Exposure(version_id=version, form_code=code, use=pool, drawn_at=drawn_at)
            for version, code, pool, drawn_at in rows.iterator()
        ),
        batch_size=500,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("papers", "0002_credit_and_assemblies"),
        ("items", "0002_kinds_review_and_stems"),
    ]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
