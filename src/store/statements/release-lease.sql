update lease set owner = '', heartbeat = '-infinity' where fence = $1
