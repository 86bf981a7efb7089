from __future__ import annotations

from django.db import migrations

REFUSE_CHANGES = """
CREATE FUNCTION accounts_refuse_consent_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The consent ledger is append-only: % is refused. Add a record instead.', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER consent_is_append_only BEFORE UPDATE OR DELETE ON accounts_consentrecord
    FOR EACH ROW EXECUTE FUNCTION accounts_refuse_consent_change();
"""
ALLOW_CHANGES = """
DROP TRIGGER consent_is_append_only ON accounts_consentrecord;
DROP FUNCTION accounts_refuse_consent_change();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE_CHANGES, ALLOW_CHANGES)]
