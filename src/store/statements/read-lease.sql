select fence, owner, last_sequence, extract(epoch from clock_timestamp() - heartbeat) * 1000 as silent_ms
from lease
