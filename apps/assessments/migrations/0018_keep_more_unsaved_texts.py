import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0017_attach_guest_files"),
        ("countries", "0002_add_succession"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="unsavedtext",
            name="begun_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="unsavedtext",
            name="request",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="assessments.ratingrequest",
            ),
        ),
        migrations.AlterField(
            model_name="unsavedtext",
            name="assessment",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="assessments.assessment",
            ),
        ),
        migrations.AlterField(
            model_name="unsavedtext",
            name="part",
            field=models.CharField(
                choices=[
                    ("factor", "risk factor"),
                    ("inhibitor", "inhibitor"),
                    ("finding", "finding"),
                    ("structure", "structure"),
                    ("asked", "independent rating"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="unsavedtext",
            constraint=models.UniqueConstraint(
                condition=Q(request__isnull=False),
                fields=("request", "user", "part", "code"),
                name="one_unsaved_text_per_asked_form",
            ),
        ),
        migrations.AddConstraint(
            model_name="unsavedtext",
            constraint=models.CheckConstraint(
                condition=Q(assessment__isnull=False, request=None)
                | Q(assessment=None, request__isnull=False),
                name="text_of_one_whole",
            ),
        ),
    ]
