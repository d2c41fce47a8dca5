"""What binds an assessment to the one that it was begun from; shared by records and snapshots."""

import pgtrigger


def points_within_its_state(table: str, column: str) -> pgtrigger.Trigger:
    """A row that points at one of its own table points at one of its own State that is seen."""
    return pgtrigger.Trigger(
        name=f"{column.removesuffix('_id')}_is_own",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF TG_OP = 'UPDATE' AND NEW.{column} IS NOT DISTINCT FROM OLD.{column} THEN
                RETURN NEW;
            END IF;
            IF NEW.{column} IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM {table} WHERE id = NEW.{column} AND country_id = NEW.country_id
            ) THEN
                RAISE EXCEPTION 'It points outside its State'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{column}_is_own';
            END IF;
            RETURN NEW;
        """,  # noqa: S608
    )
