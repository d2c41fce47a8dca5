from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

TABLE = "actions_actionlink"


def unique(name, *fields, target):
    """Two links of an action never name the same; built beside what goes on being written."""
    columns = ", ".join(f"{field}_id" for field in fields)
    return migrations.SeparateDatabaseAndState(
        state_operations=[
            migrations.AddConstraint(
                model_name="actionlink",
                constraint=models.UniqueConstraint(
                    condition=models.Q((f"{target}__isnull", False)), fields=fields, name=name
                ),
            )
        ],
        database_operations=[
            # What a broken attempt left behind is no index.
            migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {name}", migrations.RunSQL.noop),
            migrations.RunSQL(
                f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON {TABLE} ({columns})"
                f" WHERE {target}_id IS NOT NULL",
                f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
            ),
        ],
    )


class Migration(migrations.Migration):
    # There are several links to each action: nobody waits while they are looked through.
    atomic = False

    dependencies = [("actions", "0014_serve_priorities")]

    operations = [
        AddConstraintNotValid(
            model_name="actionlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("item__isnull", False), ("priority", None), ("treaty", None)),
                    models.Q(("item", None), ("priority", None), ("treaty__isnull", False)),
                    models.Q(("item", None), ("priority__isnull", False), ("treaty", None)),
                    _connector="OR",
                ),
                name="action_link_serves_one_target",
            ),
        ),
        ValidateConstraint("actionlink", name="action_link_serves_one_target"),
        unique("one_action_link_per_item", "action", "item", target="item"),
        unique("one_action_link_per_treaty", "action", "treaty", target="treaty"),
        unique("one_action_link_per_priority", "priority", "action", target="priority"),
        migrations.RemoveConstraint(model_name="actionlink", name="action_link_has_one_target"),
        migrations.RemoveConstraint(model_name="actionlink", name="one_action_link_per_target"),
    ]
