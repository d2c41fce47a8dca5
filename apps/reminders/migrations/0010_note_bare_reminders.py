from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # The ledger grows for years: it is not to be locked while an index is made.
    atomic = False

    dependencies = [
        ("reminders", "0009_note_gaps"),
    ]

    operations = [
        migrations.AddField(
            model_name="reminder",
            name="is_bare",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="reminder",
            name="over_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        AddIndexConcurrently(
            model_name="reminder",
            index=models.Index(
                condition=models.Q(("is_bare", True)),
                fields=["kind"],
                name="reminder_bare",
            ),
        ),
    ]
