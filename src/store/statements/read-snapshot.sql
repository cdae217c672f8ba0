select sequence, state
from snapshot
where sequence = (select max(sequence) from snapshot)
order by part
