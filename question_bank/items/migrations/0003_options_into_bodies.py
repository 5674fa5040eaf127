"""Single-choice options become the body of their kind; the newest version of every item so far is the published one."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    ItemVersion = apps.get_model("items", "ItemVersion")
    for version in ItemVersion.objects.only("pk", "options").iterator(chunk_size=500):
        ItemVersion.objects.filter(pk=version.pk).update(body={"options": version.options}, meaning=F("number"))
    apps.get_model("items", "Item").objects.update(latest=F("published"))


def restore(apps, schema_editor):
    ItemVersion = apps.get_model("items", "ItemVersion")
    for version in ItemVersion.objects.only("pk", "body").iterator(chunk_size=500):
        ItemVersion.objects.filter(pk=version.pk).update(options=version.body.get("options", []))


class Migration(migrations.Migration):
    dependencies = [("items", "0002_kinds_review_and_stems")]
    operations = [migrations.RunPython(fill, restore)]
