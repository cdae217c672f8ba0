insert into snapshot (sequence, part, state)
select $2, $3, $4 from lease where fence = $1 and last_sequence >= $2
on conflict (sequence, part) do update set state = excluded.state
