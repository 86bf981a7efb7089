from __future__ import annotations

from django.db import migrations

SET_DATE = """
CREATE FUNCTION accounts_date_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := clock_timestamp();
    RETURN NEW;
END
$$;
CREATE TRIGGER consent_is_dated_by_the_database BEFORE INSERT ON accounts_consentrecord
    FOR EACH ROW EXECUTE FUNCTION accounts_date_consent();
"""
LEAVE_DATE = """
DROP TRIGGER consent_is_dated_by_the_database ON accounts_consentrecord;
DROP FUNCTION accounts_date_consent();
"""


class Migration(migrations.Migration):
    """A default can be passed over by whoever writes a row; this cannot."""

    dependencies = [("accounts", "0002_consent_is_append_only")]

    operations = [migrations.RunSQL(SET_DATE, LEAVE_DATE)]
