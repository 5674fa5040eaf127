from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("items", "0003_options_into_bodies")]
    operations = [
        migrations.AlterField("itemversion", "body", models.JSONField()),
        # With a default the column can come back when the migration is undone.
        migrations.AlterField("itemversion", "options", models.JSONField(default=list)),
        migrations.RemoveField("itemversion", "options"),
    ]
