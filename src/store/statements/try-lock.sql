-- Held by the session: PostgreSQL lets go of it the moment the owner's connection ends.
select pg_try_advisory_lock(hashtext('ringfirst'), hashtext($1)) as locked
