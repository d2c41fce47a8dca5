from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Nobody's work waits while the index is made.
    atomic = False

    dependencies = [
        ("actions", "0017_serve_recommendations"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="action",
            index=models.Index(
                condition=models.Q(
                    ("archived_at", None),
                    ("status__in", ["open", "in_progress", "in_review"]),
                    ("visibility__in", ["network", "public"]),
                ),
                fields=["country"],
                include=["id", "status", "visibility", "office"],
                name="action_shared_open",
            ),
        ),
    ]
