-- $2 names one backend, or is null for whichever holds the lock.
select pg_terminate_backend(pid)
from pg_locks
where locktype = 'advisory' and granted
  and database = (select oid from pg_database where datname = current_database())
  and classid = (hashtext('ringfirst')::bigint & 4294967295)::oid
  and objid = (hashtext($1)::bigint & 4294967295)::oid
  and pid = coalesce($2::integer, pid)
