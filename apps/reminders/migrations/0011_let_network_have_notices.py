import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("countries", "0001_initial"),
        ("reminders", "0010_note_bare_reminders"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="country",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="countries.country",
            ),
        ),
        # On the way back, before the column asks for a State again.
        migrations.RunSQL(
            migrations.RunSQL.noop, "DELETE FROM reminders_notice WHERE country_id IS NULL"
        ),
    ]
