-- One statement is one transaction: the fence is checked, the journal and the interactions grow, or
-- nothing happens at all. Events and kinds come as lines, for JSON holds no raw line break.
with owned as (
  update lease
  set last_sequence = $2 + cardinality($3::bigint[]) - 1, heartbeat = clock_timestamp()
  where fence = $1 and last_sequence = $2 - 1
  returning fence
), entries as (
  insert into journal (sequence, at, kind, event)
  select $2 + line - 1, at, kind, event
  from owned, rows from (
    unnest($3::bigint[]), string_to_table($4, e'\n'), string_to_table($5, e'\n')
  ) with ordinality as batch (at, kind, event, line)
), interactions as (
  insert into interaction (id, queue, number, booked_at, closed_at, disposition, record)
  select id, queue, number, booked_at, closed_at, disposition, record
  from owned, unnest($6::uuid[], $7::text[], $8::text[], $9::bigint[], $10::bigint[], $11::text[], $12::text[])
    as batch (id, queue, number, booked_at, closed_at, disposition, record)
  on conflict (id) do update set
    queue = excluded.queue, number = excluded.number, booked_at = excluded.booked_at,
    closed_at = excluded.closed_at, disposition = excluded.disposition,
    saved = excluded.saved, record = excluded.record
)
select count(*)::integer as owned from owned
