update lease set fence = fence + 1, owner = $1, heartbeat = clock_timestamp()
returning fence, last_sequence
