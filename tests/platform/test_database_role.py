"""The suite itself works with the rights of the running application."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection

from focalpoint.db.owner import as_owner


@pytest.mark.django_db
class TestApplicationRole:
    def test_it_is_neither_superuser_nor_bypasses_row_security(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole"
                " FROM pg_roles WHERE rolname = current_user"
            )
            assert cursor.fetchone() == (settings.DATABASES["default"]["USER"], *[False] * 4)

    def test_it_owns_no_table(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
            assert cursor.fetchone() == (0,)

    def test_it_may_not_change_the_schema(self) -> None:
        with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
            cursor.execute("CREATE TABLE intruder (id int)")


@pytest.mark.django_db(transaction=True)
def test_the_owner_migrates_and_gives_way_to_the_application() -> None:
    assert settings.OWNER_DATABASE is not None
    application, owner = settings.DATABASES["default"]["USER"], settings.OWNER_DATABASE["USER"]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (owner,)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (application,)
