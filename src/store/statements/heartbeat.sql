update lease set heartbeat = clock_timestamp() where fence = $1
